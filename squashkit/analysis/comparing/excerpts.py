"""A few of the rows that differ, as a text that is short enough for a message."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...model.schema import SHOWN_LETTERS
from ...model.words import counted
from .colours import Colouring
from .shared import Row, SharedTable

SHOWN_ROWS = 2
VALUE_LETTERS = 40


def excerpts(table: SharedTable, colouring: Colouring) -> tuple[str, str]:
    """What each side has alone, in the columns that differ from the most similar row opposite.

    Args:
        table: one that differs.
        colouring: that found it.
    """
    ones, others = colouring.unpaired[table.name]
    before = [colouring.cells(table, 0, place) for place in ones]
    after = [colouring.cells(table, 1, place) for place in others]
    old, new = table.raw
    return (
        _excerpt(table, old, ones, _differing(before, after)),
        _excerpt(table, new, others, _differing(after, before)),
    )


def _differing(own: Sequence[Row], opposite: Sequence[Row]) -> list[frozenset[int]]:
    """For the first rows, the places of the cells that the most similar row has not."""
    return [
        min(
            (_unlike(cells, other) for other in opposite),
            key=len,
            default=frozenset(range(len(cells))),
        )
        for cells in own[:SHOWN_ROWS]
    ]


def _unlike(one: Row, other: Row) -> frozenset[int]:
    pairs = enumerate(zip(one, other, strict=True))
    return frozenset(place for place, (mine, its) in pairs if mine != its)


def _excerpt(
    table: SharedTable,
    rows: Sequence[Row],
    own: Sequence[int],
    differing: Sequence[frozenset[int]],
) -> str:
    everything = counted(len(rows), "row")
    if not own:
        return f"none of {everything} only here" if rows else "no row"
    text = f"{len(own)} of {everything} only here: "
    shown = 0
    for place, columns in zip(own, differing, strict=False):
        room = SHOWN_LETTERS - len(text) - len("; ; ...")
        row = _row(table, rows[place], columns, room)
        if shown and len(row) > room:
            break
        text += f"; {row}" if shown else row
        shown += 1
    return text if shown == len(own) else f"{text}; ..."


def _row(table: SharedTable, row: Row, differing: frozenset[int], room: int) -> str:
    """The key, the first column that differs, and others as long as there is room."""
    text = ""
    for number, field in enumerate(_fields(table, row, differing)):
        longer = f"{text}, {field}" if number else field
        if number > 1 and len(longer) > room:
            return f"({text}, ...)"
        text = longer
    return f"({text})"


def _fields(table: SharedTable, row: Row, differing: frozenset[int]) -> Iterator[str]:
    places = sorted(range(len(row)), key=lambda place: table.columns[place] not in table.key)
    for place in places:
        if place in differing or table.columns[place] in table.key:
            yield f"{table.columns[place]}={_shortened(row[place])}"
    if not differing:
        yield "other rows refer to it"


def _shortened(value: str) -> str:
    return value if len(value) <= VALUE_LETTERS else f"{value[: VALUE_LETTERS - 3]}..."
