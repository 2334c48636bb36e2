"""What stands in the way of `migrate`: the cases of Django's loader, one by one."""

from dataclasses import replace

import pytest

from squashkit.analysis.guarding import problems
from squashkit.model.deployed import Deployed, Recorded, times_of
from squashkit.model.retired import Retired
from tests.builders import history, key, keys

FILES = "a.1; a.2 <- a.1; a.3 <- a.2; "
SQUASH = {"a_s": {"replaces": keys("a.1 a.2 a.3")}}
CLEANED = Retired(key("a.s"), keys("a.1 a.2 a.3"), last="v2")


def found(made, recorded="", retired=()):
    """Rule and fact of each problem of one database."""
    rows = (Recorded(one.app, one.name) for one in keys(recorded))
    states = {"db": Deployed("db", times_of(rows))}
    return [(one.rule, one.fact) for one in problems(replace(made, retired=retired), states)]


WITH_FILES = history(f"{FILES} a.s; a.4 <- a.s", **SQUASH)
WITHOUT_FILES = history("a.s; a.4 <- a.s", **SQUASH)
NORMAL = history("a.s; a.4 <- a.s")


@pytest.mark.parametrize(
    ("made", "recorded"),
    [
        (WITH_FILES, ""),
        (WITH_FILES, "a.1"),
        (WITH_FILES, "a.1 a.2 a.3"),
        (WITH_FILES, "a.1 a.2 a.3 a.s a.4"),
        (WITHOUT_FILES, ""),
        (WITHOUT_FILES, "a.1 a.2 a.3"),
        (WITHOUT_FILES, "a.1 a.2 a.3 a.s"),
        (NORMAL, ""),
        (NORMAL, "a.s"),
        (NORMAL, "a.1 a.2 a.3 a.s a.4"),
        (NORMAL, "b.1"),
    ],
)
def test_what_migrate_goes_on_from(made, recorded):
    retired = () if made is WITH_FILES else (CLEANED,)
    assert found(made, recorded, retired) == []


@pytest.mark.parametrize(
    ("made", "recorded", "expected"),
    [
        (
            WITHOUT_FILES,
            "a.1 a.2",
            ("SQK301", "Database db has 2 of the 3 migrations of a.s, and not a.3."),
        ),
        (
            NORMAL,
            "a.1",
            ("SQK301", "Database db has 1 of the 3 migrations of a.s, and not a.2, a.3."),
        ),
        (
            NORMAL,
            "a.1 a.2 a.4",
            ("SQK301", "Database db has 2 of the 3 migrations of a.s, and not a.3."),
        ),
        (
            NORMAL,
            "a.1 a.2 a.3",
            ("SQK302", "Database db has all 3 migrations that a.s replaced, and not a.s itself."),
        ),
        (
            NORMAL,
            "a.1 a.2 a.3 a.4",
            ("SQK302", "Database db has all 3 migrations that a.s replaced, and not a.s itself."),
        ),
        (
            WITH_FILES,
            "a.s a.4",
            ("SQK304", "Database db has a.s and no migration that it replaces."),
        ),
        (
            WITH_FILES,
            "a.1 a.s",
            ("SQK304", "Database db has a.s and only 1 of the 3 migrations that it replaces."),
        ),
    ],
)
def test_what_migrate_gets_wrong(made, recorded, expected):
    retired = (CLEANED,) if made is NORMAL else ()
    assert found(made, recorded, retired) == [expected]


def test_without_a_record_a_squash_that_was_cleaned_up_by_hand_is_seen_by_its_rows():
    assert found(NORMAL, "a.1 a.2 a.3") == [
        (
            "SQK306",
            "Database db has 3 migrations of a of which there are no files, a.1, a.2, a.3, and "
            "not a.s.",
        )
    ]


