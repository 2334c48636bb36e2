"""Squashes on disk that become part of a longer one."""

import pytest

from squashkit.analysis.continuing import expanded, moved, not_continued
from squashkit.analysis.planning import propose
from squashkit.analysis.wishes import Wish
from squashkit.model.migrations import Dependency
from tests.builders import history, key, keys

TEXT = "a.1\na.2 <- a.1\na.S\na.3 <- a.S"
SQUASH = {"a_S": {"replaces": keys("a.1 a.2")}}


def obstacle(text=TEXT, squash="a.S", **facts):
    """Why the squash cannot be continued, or an empty string."""
    found = history(text, **{**SQUASH, **facts})
    reason = not_continued(found, found.migrations[key(squash)])
    return reason.fact if reason else ""


class TestObstacles:
    def test_none(self):
        assert obstacle() == ""

    def test_a_file_that_is_gone(self):
        assert obstacle("a.2\na.S") == "a.S replaces a.1, whose file is gone."

    def test_a_squash_of_a_squash(self):
        text = "a.0\na.1 <- a.0\na.2 <- a.1\na.S"
        inner = {"a_1": {"replaces": keys("a.0")}}

        assert (
            obstacle(text, **inner)
            == "a.S replaces a.1, which is a squash itself or another app's."
        )

    def test_a_migration_of_another_app(self):
        text = "a.1\nb.2 <- a.1\na.S"
        facts = {"a_S": {"replaces": keys("a.1 b.2")}}

        assert (
            obstacle(text, **facts)
            == "a.S replaces b.2, which is a squash itself or another app's."
        )

    @pytest.mark.parametrize("text", ["a.1\na.2\na.S", "a.1 <- a.2\na.2 <- a.1\na.S"])
    def test_no_one_end(self, text):
        assert obstacle(text) == "a.S replaces migrations that do not lead to one end."

    @pytest.mark.parametrize("theirs", [["z"], []])
    def test_a_dependent_that_cannot_be_changed(self, theirs):
        expected = "a.S is what z.1 of an installed package depends on." if theirs else ""

        assert obstacle(f"{TEXT}\nz.1 <- a.S", theirs=theirs) == expected

    def test_what_runs_before_it_is_a_dependent_too(self):
        facts = {"theirs": ["z"], "z_1": {"run_before": (Dependency("a", "S"),)}}

        assert obstacle(f"{TEXT}\nz.1", **facts) == (
            "a.S is what z.1 of an installed package depends on."
        )

    def test_the_whole_reason(self):
        found = history("a.2\na.S", **SQUASH)
        reason = not_continued(found, found.migrations[key("a.S")])

        assert (reason.rule, reason.fact, reason.hint) == (
            "SQK102",
            "a.S replaces a.1, whose file is gone.",
            "Finish it first: squashkit cleanup a",
        )


def test_members_in_the_place_of_each_squash():
    found = history(TEXT, **SQUASH)

    assert expanded(found, keys("a.S a.3")) == keys("a.1 a.2 a.3")
    assert expanded(found, keys("a.3")) == keys("a.3")
    assert expanded(found, ()) == ()


def test_dependents_are_to_name_the_last_of_them():
    found = history(TEXT, **SQUASH)

    assert moved(found, propose(found, Wish())) == {key("a.S"): key("a.2")}


def test_nothing_moves_without_a_squash():
    found = history("a.1\na.2 <- a.1")

    assert moved(found, propose(found, Wish())) == {}
