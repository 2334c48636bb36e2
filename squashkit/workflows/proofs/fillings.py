"""Databases of the original with rows made up in them: as many as its migrations take."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from ...model.keys import MigrationKey
from ...model.words import counted
from ...project.lowering import lower
from ...project.protocol import Filled, Limit, Lowered, Migrated, Rows, Walked

TRIES = 24
"""How often the original is tried before no table gets rows."""

Made = TypeVar("Made")
Raised = Lowered | Migrated


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
        lowered: where it went on with fewer: what ran before has met more, so it is tried anew.
    """

    made: Made
    migrated: Migrated
    filled: Filled
    lowered: tuple[Lowered, ...] = ()

    @property
    def raised(self) -> tuple[Raised, ...]:
        """What raised, the last one at the end."""
        return (*self.lowered, *((self.migrated,) if self.migrated.error else ()))


@dataclass(frozen=True, slots=True)
class Filling(Generic[Made]):
    """What came of the last try.

    Attributes:
        rows: those that were made up.
        made: what there is of it.
        notes: why there are not more.
        raised: with which migrations.
    """

    rows: Rows
    made: Made
    notes: tuple[str, ...]
    raised: tuple[Raised, ...] = ()


def filled(
    rows: Rows, attempt: Callable[[Rows], Try[Made]], known: Filling[Made] | None = None
) -> Filling[Made]:
    """Try with all rows, then with fewer as long as a migration of the original raises.

    The tables that its last statement names have only the plain rows until it has run, or one or
    none, where that is too many. Where no such table is named, its app gets no rows; where that
    does not help, no table gets any.

    Args:
        rows: all of them.
        attempt: takes a new database along the original. It may go on with fewer where that can
            be: what comes later is then met in the same try.
        known: what came of it on another engine, where it is begun with what was good there.
    """
    every, raised = rows, list[Raised]()
    if known and known.rows.apps:
        rows, raised = known.rows, [*known.raised]
    tries, tried = 1, attempt(rows)
    while tried.lowered or (tried.migrated.error and rows.apps):
        raised += tried.raised
        rows = _less(rows, tried) if tries < TRIES else Rows()
        tries, tried = tries + 1, attempt(rows)
    limited = rows.limited(tried.filled.limits)
    return Filling(rows, tried.made, tuple(_notes(every, limited, raised)), tuple(raised))


def _less(rows: Rows, tried: Try[Made]) -> Rows:
    """The rows for the next try."""
    for one in tried.lowered:
        rows = rows.limited(one.limits)
    *before, last = (one.failed for one in tried.raised)
    # What raises once more, with fewer rows, may do so for what earlier steps made of the others.
    anew = not tried.migrated.error or last in before
    return rows if anew else fewer(rows, tried.migrated, tried.filled)


def fewer(rows: Rows, raised: Migrated, made: Filled) -> Rows:
    """The rows that a migration which raised may take.

    Args:
        rows: those that there were.
        raised: what came of it.
        made: which tables had some.
    """
    app, _, name = raised.failed.partition(".")
    if limits := lower(rows, MigrationKey(app, name), raised.statements, made):
        return rows.limited(limits)
    apps = tuple(one for one in rows.apps if one != app)
    return replace(rows, apps=apps) if apps != rows.apps else Rows()


def _notes(every: Rows, rows: Rows, raised: Sequence[Raised]) -> Iterator[str]:
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
        plenty = f"more than {counted(limit.most, 'made-up row')}"
        many = plenty if limit.most else "made-up rows"
        reasons = "; ".join(why[str(key)] for key in limit.until)
        yield f"upgrades with {many} in {', '.join(names)}: {reasons}"
