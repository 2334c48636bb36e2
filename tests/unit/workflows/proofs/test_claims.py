"""What a claim says of the steps of squashes, which `s` replaces `1` and `2` with."""

from __future__ import annotations

import pytest

from squashkit.model.migrations import Opaque
from squashkit.project.protocol import View
from squashkit.workflows.proofs.claims import Claim
from squashkit.workflows.proofs.routes import Squashed
from tests.builders import history, key, keys

UNREADABLE = {"opaque": (Opaque("steps() is computed", 1),)}


def claim(text, **facts):
    squashed = Squashed(key("a.s"), keys("a.1 a.2"))
    return Claim((), View(), View(), keys("a.1 a.2"), (squashed,), history=history(text, **facts))


@pytest.mark.parametrize(
    ("squash", "facts", "thinned"),
    [
        ("rows", {}, ""),
        ("rows rows", {}, ""),
        ("schema", {}, "a.1 a.2"),
        ("rows", {"a_1": UNREADABLE}, "a.1 a.2"),
        ("rows", {"a_s": UNREADABLE}, "a.1 a.2"),
    ],
)
def test_members_of_squashes_with_fewer_steps(squash, facts, thinned):
    found = claim(f"a.1; a.2 <- a.1 : rows; a.s : {squash}", **facts)
    assert found.thinned == frozenset(keys(thinned))


def test_of_a_squash_that_is_not_written_yet_there_are_none():
    assert claim("a.1; a.2 <- a.1 : rows").thinned == frozenset()


@pytest.mark.parametrize(
    ("text", "facts", "coded"),
    [
        ("a.1; a.2; a.s", {}, ""),
        ("a.1 : rows; a.2; a.s", {}, "a.s"),
        ("a.1; a.2; a.s : rows", {}, "a.s"),
        ("a.1; a.2; a.s", {"a_2": UNREADABLE}, "a.s"),
    ],
)
def test_squashes_with_steps_in_them_or_behind_them(text, facts, coded):
    assert claim(text, **facts).route.coded == frozenset(keys(coded))
