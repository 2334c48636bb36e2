"""Databases of the original with rows made up in them: as many as its migrations take."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from ...project.protocol import Filled, Migrated, Rows, Walked

MOST = 12
"""How many migrations may raise before there are no rows."""
TOGETHER = 3
"""At which exception of one migration all tables that it names are left empty."""

Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Way:
    """A database that went through migrations one at a time, and how it went."""

    database: str
    walked: Walked


@dataclass(frozen=True, slots=True)
class Try(Generic[Made]):
    """A database of the original with such rows.

    Attributes:
        made: what there is of it.
        migrated: how the original went.
        filled: which rows it had.
    """

    made: Made
    migrated: Migrated
    filled: Filled


@dataclass(frozen=True, slots=True)
class Filling(Generic[Made]):
    """The last one of these.

    Attributes:
        rows: those that were made up.
        made: what there is of it.
        notes: why there are not more.
    """

    rows: Rows
    made: Made
    notes: tuple[str, ...]


def filled(rows: Rows, attempt: Callable[[Rows], Try[Made]]) -> Filling[Made]:
    """Try with all rows, then with fewer as long as a migration of the original raises.

    The tables that its last statement names get one row, then none; others keep theirs. Where that
    is not enough, all that the migration names get none and, at last, no table gets any.

    Args:
        rows: all of them.
        attempt: takes a new database along the original.
    """
    notes, raising = dict[str, str](), Counter[str]()
    while True:
        tried = attempt(rows)
        raised = tried.migrated
        if not (raised.error and rows.apps):
            return Filling(rows, tried.made, tuple(notes.values()))
        raising[raised.failed] += 1
        times, named = raising[raised.failed], tuple(blamed(raised.statements, tried.filled))
        tables = frozenset[str]().union(*(named if times == TOGETHER else named[:1]))
        is_hopeless = times > TOGETHER or len(raising) > MOST or not tables
        rows = Rows() if is_hopeless else _fewer(rows, tables, times)
        notes |= _note(rows, tables, raised)


def blamed(statements: Sequence[str], filled: Filled) -> Iterator[frozenset[str]]:
    """The tables with made-up rows that statements name, by statement that names any.

    Args:
        statements: the last one first.
        filled: which tables have rows.
    """
    names = [
        (re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE), origins)
        for name, origins in filled.tables.items()
    ]
    for statement in statements:
        found = (origins for name, origins in names if name.search(statement))
        if tables := frozenset[str]().union(*found):
            yield tables


def _fewer(rows: Rows, tables: frozenset[str], times: int) -> Rows:
    """One row for each of these tables; none for one that had one, or after so many exceptions."""
    left = {table: int(rows.of(table) > 1 and times < TOGETHER) for table in tables}
    return replace(rows, fewer={**rows.fewer, **left})


def _note(rows: Rows, tables: frozenset[str], raised: Migrated) -> dict[str, str]:
    """What is not tried, by table."""
    where = ", ".join(sorted(tables)) if rows.apps else "any table"
    many = "more than one made-up row" if any(map(rows.of, tables)) else "made-up rows"
    return {where: f"upgrades with {many} in {where}: {raised.failed} raises {raised.error}"}
