"""Which rows are the same on both sides when the numbers of rows may be others.

Colour refinement: a row's colour stands for its values without keys, then also for the colours of
the rows that it points to, then for those of the rows that point to it, until no two rows of one
colour can be told apart any more. Two databases are equal but for numbers when every table has
the same colours equally often on both sides.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Sequence
from typing import TypeAlias

from .shared import SIDES, Row, SharedTable, in_columns

Places: TypeAlias = tuple[list[int], list[int]]
"""Rows of one table on both sides, by their places in it."""
Colours: TypeAlias = tuple[list[int], list[int]]
Link: TypeAlias = "tuple[str, int] | str"
"""The table and place of the row that a foreign key points to, or its value where there is none."""
Signature: TypeAlias = Callable[[str, int, int], Hashable]
"""What the next colour of a row stands for: of a table, a side, a place."""


class Colouring:
    """The colours of all rows of both sides.

    A table whose colours differ takes no further part, so that what differs in it does not make
    every table differ that is related to it. Its rows that only one side has are known to others
    by their keys from then on.

    Args:
        tables: all that both sides have.

    Attributes:
        unpaired: for each table that differs the rows that only one side has.
    """

    def __init__(self, tables: Sequence[SharedTable]) -> None:
        self.tables = {table.name: table for table in tables}
        self.unpaired: dict[str, Places] = {}
        self._palette: dict[Hashable, int] = {}
        self._links = _all_links(self.tables)
        self._colours: dict[str, Colours] = {
            table.name: ([0] * len(table.rows[0]), [0] * len(table.rows[1])) for table in tables
        }
        self._refine()

    def cells(self, table: SharedTable, side: int, place: int) -> Row:
        """What tells a row apart, column by column; nothing where its own number is.

        Args:
            table: one of `tables`.
            side: 0 or 1.
            place: of the row.
        """
        cells = dict.fromkeys(table.columns, "")
        pairs = zip(table.columns, table.rows[side][place], strict=True)
        cells.update((name, value) for name, value in pairs if name in table.unkeyed)
        for reference, link in zip(
            table.references, self._links[table.name][side][place], strict=True
        ):
            cells[reference.column] = str(self._at(link, side))
        return tuple(cells.values())

    def moved(self, table: SharedTable, columns: Collection[str]) -> bool:
        """Whether rows have other keys, or refer to other rows, than on the other side.

        Rows that look the same have one colour, such as those of two rings that refer to each other
        and those of one that is twice as long.

        Args:
            table: one of `tables` that is paired.
            columns: those to look at.
        """
        ones, others = (
            Counter(
                zip(
                    in_columns(table.raw[side], table.columns, columns),
                    self._colours[table.name][side],
                    strict=True,
                )
            )
            for side in SIDES
        )
        return ones != others

    def _keys(self, table: SharedTable, side: int) -> list[Row]:
        return in_columns(table.raw[side], table.columns, table.key)

    def _refine(self) -> None:
        values = {
            table.name: [table.values(side, table.unkeyed) for side in SIDES]
            for table in self.tables.values()
        }
        self._step(lambda table, side, place: (table, values[table][side][place]))
        while True:
            # All that follows from where rows point, before anything follows from who points to
            # them: the row that points elsewhere is the one to name.
            while self._step(self._pointing):
                pass
            if not self._step(self._pointed_at()):
                return

    def _pointing(self, table: str, side: int, place: int) -> Hashable:
        colour = self._colours[table][side][place]
        return colour, tuple(self._at(link, side) for link in self._links[table][side][place])

    def _pointed_at(self) -> Signature:
        incoming: dict[tuple[str, int, int], list[tuple[int, int]]] = defaultdict(list)
        for name in self._active():
            for side in SIDES:
                for place, links in enumerate(self._links[name][side]):
                    colour = self._colours[name][side][place]
                    for number, link in enumerate(links):
                        if not isinstance(link, str):
                            incoming[link[0], side, link[1]].append((number, colour))

        def signature(table: str, side: int, place: int) -> Hashable:
            found = tuple(sorted(incoming.get((table, side, place), ())))
            return self._colours[table][side][place], found

        return signature

    def _step(self, signature: Signature) -> bool:
        """Colour all rows anew; whether that told any of them apart."""
        colours = {name: self._recoloured(name, signature) for name in self._active()}
        told = False
        for name, new in colours.items():
            told |= _number(new) > _number(self._colours[name])
            self._colours[name] = new
            if Counter(new[0]) != Counter(new[1]):
                self._set_aside(name)
                told = True
        return told

    def _active(self) -> list[str]:
        return [name for name in self.tables if name not in self.unpaired]

    def _recoloured(self, table: str, signature: Signature) -> Colours:
        before, after = self._colours[table]
        return (
            [self._colour(signature(table, 0, place)) for place in range(len(before))],
            [self._colour(signature(table, 1, place)) for place in range(len(after))],
        )

    def _colour(self, signature: Hashable) -> int:
        return self._palette.setdefault(signature, len(self._palette))

    def _at(self, link: Link, side: int) -> int:
        if isinstance(link, str):
            return self._colour(("value", link))
        table, place = link
        return self._colours[table][side][place]

    def _set_aside(self, name: str) -> None:
        table, colours = self.tables[name], self._colours[name]
        keys = [self._keys(table, side) for side in SIDES]
        self.unpaired[name] = _unpaired(colours, (keys[0], keys[1]))
        for side in SIDES:
            for place in self.unpaired[name][side]:
                colours[side][place] = self._colour((name, "key", keys[side][place]))


def _number(colours: Colours) -> int:
    return len({*colours[0], *colours[1]})


def _unpaired(colours: Colours, keys: tuple[list[Row], list[Row]]) -> Places:
    """The rows of colours that one side has more of; those with equal keys are pairs first."""
    keyed = [list(zip(colours[side], keys[side], strict=True)) for side in SIDES]
    ones, others = _leftover(keyed[0], keyed[1]), _leftover(keyed[1], keyed[0])
    left = [colours[0][place] for place in ones], [colours[1][place] for place in others]
    return (
        [ones[place] for place in _leftover(left[0], left[1])],
        [others[place] for place in _leftover(left[1], left[0])],
    )


def _leftover(items: Sequence[Hashable], others: Sequence[Hashable]) -> list[int]:
    """The places of the items that the others have fewer of."""
    left = Counter(others)
    found = []
    for place, item in enumerate(items):
        if left[item] > 0:
            left[item] -= 1
        else:
            found.append(place)
    return found


def _all_links(tables: dict[str, SharedTable]) -> dict[str, list[list[tuple[Link, ...]]]]:
    return {
        table.name: [_links(table, tables, side) for side in SIDES] for table in tables.values()
    }


def _links(table: SharedTable, tables: dict[str, SharedTable], side: int) -> list[tuple[Link, ...]]:
    """Of each row where its foreign keys point."""
    columns = [_column_links(table, place, tables, side) for place in range(len(table.references))]
    return list(zip(*columns, strict=True)) if columns else [()] * len(table.rows[side])


def _column_links(
    table: SharedTable, number: int, tables: dict[str, SharedTable], side: int
) -> list[Link]:
    reference = table.references[number]
    places: dict[str, tuple[str, int]] = {}
    if reference.table in tables and reference.target in tables[reference.table].columns:
        target = tables[reference.table]
        found = in_columns(target.raw[side], target.columns, (reference.target,))
        places = {value: (target.name, place) for place, (value,) in enumerate(found)}
    places.pop("NULL", None)
    raw = in_columns(table.raw[side], table.columns, (reference.column,))
    reduced = table.values(side, (reference.column,))
    return [places.get(one, other) for (one,), (other,) in zip(raw, reduced, strict=True)]
