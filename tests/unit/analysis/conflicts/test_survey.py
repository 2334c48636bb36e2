import pytest

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
