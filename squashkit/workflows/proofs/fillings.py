"""Databases of the original with rows made up in them: as many as its migrations take."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from ...model.keys import MigrationKey
from ...project.protocol import Filled, Limit, Migrated, Rows, Walked

TRIES = 24
"""How often the original is tried before no table gets rows."""

ONE_ROW, NO_ROWS = "more than one made-up row", "made-up rows"
Note = tuple[str, str]
"""What a migration does not take, and what it raised."""
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

    The tables that its last statement names have one row when it runs, then none, and the others
    later. Where none is named, its app gets no rows; where that does not help, no table gets any.

    Args:
        rows: all of them.
        attempt: takes a new database along the original.
    """
    notes, left = dict[str, Note](), TRIES
    while True:
        tried, left = attempt(rows), left - 1
        raised = tried.migrated
        if not (raised.error and rows.apps):
            known = replace(rows, limits={**rows.limits, **tried.filled.limits})
            return Filling(known, tried.made, tuple(_texts(notes)))
        before, rows = rows, fewer(rows, raised, tried.filled) if left else Rows()
        if not rows.apps:
            notes.clear()
        notes |= _notes(before, rows, f"{raised.failed} raises {raised.error}")


def fewer(rows: Rows, raised: Migrated, made: Filled) -> Rows:
    """The rows that a migration which raised may take.

    Args:
        rows: those that there were.
        raised: what came of it.
        made: which tables had some.
    """
    app, _, name = raised.failed.partition(".")
    if tables := blamed(raised.statements, made):
        until = MigrationKey(app, name)
        limits = {one: Limit(0 if one in rows.limits else 1, until) for one in tables}
        return replace(rows, limits={**rows.limits, **limits})
    apps = tuple(one for one in rows.apps if one != app)
    return replace(rows, apps=apps) if apps != rows.apps else Rows()


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


def _notes(before: Rows, rows: Rows, why: str) -> dict[str, Note]:
    """What is not tried, by where that is."""
    if not rows.apps:
        return {"any table": (NO_ROWS, why)}
    apps = {f"tables of {one}": (NO_ROWS, why) for one in before.apps if one not in rows.apps}
    changed = [one for one in rows.limits if rows.limits[one] != before.limits.get(one)]
    tables = {one: (ONE_ROW if rows.limits[one].most else NO_ROWS, why) for one in changed}
    return apps | tables


def _texts(notes: Mapping[str, Note]) -> Iterator[str]:
    """One line for all that is not tried for the same reason."""
    places = defaultdict[Note, list[str]](list)
    for place, note in notes.items():
        places[note].append(place)
    for (many, why), found in places.items():
        yield f"upgrades with {many} in {', '.join(sorted(found))}: {why}"
