"""Databases that are part of the way when a squash comes, with rows in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from functools import partial

from ..analysis.comparing import MADE_BY_MIGRATE
from ..analysis.levels import Level
from ..databases.sandboxes import Sandbox
from ..model.keys import MigrationKey
from ..model.schema import Noise
from ..model.words import counted
from ..project.process import ProjectProcess
from ..project.protocol import ROWS, Migrated, View, Walk
from .grounds import replay
from .outcomes import Outcome, Replay, noise_in
from .routes import Route

TRIES = 4
"""In how many apps fewer rows are tried before there are none."""


@dataclass(frozen=True, slots=True)
class Walked:
    """A database that went through migrations one at a time.

    Attributes:
        rows: how many were made up on the way.
        bare: tables for which none could be.
    """

    database: str
    migrated: Migrated
    rows: int
    bare: frozenset[str]


@dataclass(frozen=True, slots=True)
class Upgrades:
    """What came of all databases that were part of the way.

    Attributes:
        outcomes: one a database that was taken to the end, the one of every point first.
        rows: how many rows were made up.
        noise: what the original made otherwise when it met these rows once more.
        notes: what could not be tried.
    """

    outcomes: tuple[Outcome, ...] = ()
    rows: int = 0
    noise: Noise = field(default=Noise())
    notes: tuple[str, ...] = ()

    def __or__(self, other: Upgrades) -> Upgrades:
        return Upgrades(
            (*self.outcomes, *other.outcomes),
            self.rows + other.rows,
            self.noise | other.noise,
            (*self.notes, *other.notes),
        )


@dataclass(frozen=True, slots=True)
class Walker:
    """Takes databases of a sandbox along a route."""

    process: ProjectProcess
    route: Route
    box: Sandbox
    fill: Mapping[str, int] = field(default_factory=dict)

    def upgrades(self, pool: Executor) -> Upgrades:
        """What the original and the squash make of databases, with rows as far as it takes them.

        Args:
            pool: in which one of them is made, while the others are.
        """
        filling, original, notes = self.filled()
        others = [pool.submit(filling.halfway), pool.submit(filling.level_by_level)]
        found = filling.at_every_point(original, notes)
        return found | others[0].result() | others[1].result()

    def filled(self) -> tuple[Walker, Walked, tuple[str, ...]]:
        """The original with as many rows as it takes; and why these are not more.

        A migration that raises gets fewer rows in its app, then none. Where that is not enough, no
        table gets any.
        """
        walker = replace(self, fill=dict.fromkeys(self.route.apps, ROWS))
        notes: dict[str, str] = {}
        while True:
            walked = walker.walk(self.route.before)
            raised = walked.migrated
            if not (raised.error and walker.fill):
                return walker, walked, tuple(notes.values())
            app = raised.failed.partition(".")[0]
            walker = walker.fewer(app) if len(notes) < TRIES else replace(self, fill={})
            where = app if walker.fill else "any app"
            many = "more than one made-up row a table" if walker.fill.get(app) else "made-up rows"
            raises = f"{raised.failed} raises {raised.error}"
            notes[where] = f"upgrades with {many} in {where}: {raises}"

    def fewer(self, app: str) -> Walker:
        """With fewer rows in an app; where it has none, without any."""
        if not self.fill.get(app):
            return replace(self, fill={})
        return replace(self, fill={**self.fill, app: 1 if self.fill[app] > 1 else 0})

    def at_every_point(self, original: Walked, notes: Sequence[str]) -> Upgrades:
        """A database that was at every point of every squash.

        Args:
            original: the same without a squash.
            notes: what could not be tried so far.
        """
        squashed = self.walk(self.route.after, self.route.inside)
        points = counted(len(self.route.inside), "point")
        before, after = self._read(original), self._read(squashed)
        outcome = Outcome(f"database at each of {points}", before, after)
        noise = noise_in((outcome,), before, lambda: self._read(self.walk(self.route.before)))
        return Upgrades((outcome,), original.rows, noise, (*notes, *_bare(original.bare)))

    def halfway(self) -> Upgrades:
        """A database in which some squashes are begun, taken to the end."""
        if not self.route.missing:
            return Upgrades()
        start = self.walk(self.route.before, missing=self.route.missing)
        if start.migrated.error:
            stopped = self._read(start)
            return Upgrades((Outcome(self._called, stopped, stopped),))
        old, new, spare = (self.box.copy(start.database, "halfway") for _ in range(3))
        take_on = partial(replay, self.process, self.route.before, self.box)
        before, after = take_on(old), replay(self.process, self.route.after, self.box, new)
        outcome = Outcome(self._called, before, after)
        noise = noise_in((outcome,), before, lambda: take_on(spare))
        return Upgrades((outcome,), 0, noise)

    @property
    def _called(self) -> str:
        return f"database with {counted(len(self.route.begun), 'squash')} half way"

    def level_by_level(self) -> Upgrades:
        """Each squash on a database with rows in all tables that are there before it."""
        database, found = self.box.database("levels"), Upgrades()
        for number, level in enumerate(self.route.levels):
            if number:
                self._go(database, (), self.route.before, fill_at_last=self.fill)
            new, spare = (self.box.copy(database, f"level-{number}") for _ in range(2))
            before = self._go(database, level.before, self.route.before)
            if before.migrated.error:
                return found | Upgrades((Outcome(f"database of level {number}", before, before),))
            if number:
                after = self._go(new, level.after, self.route.after)
                outcome = Outcome(_with_rows(level), before, after)
                again = partial(self._go, spare, level.before, self.route.before)
                found |= Upgrades((outcome,), 0, noise_in((outcome,), before, again))
        return found

    def _go(
        self,
        database: str,
        order: Sequence[MigrationKey],
        view: View,
        fill_at_last: Mapping[str, int] | None = None,
    ) -> Replay:
        asked = Walk(view, view, tuple(order), fill_at_last=fill_at_last or {}, to_the_end=False)
        migrated = self.process.walk(asked, database).migrated
        read = self.box.read(database)
        # At its end `migrate` writes them itself, whatever a step has written on the way.
        tables = {name: one for name, one in read.tables.items() if name not in MADE_BY_MIGRATE}
        return Replay(migrated, replace(read, tables=tables), database)

    def walk(
        self,
        after: View,
        inside: Sequence[MigrationKey] = (),
        missing: Sequence[MigrationKey] = (),
    ) -> Walked:
        """One migration after the other.

        Args:
            after: the migrations as they are when each of `inside` runs.
            inside: see `project.protocol.Walk`.
            missing: see there.
        """
        database, route = self.box.database("walk"), self.route
        asked = Walk(
            route.before,
            after,
            route.order,
            tuple(inside),
            self.fill,
            tuple(missing),
            to_the_end=not missing,
        )
        found = self.process.walk(asked, database)
        return Walked(database, found.migrated, found.made, frozenset(found.bare))

    def _read(self, walked: Walked) -> Replay:
        return Replay(walked.migrated, self.box.read(walked.database), walked.database)


def _with_rows(level: Level) -> str:
    first, *others = level.after
    more = f" and {len(others)} more" if others else ""
    return f"database with rows before {first}{more}"


def _bare(tables: frozenset[str]) -> tuple[str, ...]:
    listed = ", ".join(sorted(tables))
    return (f"upgrades with rows in {listed}: none could be made up",) if tables else ()
