"""A few of the rows that differ, as a text that is short enough for a message."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ...model.schema import SHOWN_LETTERS, Reference
from ...model.words import counted
from .colours import Colouring
from .shared import SIDES, Row, SharedTable

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
    differing = _differing(before, after), _differing(after, before)
    found = _texts((ones, others), differing, (table, table))
    if found[0] != found[1]:
        return found
    # The same numbers, of rows that are not the same: what is in these tells them apart.
    return _texts(
        (ones, others), differing, (_told(table, colouring, 0), _told(table, colouring, 1))
    )


def _texts(
    own: tuple[Sequence[int], Sequence[int]],
    differing: tuple[list[frozenset[int]], list[frozenset[int]]],
    tables: tuple[SharedTable, SharedTable],
) -> tuple[str, str]:
    before, after = (
        _excerpt(tables[side], tables[side].raw[side], own[side], differing[side]) for side in SIDES
    )
    return before, after


def _told(table: SharedTable, colouring: Colouring, side: int) -> SharedTable:
    """The table with a value of each row that one of its columns leads to, behind its number."""
    raw = table.raw[side]
    for reference in table.references:
        place, named = table.columns.index(reference.column), _named(colouring, reference, side)
        raw = tuple(
            (*row[:place], f"{row[place]}{named.get(row[place], '')}", *row[place + 1 :])
            for row in raw
        )
    return replace(table, raw=(raw, table.raw[1]) if side == 0 else (table.raw[0], raw))


def _named(colouring: Colouring, reference: Reference, side: int) -> dict[str, str]:
    """What rows that somebody refers to are called, by their keys."""
    target = colouring.tables.get(reference.table)
    if target is None or reference.target not in target.columns:
        return {}
    key = target.columns.index(reference.target)
    words = [place for place, name in enumerate(target.columns) if name in target.unkeyed]
    telling = next((p for p in words if len({row[p] for row in target.raw[side]}) > 1), None)
    if telling is None:
        return {}
    name = target.columns[telling]
    return {row[key]: f" with {name}={_shortened(row[telling])}" for row in target.raw[side]}


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
