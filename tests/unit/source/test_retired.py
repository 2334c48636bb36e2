"""The record of cleanups, as it is written and read."""

import pytest

from squashkit.errors import HistoryError
from squashkit.model.retired import Retired
from squashkit.source.retired import parse_retired, read_retired, retired_text
from tests.builders import key, keys

ONE = Retired(key("a.s"), keys("a.1 a.2"), "v1", "v2", "c0ffee")
OTHER = Retired(key("a.t"), keys("a.s a.3"))


def test_comes_back_as_it_was(tmp_path):
    text = retired_text([ONE, OTHER])
    (tmp_path / "replaced.json").write_text(text)

    assert read_retired(tmp_path) == (ONE, OTHER)
    assert retired_text(read_retired(tmp_path)) == text


def test_most_apps_have_none(tmp_path):
    assert read_retired(tmp_path) == ()


def test_a_merge_that_kept_both_says_it_once():
    assert parse_retired(retired_text([ONE, OTHER, ONE]).encode(), "x") == (ONE, OTHER)


@pytest.mark.parametrize(
    ("text", "fact", "hint"),
    [
        ("<<<<<<< HEAD", "x cannot be read: JSON is malformed", "settle the merge conflict"),
        ("{}", "x cannot be read: Object missing required field `schema`.", "squashkit cleanup"),
        (
            retired_text([]).replace("1", "2"),
            "x is no squashkit/replaced of version 1.",
            "Update squashkit.",
        ),
    ],
)
def test_what_cannot_be_relied_on(text, fact, hint):
    with pytest.raises(HistoryError) as caught:
        parse_retired(text.encode(), "x")

    assert caught.value.fact.startswith(fact)
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("last", "commit", "expected"),
    [("v2", "c0ffee", "v2"), ("", "c0ffee", "c0ffee"), ("", "", "")],
)
def test_a_database_that_comes_late_goes_through_a_release_if_there_is_one(last, commit, expected):
    assert Retired(key("a.s"), (), "", last, commit).way_through == expected
