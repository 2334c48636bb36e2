"""Two ways back, judged by the way there."""

from __future__ import annotations

import pytest

from squashkit.analysis.comparing import Stand, Window, lost
from squashkit.model.schema import Part, Snapshot
from tests.rows import tables

WINDOW = Window("2025-03-01 10:00:00.500000", "2025-03-01 10:00:02.000000")


def stand(*lines: str) -> Stand:
    found = tables("\n".join(lines))
    parts = [Part(name, "table", "TABLE", name) for name in found]
    for name, one in found.items():
        parts += [Part(name, "column", column, column) for column in one.columns]
    return Stand(Snapshot("SQLite", tuple(sorted(parts)), found), WINDOW)


def said(forward: Stand, before: Stand, after: Stand) -> list[str]:
    return [str(one) for one in lost(forward, forward, before, after)]


THERE = stand("t(#id a): 1 x, 2 y")


@pytest.mark.parametrize(
    ("after", "words"),
    [
        ("t(#id a): 1 x, 2 y", []),
        ("t(#id a): 1 x", ["rows of t: 1 of 2 rows only here: (id=2, a=y) became none of 1 row"]),
        (
            "t(#id a): 1 x, 2 z",
            ["rows of t: 1 of 2 rows only here: (id=2, a=y) became 1 of 2"],
        ),
        ("t(#id a): 1 x, 2 y, 3 z", ["rows of t: none of 2 rows only here became 1 of 3 rows"]),
        ("t(#id a): 7 x, 2 y", ["rows of t: 2 rows became the same rows under other keys"]),
        ("t(#id): 1, 2", ["column t.a: a became absent"]),
        ("", ["table t: 2 columns, 2 rows became absent"]),
    ],
)
def test_what_the_original_leaves_as_it_was_must_be_left(after, words):
    found = said(THERE, THERE, stand(after))

    assert [one[: len(word)] for one, word in zip(found, words, strict=True)] == words


@pytest.mark.parametrize("after", ["t(#id a): 1 x, 2 y", "t(#id a): 1 x, 2 y, 3 seed, 4 other"])
def test_what_it_leaves_behind_need_not_be_left(after):
    behind = stand("t(#id a): 1 x, 2 y, 3 seed", "spare(n): 1")

    assert said(THERE, behind, stand(after)) == []


def test_rows_that_it_has_changed_must_be_there():
    changed = stand("t(#id a): 1 x, 2 y, 3 seed")

    assert said(THERE, changed, stand("t(#id a): 1 x")) == ["rows of t: 3 rows became 1 row"]


def test_columns_that_it_has_lost_hide_no_other():
    there = stand("t(#id a b): 1 x 1, 2 y 2")
    restored = stand("t(#id a b): 1 x 0, 2 y 0")

    assert said(there, restored, stand("t(#id a b): 1 x 5, 2 y 5")) == []
    assert said(there, restored, stand("t(#id a b): 1 x 5, 2 z 5")) == [
        "rows of t: 1 of 2 rows only here: (id=2, a=y) became 1 of 2 rows only here: (id=2, a=z)"
    ]


def test_a_column_that_it_restores_otherwise_must_be_there():
    there, restored = stand("t(#id a): 1 x"), stand("t(#id a): 1 0")
    assert said(there, restored, stand("t(#id): 1")) == ["column t.a: a became absent"]


def test_what_is_random_is_not_compared():
    found = lost(
        stand("t(#id a): 1 r1"), stand("t(#id a): 1 r2"), stand("t(#id a): 1 r3"),
        stand("t(#id a): 1 r4"),
    )  # fmt: skip
    assert found == ()


def test_rows_that_the_other_restores_better_are_no_loss():
    assert said(THERE, stand("t(#id a): 1 NULL, 2 NULL"), THERE) == []
