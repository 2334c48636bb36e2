"""Branches that come after their base, in a few letters."""

from __future__ import annotations

import pytest

from squashkit.analysis.conflicts.changes import changes_since, without_shared
from squashkit.analysis.conflicts.meeting import Meeting, Side
from squashkit.analysis.rebasing import plan_rebase
from squashkit.model.refs import Ref
from squashkit.model.retired import Retired
from tests.builders import key, keys
from tests.unit.analysis.conflicts.meetings import changed, migrations

START = "a.1; a.2 <- a.1; b.1 <- a.1"


def planned(start: str, base: str, topic: str, retired=(), **how):
    """The rebase; `start`, `base` and `topic` as in `meetings.found`."""
    before = migrations(start)
    history, own = changed(before, base), changed(before, topic)
    ground = Side(Ref("main", "0"), without_shared(changes_since([before], history), own), history)
    branch = Side(Ref("topic", "1"), without_shared(changes_since([before], own), history), own)
    return plan_rebase(Meeting(ground, ground, branch), retired, **how)


def moved(start: str, base: str, topic: str, retired=(), **how) -> list[str]:
    """Each move as `a.3 > a.4 : a.2 > a.3`, and the findings of error level."""
    found = planned(start, base, topic, retired, **how)
    return [*map(said, found.moves), *(f"{one.rule}: {one.fact}" for one in found.findings)]


def said(move) -> str:
    if move.gone:
        return f"-{move.key}"
    name = str(move.key) if move.key == move.new else f"{move.key} > {move.new}"
    edits = [f"{old} > {new}" for old, new in move.targets]
    edits += [f"+ {move.lacks}"] if move.lacks else []
    return f"{name} : {', '.join(edits)}" if edits else name


@pytest.mark.parametrize(
    ("base", "topic"),
    [
        ("", ""),
        ("a.3 <- a.2", ""),
        ("", "a.3 <- a.2"),
        ("", "a.3 <- a.2; a.4 <- a.3; b.2 <- b.1 a.3"),
        ("a.3 <- a.2", "b.2 <- b.1 a.2"),
        ("a.3 <- a.2", "a.3 <- a.2"),
        ("a.3 <- a.2", "a.3 <- a.2; a.4 <- a.3"),
        ("a.3 <- a.2", "a.3 <- a.2; a.7 <- a.3"),
        ("a.3 <- a.2", "c.1"),
        ("a.s : schema replaces a.1 a.2", "b.2 <- b.1"),
        ("", "a.s : schema replaces a.1 a.2"),
        ("a.3 <- a.2", "a.s : schema replaces a.1 a.2"),
        ("", "a.x <- a.2"),
    ],
)
def test_nothing_to_do(base, topic):
    assert moved(START, base, topic) == []


@pytest.mark.parametrize(
    ("base", "topic", "moves"),
    [
        ("a.3 <- a.2", "a.3x <- a.2", ["a.3x > a.4x : a.2 > a.3"]),
        ("a.3 <- a.2", "a.4 <- a.2", ["a.4 : a.2 > a.3"]),
        ("a.3 <- a.2; a.4 <- a.3", "a.9 <- a.2", ["a.9 : a.2 > a.4"]),
        (
            "a.3 <- a.2",
            "a.3x <- a.2; a.4 <- a.3x",
            ["a.3x > a.4x : a.2 > a.3", "a.4 > a.5 : a.3x > a.4x"],
        ),
        (
            "a.3 <- a.2",
            "a.3x <- a.2; a.7 <- a.3x",
            ["a.3x > a.4x : a.2 > a.3", "a.7 : a.3x > a.4x"],
        ),
        ("a.3 <- a.2", "a.y <- a.2", ["a.y : a.2 > a.3"]),
        (
            "a.3 <- a.2",
            "a.3x <- a.2; b.2 <- b.1 a.3x",
            ["a.3x > a.4x : a.2 > a.3", "b.2 : a.3x > a.4x"],
        ),
        (
            "a.3 <- a.2; b.2 <- b.1",
            "a.3x <- a.2; b.2x <- b.1 a.3x",
            ["a.3x > a.4x : a.2 > a.3", "b.2x > b.3x : b.1 > b.2, a.3x > a.4x"],
        ),
        ("c.1", "c.1x", ["c.1x > c.2x : + c.1"]),
        ("c.1 <- a.1", "c.1x <- a.2", ["c.1x > c.2x : + c.1"]),
        ("a.3 <- a.2", "a.3x <- a.1 a.2", ["a.3x > a.4x : a.1 > a.3, a.2 > a.3"]),
    ],
)
def test_a_chain_follows_the_base(base, topic, moves):
    assert moved(START, base, topic) == moves


def test_the_name_of_both_is_no_obstacle():
    assert moved(START, "a.3 <- a.2 : schema", "a.3 <- a.2 : rows") == ["a.3 > a.4 : a.2 > a.3"]


def test_two_chains_of_one_branch_become_one():
    assert moved(START, "a.3 <- a.2", "a.3x <- a.2; a.3y <- a.2") == [
        "a.3x > a.4x : a.2 > a.3",
        "a.3y > a.5y : a.2 > a.4x",
    ]


