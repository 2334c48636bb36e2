from __future__ import annotations

import pytest

from squashkit.model.schema import Difference, Layer

LONG = "x" * 300


def text(before: str, after: str) -> str:
    return str(Difference(Layer.STRUCTURE, "view v", before, after))


def test_a_short_difference_is_shown_whole():
    assert text("a", "") == "view v: a became absent"


@pytest.mark.parametrize(
    ("before", "after"), [(LONG, ""), (LONG, LONG + "y"), (LONG + "y", LONG + "z" + LONG)]
)
def test_a_long_difference_is_cut(before, after):
    assert len(text(before, after)) < 300


def test_what_raises_is_shown_further():
    error = f"ValueError: {'x' * 300} of shop.0001_initial"
    assert text("runs", error) == f"view v: runs became {error}"


def test_a_long_difference_is_cut_around_what_differs():
    assert text(f"{LONG}one", f"{LONG}two") == (f"view v: ...{'x' * 30}one became ...{'x' * 30}two")
