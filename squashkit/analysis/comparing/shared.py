"""The tables that two snapshots share, reduced to what must be equal in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from ...model.schema import Detail, Noise, Reference, Table
from .moments import Clocks, Settle, settlers
from .randomness import described

SIDES = (0, 1)
"""Before and after."""

Row: TypeAlias = tuple[str, ...]
Rows: TypeAlias = tuple[Row, ...]
Tables: TypeAlias = Mapping[str, Table]


@dataclass(frozen=True, slots=True)
class SharedTable:
    """One table on both sides, in the columns that both have.

    Attributes:
        columns: sorted.
        raw: the rows of both sides as they are.
        rows: the same without what may differ: moments of the replay, random values.
        key: the columns of the primary key.
        numbered: whether the key means nothing on either side.
        references: foreign keys that both have to tables that both have.
    """

    name: str
    columns: tuple[str, ...]
    raw: tuple[Rows, Rows]
    rows: tuple[Rows, Rows]
    key: tuple[str, ...]
    numbered: bool
    references: tuple[Reference, ...]

    @property
    def exact(self) -> bool:
        """Whether the rows are equal with all keys."""
        return Counter(self.rows[0]) == Counter(self.rows[1])

    @property
    def unkeyed(self) -> frozenset[str]:
        """The columns that hold neither a number of the row itself nor of another one."""
        numbers = self.key if self.numbered else ()
        return frozenset(self.columns).difference(
            numbers, (reference.column for reference in self.references)
        )

    def values(self, side: int, columns: Iterable[str]) -> list[Row]:
        """The reduced rows of one side in these columns, in the order of the columns."""
        return in_columns(self.rows[side], self.columns, columns)


def in_columns(rows: Sequence[Row], columns: Sequence[str], wanted: Iterable[str]) -> list[Row]:
    """The rows in the wanted columns only.

    Args:
        rows: in the order of `columns`.
        columns: their names.
        wanted: names among them.
    """
    chosen = frozenset(wanted)
    places = [place for place, name in enumerate(columns) if name in chosen]
    return [tuple(row[place] for place in places) for row in rows]


def equal_rows(before: Table, after: Table) -> bool:
    """Whether both have exactly the same rows in the columns that both have."""
    if before.columns == after.columns:
        return before.rows == after.rows
    ones, others = (Counter(rows) for rows in _in_shared(before, after))
    return ones == others


def shared_tables(before: Tables, after: Tables, clocks: Clocks, noise: Noise) -> list[SharedTable]:
    """The tables of both, sorted by name.

    Args:
        before: of the original.
        after: of the other side.
        clocks: of both replays.
        noise: what need not be equal.
    """
    settle = settlers(_all_values(before), _all_values(after), clocks)
    names = sorted((before.keys() & after.keys()) - noise.tables)
    return [_shared(name, (before[name], after[name]), settle, noise) for name in names]


def _all_values(tables: Tables) -> frozenset[str]:
    return frozenset(value for table in tables.values() for row in table.rows for value in row)


def _in_shared(before: Table, after: Table) -> tuple[Rows, Rows]:
    ones = in_columns(before.rows, sorted(before.columns), after.columns)
    others = in_columns(after.rows, sorted(after.columns), before.columns)
    return tuple(ones), tuple(others)


def _shared(
    name: str, tables: tuple[Table, Table], settle: tuple[Settle, Settle], noise: Noise
) -> SharedTable:
    one, other = tables
    raw = _in_shared(one, other)
    columns = tuple(sorted(set(one.columns) & set(other.columns)))
    details = [noise.columns.get((name, column)) for column in columns]
    return SharedTable(
        name=name,
        columns=columns,
        raw=raw,
        rows=(
            _reduced(raw[0], settle[0], details),
            _reduced(raw[1], settle[1], details),
        ),
        key=one.key if one.key == other.key else (),
        numbered=one.numbered and other.numbered and one.key == other.key,
        references=_references(one, other, columns),
    )


def _reduced(rows: Rows, settle: Settle, details: Sequence[Detail | None]) -> Rows:
    """The rows without moments, and without what is random in columns that have a detail."""
    columns = [list(map(settle, column)) for column in zip(*rows, strict=True)]
    reduced = [
        column if detail is None else described(column, detail)
        for column, detail in zip(columns, details, strict=False)
    ]
    return tuple(zip(*reduced, strict=True)) if columns else rows


def _references(one: Table, other: Table, columns: Sequence[str]) -> tuple[Reference, ...]:
    """One reference a column."""
    found = {item.column: item for item in one.references if item in other.references}
    return tuple(found[column] for column in columns if column in found)