def test_the_next_squash_is_of_the_one_before():
    """Each has its own release to go through; the newer one stands for the older."""
    first = Retired(key("a.s"), keys("a.1 a.2"), last="v1")
    second = Retired(key("a.t"), keys("a.s a.3"), last="v2")
    made = history("a.t; a.4 <- a.t")

    assert found(made, "a.1 a.2 a.s a.3 a.t", (first, second)) == []
    assert found(made, "a.t", (first, second)) == []
    assert [rule for rule, _ in found(made, "a.1 a.2", (first, second))] == ["SQK302"]
    assert [rule for rule, _ in found(made, "a.1", (first, second))] == ["SQK301"]
    assert [rule for rule, _ in found(made, "a.1 a.2 a.s", (first, second))] == ["SQK301"]
    assert [rule for rule, _ in found(made, "a.1 a.2 a.s a.3", (first, second))] == ["SQK302"]


def test_the_release_to_go_through_is_named():
    state = {"db": Deployed("db", {"a": {"1": ""}})}
    [problem] = problems(replace(NORMAL, retired=(CLEANED,)), state)

    assert problem.databases == ("db",)
    assert problem.hint == "Deploy v2 there first, which still has their files, and run migrate."


def test_a_squash_of_a_squash_whose_file_is_gone_takes_a_finished_database_for_half_done():
    made = history("a.t", a_t={"replaces": keys("a.s a.3")})
    assert found(made, "a.1 a.2 a.3") == [
        ("SQK301", "Database db has 1 of the 2 migrations of a.t, and not a.s.")
    ]


def test_a_squash_of_a_squash_stands_for_what_that_replaces():
    made = history(
        "a.1; a.2 <- a.1; a.s; a.3 <- a.2; a.t",
        a_s={"replaces": keys("a.1 a.2")},
        a_t={"replaces": keys("a.s a.3")},
    )
    for recorded in ("", "a.1", "a.1 a.2", "a.1 a.2 a.s", "a.1 a.2 a.3", "a.s a.3 a.t"):
        assert found(made, recorded) == [], recorded


def test_a_branch_from_the_midst_ends_the_app_twice_where_the_squash_is_half_done():
    made = history(f"{FILES} a.s; a.f <- a.2", **SQUASH)

    assert found(made) == []
    assert found(made, "a.1 a.2 a.f") == [
        ("SQK305", "On database db a ends in a.3, a.f, since it has part of what a.s replaces.")
    ]


def test_a_name_is_never_used_again():
    made = history("a.s; a.3 <- a.s")
    assert found(made, "", (CLEANED,)) == [
        (
            "SQK303",
            "a.3 has the name of a migration that a.s replaced, and databases have that on record.",
        )
    ]


def test_a_branch_that_depends_on_what_is_gone():
    made = history("a.t; a.4 <- a.2; b.1 <- a.s")
    retired = (CLEANED, Retired(key("a.t"), keys("a.s a.9")))
    assert found(made, "", retired) == [
        ("SQK307", "a.4 depends on a.2, which a.t replaced."),
        ("SQK307", "b.1 depends on a.s, which a.t replaced."),
    ]


def test_files_of_a_squash_that_are_gone_in_part():
    made = history("a.1; a.s", **SQUASH)
    assert found(made) == [
        ("SQK308", "a.s replaces 3 migrations, and there are no files of a.2, a.3.")
    ]


def test_databases_that_are_alike_are_told_together():
    states = {name: Deployed(name, {"a": {"1": ""}}) for name in ("x", "y")}
    [problem] = problems(replace(NORMAL, retired=(CLEANED,)), states)

    assert problem.databases == ("x", "y")
    assert problem.fact == (
        "Database x and 1 more like it have 1 of the 3 migrations of a.s, and not a.2, a.3."
    )


def test_two_squashes_of_the_same_migration():
    made = history(f"{FILES} a.s; a.t", **SQUASH, a_t={"replaces": keys("a.2 a.3")})
    assert found(made) == [("SQK309", "a.s and a.t both replace a.2, a.3.")]


def test_a_squash_that_names_another_and_what_that_replaces_is_no_overlap():
    outer = {"replaces": keys("a.1 a.2 a.s a.3")}
    made = history(f"{FILES} a.s; a.t", a_s={"replaces": keys("a.1 a.2")}, a_t=outer)
    assert found(made) == []
