"""The original with rows made up on its way: as many as its migrations take."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from ...project.protocol import Walked
from ...source.asking import Pair

FEWER = 12
"""In how many apps fewer rows are tried before there are none."""


@dataclass(frozen=True, slots=True)
class Way:
    """A database that went through migrations one at a time, and how it went."""

    database: str
    walked: Walked


@dataclass(frozen=True, slots=True)
class Rows:
    """Which rows are made up.

    Attributes:
        most: up to how many a table, by app.
        asked: values for which data steps ask, of which there are more rows.
    """

    most: Mapping[str, int] = field(default_factory=dict)
    asked: tuple[Pair, ...] = ()

    def __bool__(self) -> bool:
        return any(self.most.values())

    def fewer(self, app: str) -> Rows:
        """With fewer in an app; where it has none, without any.

        Args:
            app: its label.
        """
        if not self.most.get(app):
            return Rows()
        return replace(self, most={**self.most, app: 1 if self.most[app] > 1 else 0})


@dataclass(frozen=True, slots=True)
class Filling:
    """A database of the original that has come its way with rows.

    Attributes:
        notes: why there are not more.
    """

    rows: Rows
    way: Way
    notes: tuple[str, ...]


def filled(rows: Rows, walk: Callable[[Rows], Way]) -> Filling:
    """Try with all rows, then with fewer as long as a migration raises.

    Its app gets one a table, without values for which steps ask, then none; others keep theirs.
    Where that is not enough, no table gets any.

    Args:
        rows: all of them.
        walk: takes a new database along the original.
    """
    notes: dict[str, str] = {}
    while True:
        way = walk(rows)
        raised = way.walked.migrated
        if not (raised.error and rows.most):
            return Filling(rows, way, tuple(notes.values()))
        app = raised.failed.partition(".")[0]
        rows = rows.fewer(app) if len({*notes, app}) <= FEWER else Rows()
        where = app if rows.most else "any app"
        many = "more than one made-up row a table" if rows.most.get(app) else "made-up rows"
        notes[where] = f"upgrades with {many} in {where}: {raised.failed} raises {raised.error}"