def test_after_a_merge_the_fork_is_in_the_files():
    start = f"{START}; a.3 <- a.2"

    assert moved(start, "", "a.3x <- a.2") == ["a.3x > a.4x : a.2 > a.3"]


def test_in_the_midst_of_a_rebase_the_names_before_are_known():
    start = f"{START}; a.3 <- a.2"

    assert moved(start, "", "a.4x <- a.3; a.4y <- a.3x") == ["a.4y > a.5y : a.3x > a.4x"]
    assert moved(start, "", "a.4y <- a.3; a.4x <- a.3y") == ["a.4x > a.5x : a.3y > a.4y"]


@pytest.mark.parametrize(
    ("topic", "moves"),
    [
        ("a.3 <- a.2", ["a.3 : a.2 > a.s"]),
        ("b.2 <- b.1 a.1", ["b.2 : a.1 > a.s"]),
        ("b.2 <- b.1 a.2", ["b.2 : a.2 > a.s"]),
        ("a.3 <- a.2; b.2 <- b.1 a.2 a.3", ["a.3 : a.2 > a.s", "b.2 : a.2 > a.s"]),
    ],
)
@pytest.mark.parametrize(
    ("base", "retired"),
    [
        ("a.s : schema replaces a.1 a.2", ()),
        ("a.s; -a.1; -a.2; b.1 <- a.s", (Retired(key("a.s"), keys("a.1 a.2")),)),
    ],
)
def test_after_a_squash_and_after_a_cleanup(base, retired, topic, moves):
    assert moved(START, base, topic, retired) == moves


def test_a_cleanup_without_a_record_is_known_by_the_branch_or_by_the_numbers():
    cleaned = "a.1_squashed_2; -a.1; -a.2; b.1 <- a.1_squashed_2"
    known = f"{START}; a.1_squashed_2 : schema replaces a.1 a.2"

    moves = ["b.2 : a.1 > a.1_squashed_2"]
    assert moved(START, cleaned, "b.2 <- b.1 a.1") == moves
    assert moved(known, cleaned, "b.2 <- b.1 a.1") == moves


@pytest.mark.parametrize(
    ("name", "new"), [("3x_squashed_4x", "4x_squashed_5x"), ("3_by_hand", "4_by_hand")]
)
def test_a_squash_of_the_branch_goes_with_its_members(name, new):
    topic = f"a.3x <- a.2; a.4x <- a.3x; a.{name} <- a.2 replaces a.3x a.4x; a.5 <- a.4x"

    assert moved(START, "a.3 <- a.2", topic) == [
        "a.3x > a.4x : a.2 > a.3",
        "a.4x > a.5x : a.3x > a.4x",
        "a.5 > a.6 : a.4x > a.5x",
        f"a.{name} > a.{new} : a.2 > a.3, a.3x > a.4x, a.4x > a.5x",
    ]


def test_a_squash_of_the_branch_without_its_members_is_one_of_the_chain():
    topic = "a.3_squashed_4 <- a.2 replaces a.8 a.9"

    assert moved(START, "a.3 <- a.2", topic) == ["a.3_squashed_4 : a.2 > a.3"]


def test_an_app_ends_in_the_squash_of_its_last_migration():
    topic = "a.3x <- a.2; a.4x <- a.3x; a.3x_squashed_4x <- a.2 replaces a.3x a.4x"

    assert planned(START, "a.3 <- a.2", topic).ends == keys("a.4x_squashed_5x")


def test_a_migration_that_the_base_has_renamed():
    start = f"{START}; a.3_x <- a.2 : AddField(m.x)"
    base = "-a.3_x; a.3 <- a.2; a.4_x <- a.3 : AddField(m.x)"

    assert moved(start, base, "a.4_y <- a.3_x; b.2 <- b.1 a.3_x") == [
        "a.4_y > a.5_y : a.3_x > a.4_x",
        "b.2 : a.3_x > a.4_x",
    ]


def test_another_migration_of_the_same_rest_is_not_what_the_base_removed():
    start = f"{START}; a.3_x <- a.2"

    assert moved(start, "-a.3_x; a.1 : rows", "a.4_x <- a.2; b.2 <- b.1 a.3_x")[-1] == (
        "SQK405: b.2 depends on a.3_x, which main does not have."
    )


def test_an_app_that_the_base_has_removed():
    assert moved(START, "-b.1", "a.3 <- a.2 b.1") == [
        "SQK405: a.3 depends on b.1, which main does not have."
    ]


@pytest.mark.parametrize(
    ("base", "topic", "finding"),
    [
        (
            "b.2 <- b.1",
            "-b.1; c.1 : schema replaces b.1",
            "SQK407: topic has moved b to c, and main has added b.2.",
        ),
        (
            "-b.1; c.1 : schema replaces b.1",
            "b.2 <- b.1",
            "SQK407: main has moved b to c, and topic has added b.2.",
        ),
    ],
)
def test_an_app_that_one_side_has_moved(base, topic, finding):
    assert finding in moved(START, base, topic)


