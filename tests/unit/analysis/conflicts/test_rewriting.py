import pytest

from tests.unit.analysis.conflicts.meetings import found

START = "a.1; a.2 <- a.1 : AddField(x.f); a.3 <- a.2; b.1 <- a.2"


@pytest.mark.parametrize(
    ("topic", "said"),
    [
        (
            "a.2 <- a.1 : AddField(x.g)",
            ["SQK207 error: topic edits 2 of a, which main already has."],
        ),
        ("-a.3", ["SQK209 error: topic deletes 3 of a, which main already has."]),
        (
            "-a.3; a.4 <- a.2 : schema",
            ["SQK208 error: topic renames 3 to 4 of a, which main already has."],
        ),
        (
            "a.1 : schema schema; a.3 <- a.2 : schema schema",
            ["SQK207 error: topic edits 1, 3 of a, which main already has."],
        ),
    ],
)
def test_what_a_branch_does_to_the_migrations_of_its_base(topic, said):
    assert found(START, topic=topic) == said


def test_files_of_a_squash_may_go():
    assert found(START, topic="a.s : schema replaces a.1 a.2 a.3; -a.1; -a.2; -a.3") == []


def test_a_cleanup_is_no_edit():
    start = "a.1; a.2 <- a.1; a.s : schema replaces a.1 a.2; b.1 <- a.2"

    assert found(start, topic="a.s : schema; -a.1; -a.2; b.1 <- a.s") == []


def test_what_the_base_did_itself_is_no_ones_fault():
    assert found(START, "-a.3; a.2 <- a.1 : AddField(x.g)", topic="b.2 <- b.1") == []


def test_edits_of_comments_and_layout_are_none():
    topic = "a.2  <- a.1 : AddField(x.f)"

    assert (
        found(START, topic=topic, same_code=lambda one, other: one.split() == other.split()) == []
    )
    assert found(START, topic=topic) == [
        "SQK207 error: topic edits 2 of a, which main already has."
    ]


def test_an_edit_of_what_the_base_removed():
    assert found(START, "-b.1", topic="b.1 <- a.2 : AddField(x.g)") == [
        "SQK207 error: topic edits b.1, which main has removed."
    ]


def test_operations_that_an_edited_file_had_before_are_not_news():
    said = found(START, "a.2 <- a.1 : AddField(x.f) schema", topic="b.2 <- b.1 : AlterField(x.f)")

    assert said == []
