"""Two observers of one structure: they agree, or it is said that they do not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from squashkit.analysis.comparing import compare, failing
from squashkit.model.schema import Difference, Layer, Look, Part, Snapshot

TABLE = Part("t", "table", "TABLE", "t")
CHECK = Part("t", "check", "(a > 0)", "positive")
OTHER = replace(CHECK, definition="(a > 1)")
RENAMED = replace(CHECK, name="t_a_12ab34cd_check", generated=True)
AGAIN = replace(RENAMED, name="u_b_98fe76dc_check")
OWNER = Part("t", "owner", "me", "t")


def snapshot(*parts: Part, second: Look | None) -> Snapshot:
    return Snapshot("PostgreSQL 15.1", (TABLE, *parts), {}, second=second)


def look(*parts: Part) -> Look:
    return Look("pg_dump 15.1", (TABLE, *parts))


def test_what_only_the_second_sees():
    before = snapshot(CHECK, second=look(CHECK))
    after = snapshot(CHECK, second=look(OTHER))
    found = compare(before, after)

    assert found == (
        Difference(
            Layer.OBSERVERS,
            "check positive of t, only in pg_dump 15.1",
            "positive (a > 0)",
            "positive (a > 1)",
        ),
    )
    assert failing(found) == found


def test_what_only_the_first_sees():
    before = snapshot(CHECK, second=look(CHECK))
    after = snapshot(second=look(CHECK))

    assert compare(before, after) == (
        Difference(Layer.STRUCTURE, "check positive of t", "positive (a > 0)", ""),
        Difference(
            Layer.OBSERVERS, "check positive of t, not in pg_dump 15.1", "positive (a > 0)", ""
        ),
    )


def test_what_both_see_is_said_once():
    before = snapshot(CHECK, second=look(CHECK))
    after = snapshot(OTHER, second=look())

    assert [one.layer for one in compare(before, after)] == [Layer.STRUCTURE]


@pytest.mark.parametrize(
    ("before", "after"), [(RENAMED, AGAIN), (OWNER, replace(OWNER, definition="you"))]
)
def test_what_does_not_matter_to_one_need_not_be_seen_by_the_other(before, after):
    """A dump has no owners, and a name that nobody declared may be any."""
    first = snapshot(before, second=look()), snapshot(after, second=look())
    second = snapshot(second=look(before)), snapshot(second=look(after))

    assert failing(compare(*first)) == failing(compare(*second)) == ()


@pytest.mark.parametrize("second", [None, Look("pg_dump", missing="it is not installed")])
def test_who_did_not_look_does_not_disagree(second):
    before, after = snapshot(CHECK, second=look(CHECK)), snapshot(second=second)

    assert [one.layer for one in compare(before, after)] == [Layer.STRUCTURE]


def test_a_table_that_only_the_second_sees():
    before, after = snapshot(second=look()), snapshot(second=Look("pg_dump 15.1"))

    assert compare(before, after) == (
        Difference(Layer.OBSERVERS, "table t, only in pg_dump 15.1", "0 columns", ""),
    )
