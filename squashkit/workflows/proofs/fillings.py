"""Databases of the original with rows made up in them: as many as its migrations take."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from ...model.keys import MigrationKey
from ...project.protocol import Filled, Limit, Migrated, Rows, Walked

TRIES = 24
"""How often the original is tried before no table gets rows."""

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
    """What came of the last try.

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

    The tables that its last statement names have one row until it has run or, where that is one
    too many, none. Where no such table is named, its app gets no rows; where that does not help,
    no table gets any.

    Args:
        rows: all of them.
        attempt: takes a new database along the original.
    """
    every, raised = rows, list[Migrated]()
    while True:
        tried = attempt(rows)
        if not (tried.migrated.error and rows.apps):
            known = rows.limited(tried.filled.limits)
            return Filling(rows, tried.made, tuple(_notes(every, known, raised)))
        raised.append(tried.migrated)
        rows = fewer(rows, raised[-1], tried.filled) if len(raised) < TRIES else Rows()


def fewer(rows: Rows, raised: Migrated, made: Filled) -> Rows:
    """The rows that a migration which raised may take.

    Args:
        rows: those that there were.
        raised: what came of it.
        made: which tables had some.
    """
    app, _, name = raised.failed.partition(".")
    if tables := blamed(raised.statements, made):
        key = MigrationKey(app, name)
        return rows.limited({one: _lower(rows.limits.get(one), key) for one in tables})
    apps = tuple(one for one in rows.apps if one != app)
    return replace(rows, apps=apps) if apps != rows.apps else Rows()


def _lower(limit: Limit | None, key: MigrationKey) -> Limit:
    """One row when a migration runs, or none where it has raised with one."""
    if limit is None:
        return Limit(1, (key,))
    if key in limit.until:
        return replace(limit, most=0)
    return replace(limit, until=(*limit.until, key))


def blamed(statements: Sequence[str], made: Filled) -> frozenset[str]:
    """The tables with made-up rows that the first of these statements names which names any.

    Args:
        statements: the last one first.
        made: which tables have rows.
    """
    names = [
        (re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE), origins)
        for name, origins in made.tables.items()
    ]
    for statement in statements:
        found = (origins for name, origins in names if name.search(statement))
        if tables := frozenset[str]().union(*found):
            return tables
    return frozenset()


def _notes(every: Rows, rows: Rows, raised: Sequence[Migrated]) -> Iterator[str]:
    """What was not tried, and why."""
    why = {one.failed: f"{one.failed} raises {one.error}" for one in raised}
    if every.apps and not rows.apps:
        yield f"upgrades with made-up rows in any table: {why[raised[-1].failed]}"
        return
    for app in every.apps:
        if app not in rows.apps:
            last = next(one for one in reversed(raised) if one.failed.startswith(f"{app}."))
            yield f"upgrades with made-up rows in tables of {app}: {why[last.failed]}"
    tables = defaultdict[Limit, list[str]](list)
    for table, limit in sorted(rows.limits.items()):
        tables[limit].append(table)
    for limit, names in tables.items():
        many = "more than one made-up row" if limit.most else "made-up rows"
        reasons = "; ".join(why[str(key)] for key in limit.until)
        yield f"upgrades with {many} in {', '.join(names)}: {reasons}"
