import pytest

from squashkit.analysis.conflicts.survey import Branch, survey
from squashkit.model.migrations import Opaque
from squashkit.model.refs import Ref
from tests.builders import history, key
from tests.unit.analysis.conflicts.meetings import found

START = "a.1; a.2 <- a.1; b.1 <- a.1"


@pytest.mark.parametrize(
    ("base", "topic"),
    [
        ("", "a.3 <- a.2"),
        ("a.3 <- a.2", ""),
        ("a.3 <- a.2", "b.2 <- b.1"),
        ("a.3 <- a.2", "a.3 <- a.2"),
        ("a.3 <- a.2", "a.3 <- a.2; a.4 <- a.3"),
        ("-a.2", "b.2 <- b.1 a.1"),
    ],
)
def test_nothing_to_report(base, topic):
    assert found(START, base, topic=topic) == []


def test_two_leaves():
    assert found(START, "a.3 <- a.2", topic="a.x <- a.2") == [
        "SQK201 error: With main and topic merged, a ends in 2 migrations: 3, x."
    ]


def test_a_leaf_further_than_the_other():
    assert found(START, "a.3 <- a.2; a.4 <- a.3", topic="a.x <- a.2; a.y <- a.x") == [
        "SQK201 error: With main and topic merged, a ends in 2 migrations: 4, y."
    ]


def test_two_branches_that_the_base_knows_nothing_of():
    assert found(START, one="a.x <- a.2", two="a.y <- a.2") == [
        "SQK201 error: With one and two merged, a ends in 2 migrations: x, y."
    ]


def test_a_branch_on_top_of_another_is_no_conflict():
    assert found(START, one="a.x <- a.2", two="a.x <- a.2; a.y <- a.x") == []


def test_what_a_branch_has_in_two_leaves_is_its_own_fault():
    assert found(START, "b.2 <- b.1", topic="a.x <- a.2; a.y <- a.2") == [
        "SQK218 error: topic: a ends in 2 migrations: x, y."
    ]


def test_the_faults_of_the_base_are_told_once():
    start = "a.1; a.2 <- a.1; a.x <- a.1"

    assert found(start, one="b.1", two="c.1") == [
        "SQK218 error: main: a ends in 2 migrations: 2, x."
    ]


def test_a_merge_migration_on_the_branch_settles_it():
    assert found(START, "a.3 <- a.2", topic="a.3 <- a.2; a.x <- a.2; a.m <- a.3 a.x") == []


def test_one_number_for_two():
    assert found("a.0001", "a.0002_p <- a.0001", topic="a.0002_q <- a.0001") == [
        "SQK201 error: With main and topic merged, a ends in 2 migrations: 0002_p, 0002_q.",
        "SQK202 warning: main adds a.0002_p and topic adds a.0002_q: one number for two.",
    ]


def test_one_name_for_two():
    assert found(START, "a.3 <- a.2", topic="a.3 <- a.2 : rows") == [
        "SQK203 error: main and topic both add a.3, and the files differ.",
    ]


def test_a_removed_migration_that_the_other_side_needs():
    assert found(START, "-a.2", topic="b.2 <- b.1 a.2") == [
        "SQK214 error: topic: b.2 depends on a.2, which main removes."
    ]


def test_a_dependency_that_leads_nowhere_on_the_branch_itself():
    assert found(START, topic="b.2 <- b.1 a.9") == [
        "SQK214 error: topic: b.2 depends on a.9, which does not exist."
    ]


def test_apps_without_migrations_here_are_not_missing():
    assert found(START, topic="b.2 <- b.1 auth.0001_initial") == []


def test_a_circle_that_neither_side_has():
    start = "a.1; b.1; a.2 <- a.1; b.2 <- b.1"

    assert found(start, "a.2 <- a.1 b.2", topic="b.2 <- b.1 a.2") == [
        "SQK213 error: With main and topic merged, migrations depend on each other in a circle: "
        "a.2 -> b.2 -> a.2.",
        "SQK207 error: topic edits 2 of b, which main already has.",
    ]


def test_a_circle_of_two_squashes():
    start = "a.1; a.2 <- a.1 b.1; b.1; b.2 <- b.1 a.1"

    said = found(start, one="a.s : schema replaces a.1 a.2", two="b.s : schema replaces b.1 b.2")

    assert said == [
        "SQK213 error: With one and two merged, migrations depend on each other in a circle: "
        "a.s -> b.s -> a.s."
    ]


def test_the_same_on_every_run():
    branches = {"x": "a.x <- a.2", "y": "a.y <- a.2", "z": "a.z <- a.2"}

    assert found(START, **branches) == found(START, **dict(reversed(branches.items())))


def test_two_leaves_behind_a_first_migration_with_computed_operations():
    computed = Opaque("`operations` is computed when the file is imported", 5, "operations")

    assert _leaves_behind(computed) == ["SQK201"]


def test_no_leaves_are_counted_where_dependencies_are_computed():
    computed = Opaque("`dependencies` is computed when the file is imported", 5, "dependencies")

    assert _leaves_behind(computed) == []


def _leaves_behind(unread):
    one, other = (
        dict(history(f"a.1; a.{name} <- a.1", a_1={"opaque": (unread,)}).migrations)
        for name in ("x", "y")
    )
    start = {key("a.1"): one[key("a.1")]}
    said = survey(Ref("main", "0"), one, [Branch(Ref("topic", "1"), other, (start,))])
    return [finding.rule for finding in said]


def test_dependencies_that_both_sides_edited_are_merged_as_texts_are():
    start = "a.1; b.1; c.1; d.1 <- b.1 a.1 c.1"

    said = found(start, "-b.1; b.2; d.1 <- b.2 a.1 c.1", topic="-c.1; c.2; d.1 <- b.1 a.1 c.2")

    assert not [line for line in said if line.startswith("SQK214")]


def test_a_migration_for_an_app_that_the_other_side_moved():
    moved = "-a.1; -a.2; c.1 replaces a.1; c.2 <- c.1 : schema replaces a.2; c.3 <- c.2"

    for sides in ({"base": "a.x <- a.2", "topic": moved}, {"base": moved, "topic": "a.x <- a.2"}):
        said = found(START.replace("; b.1 <- a.1", ""), **sides)
        assert "SQK201 error: With main and topic merged, c ends in 2 migrations: 3, x." in said


def test_dependencies_that_both_sides_edited_in_one_place():
    start = "a.1; b.1; c.1; d.1 <- b.1"

    said = found(start, "-b.1; b.2; d.1 <- b.2", topic="c.2; d.1 <- b.1 c.2")

    assert "SQK214 error: topic: d.1 depends on b.1, which main removes." in said


def test_an_app_that_the_base_removed_altogether():
    assert found(START, "-b.1", topic="c.1 <- b.1") == [
        "SQK214 error: topic: c.1 depends on b.1, which main removes."
    ]


def test_names_that_clash_with_the_base_are_told_once_for_each_branch():
    said = found("a.0001", "a.0002_p <- a.0001", x="a.0002_q <- a.0001", y="a.0002_r <- a.0001")

    assert [line for line in said if line.startswith("SQK202")] == [
        "SQK202 warning: main adds a.0002_p and x adds a.0002_q: one number for two.",
        "SQK202 warning: main adds a.0002_p and y adds a.0002_r: one number for two.",
    ]