def test_a_circle_that_there_would_be():
    topic = "a.3x <- a.2; a.s : schema replaces a.1 a.2 a.3x"

    assert moved(START, "a.3 <- a.2", topic)[-1] == (
        "SQK213: After main, migrations would depend on each other in a circle: a.3 -> a.s -> a.3."
    )


def test_what_names_a_squash_of_the_branch_comes_after_its_last_member():
    topic = "a.3x <- a.2; a.4x <- a.3x; a.3_squashed_4x <- a.2 replaces a.3x a.4x"

    assert moved(START, "", f"{topic}; a.5 <- a.3_squashed_4x") == []


@pytest.mark.parametrize(
    ("topic", "moves"),
    [
        (
            "a.3x <- a.2; a.3y <- a.2; a.4 <- a.3x a.3y : nothing",
            ["a.3x > a.4x : a.2 > a.3", "a.3y > a.5y : a.2 > a.4x", "-a.4"],
        ),
        (
            "a.3x <- a.2; a.3y <- a.2; a.4 <- a.3x a.3y : nothing; a.5 <- a.4; b.2 <- b.1 a.4",
            [
                "a.3x > a.4x : a.2 > a.3",
                "a.3y > a.5y : a.2 > a.4x",
                "a.5 > a.6 : a.4 > a.5y",
                "b.2 : a.4 > a.5y",
                "-a.4",
            ],
        ),
    ],
)
def test_merge_migrations_that_go(topic, moves):
    assert moved(START, "a.3 <- a.2", topic, drop_merges=True) == moves


def test_a_merge_of_what_the_base_has_alone():
    start = "a.1; a.2 <- a.1; a.2y <- a.1"
    topic = "a.3x <- a.2 a.2y : nothing; a.4 <- a.3x"

    assert moved(start, "a.3 <- a.2 a.2y : nothing", topic, drop_merges=True) == [
        "a.4 : a.3x > a.3",
        "-a.3x",
    ]


def test_a_merge_with_operations_is_refused():
    topic = "a.3x <- a.2; a.3y <- a.2; a.4 <- a.3x a.3y"

    assert (
        moved(START, "a.3 <- a.2", topic, drop_merges=True)[-1] == "SQK402: a.4 merges 3x and 3y."
    )


@pytest.mark.parametrize(
    ("base", "topic", "finding"),
    [
        (
            "a.3 <- a.2; a.4 <- a.2",
            "a.5 <- a.2",
            "SQK401: On main the app a ends in 2 migrations: 3, 4.",
        ),
        (
            "a.3 <- a.2",
            "a.3x <- a.2; a.3y <- a.2; a.4 <- a.3x a.3y",
            "SQK402: a.4 merges 3x and 3y.",
        ),
        (
            "a.x <- a.2 : schema",
            "a.x <- a.2 : rows",
            "SQK403: a.x would be called x, which main has.",
        ),
        (
            "b.2 <- b.1; -a.2; a.1 : rows",
            "c.1 <- a.2",
            "SQK405: c.1 depends on a.2, which main does not have.",
        ),
        (
            "a.3 <- a.2 : AddField(m.x)",
            "a.3x <- a.2 : AddField(m.x)",
            "SQK406: main: 3 creates a.m.x; topic: 3x creates a.m.x; it cannot come after that.",
        ),
        (
            "a.3 <- a.2 : RemoveField(m.x)",
            "a.3x <- a.2 : AlterField(m.x)",
            "SQK406: main: 3 removes a.m.x; topic: 3x alters a.m.x; it cannot come after that.",
        ),
        ("a.3 <- a.2", "-a.2", "SQK407: topic deletes or renames a.2, which main has."),
        (
            "a.3 <- a.2 : AlterField(m.x)",
            "a.3x <- a.2 : AlterField(m.x)",
            "SQK408: main: 3 alters a.m.x; topic: 3x alters a.m.x; that of topic comes last and "
            "decides.",
        ),
        (
            "a.3 <- a.2 : RemoveField(m.x)",
            "a.3x <- a.2 : asks(a.m)",
            "SQK408: main: 3 removes a.m.x; topic: 3x runs code on a.m; the code may mind.",
        ),
    ],
)
def test_what_a_person_has_to_know(base, topic, finding):
    assert moved(START, base, topic)[-1] == finding


def test_a_circle_is_told_and_not_walked():
    [*_, finding] = moved(START, "a.3 <- a.2", "a.3x <- a.4; a.4 <- a.3x")

    assert finding == (
        "SQK213: topic: migrations depend on each other in a circle: a.3x -> a.4 -> a.3x."
    )


def test_a_name_that_is_a_number_alone_is_no_trace_of_an_earlier_name():
    found = moved(START, "-a.2; a.1 : rows", "a.4 <- a.2")

    assert found == ["a.4 : a.2 > a.1"]


def test_where_each_app_will_end():
    assert planned(START, "a.3 <- a.2", "a.3x <- a.2; b.2 <- b.1").ends == keys("a.4x b.2")
