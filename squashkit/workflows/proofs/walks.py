"""Databases that are part of the way when a squash comes, with rows in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace

from ...analysis.comparing import MADE_BY_MIGRATE, failing
from ...analysis.levels import Level
from ...databases.sandboxes import Sandbox
from ...model.keys import MigrationKey
from ...model.schema import Noise
from ...model.words import counted, listed
from ...project.process import ProjectProcess
from ...project.protocol import Fill, Rows, View, Walk
from .baselines import looked_twice
from .fillings import Filling, Try, Way, filled
from .outcomes import Outcome, Replay, frozen_once_more, impossible, settled
from .routes import Route
from .upgrades import Upgrader, Upgrades, without_rows


@dataclass(frozen=True, slots=True)
class Walker:
    """Takes databases of a sandbox along a route.

    Attributes:
        rows: which are made up on the way.
    """

    process: ProjectProcess
    route: Route
    box: Sandbox
    rows: Rows = field(default_factory=Rows)

    def fill(self, known: Filling[Way] | None = None) -> Filling[Way]:
        """The original with rows; see `fillings.filled`."""

        def walk(rows: Rows) -> Try[Way]:
            way = replace(self, rows=rows).walk(self.route.before, watch=True, lowering=True)
            walked = way.walked
            return Try(way, walked.migrated, walked.filled, walked.lowered)

        return filled(Rows(self.route.apps, asked=self.route.asked), walk, known)

    def upgrades(self, original: Way, known: Noise, pool: Executor) -> Upgrades:
        """What the original and the squash make of databases with rows.

        Args:
            original: went all the way without a squash, with as many rows.
            known: what the original writes differently each time on an empty database.
            pool: in which one of them is made, while the others are.
        """
        # The longest first: one level needs what the one before it left.
        levels = pool.submit(self.level_by_level, original, known)
        halfway = pool.submit(self.halfway, known)
        points = self.at_every_point(original, known)
        return points | halfway.result() | levels.result()

    @property
    def _points(self) -> str:
        tried, there = len(self.route.inside), counted(self.route.points, "point")
        return f"each of {there}" if tried == self.route.points else f"{tried} of {there}"

    def _skipped(self) -> Iterator[str]:
        """Points of a long history, of which a few stand for all."""
        skipped = self.route.points - len(self.route.inside)
        if skipped:
            few = "of so long a history only the first, the middle and the last of each are tried"
            yield f"databases at {counted(skipped, 'other point')} within squashes: {few}"

    def at_every_point(self, original: Way, known: Noise) -> Upgrades:
        """A database that was at every point of every squash.

        Args:
            original: the same without a squash.
            known: what is random.
        """
        squashed = self.walk(self.route.after, self.route.inside)
        before, after = (looked_twice(self.read(way), self.box) for way in (original, squashed))
        outcome = Outcome(f"database at {self._points}", before, after)

        def again(*, shuffled: bool = False) -> Replay:
            return self.read(self.walk(self.route.before, shuffled=shuffled))

        made = original.walked.filled
        found = (settled(outcome, again, known),)
        return Upgrades(found, made.made, (*self._skipped(), *without_rows(made.bare)))

    def halfway(self, known: Noise) -> Upgrades:
        """A database in which some squashes are begun, taken to the end.

        Args:
            known: what is random.
        """
        if not self.route.missing:
            return Upgrades()
        start = self.walk(self.route.before, missing=self.route.missing)
        subject = f"database with {counted(len(self.route.begun), 'squash')} half way"
        upgrader = Upgrader(self.process, self.route.before, self.route.after, self.box)
        return upgrader.upgrade(subject, start.database, start.walked.migrated, known)

    def level_by_level(self, original: Way, known: Noise) -> Upgrades:
        """Each squash on a database with rows in all tables that are there before it.

        The lowest level has nothing below it.

        Args:
            original: knows what became of tables with fewer rows.
            known: what is random.
        """
        if not (self.route.levels and self.rows.apps):
            return Upgrades()
        own = self.rows.limited(original.walked.filled.limits)
        found = self._levels(replace(own, packages=self.route.packages), known)
        if not (impossible(found.outcomes) and self.route.packages):
            return found
        without = self._levels(own, known)
        # What raises without rows of packages as well, it is not they that it raises with.
        also = impossible(without.outcomes)
        notes = (
            f"upgrades with made-up rows in tables of packages: {why}"
            for why in impossible(found.outcomes)
            if why not in also
        )
        differ = (one for one in found.outcomes if failing(one.differences))
        return without | replace(found, outcomes=tuple(differ), notes=tuple(notes))

    def _levels(self, made_up: Rows, known: Noise) -> Upgrades:
        database, view = self.box.database("levels"), self.route.before
        rows = Fill(view, made_up)
        lowest, *others = self.route.levels
        began = self.process.walk(_part(view, lowest.before), database).migrated
        if began.error:
            stopped = Replay(began, self.box.read(database), database)
            return Upgrades((Outcome(_with_rows(lowest), stopped, stopped),))
        found = Upgrades()
        for place, level in enumerate(others, 1):
            found |= Upgrades(rows=self.process.fill(rows, database).made)
            if not found.rows:
                found |= Upgrades(notes=(f"a {_with_rows(level)}: no row could be made up",))
            found |= self._level(level, database, known | found.noise)
            if found.outcomes[-1].impossible:
                missed = (f"{_with_rows(one)}: it is not reached" for one in others[place:])
                return found | Upgrades(notes=tuple(missed))
        return found

    def _level(self, level: Level, database: str, known: Noise) -> Upgrades:
        """Run a level on a database, and its squashes on a copy.

        What was random in this database before, `known`, still is.
        """
        view, subject = self.route.before, _with_rows(level)
        new, spare = (self.box.copy(database, subject) for _ in range(2))
        part = _part(view, level.before)
        before = self._ran(database, replace(part, watch=True))
        if before.migrated.error:
            return Upgrades((Outcome(subject, before, before),))
        squashed = _part(self.route.after, level.after)
        after = self._ran(new, squashed)
        # At its end `migrate` writes these itself, whatever a step has written on the way.
        outcome = Outcome(subject, before, after, unfinished=MADE_BY_MIGRATE)

        def anew(what: Walk) -> Replay:
            return self._ran(self.box.copy(spare, subject), what)

        def again(*, shuffled: bool = False) -> Replay:
            return anew(replace(part, shuffled=shuffled))

        outcome = settled(outcome, again, known)
        found = frozen_once_more(outcome, lambda: anew(squashed))
        return Upgrades((outcome,), found=found, seen=before.migrated.seen)

    def _ran(self, database: str, part: Walk) -> Replay:
        return Replay(self.process.walk(part, database).migrated, self.box.read(database), database)

    def walk(
        self,
        after: View,
        inside: Sequence[MigrationKey] = (),
        missing: Sequence[MigrationKey] = (),
        *,
        shuffled: bool = False,
        watch: bool = False,
        lowering: bool = False,
    ) -> Way:
        """One migration after the other.

        Args:
            after: the migrations as they are when each of `inside` runs.
            inside: see `project.protocol.Walk`.
            missing: see there.
            shuffled: see there.
            watch: see there.
            lowering: see there.
        """
        database, route = self.box.database("walk"), self.route
        asked = Walk(
            route.before,
            after,
            route.order,
            tuple(inside),
            self.rows,
            tuple(missing),
            to_the_end=not missing,
            shuffled=shuffled,
            watch=watch,
            lowering=lowering,
        )
        return Way(database, self.process.walk(asked, database))

    def read(self, way: Way) -> Replay:
        """What is in a database that came this way."""
        return Replay(way.walked.migrated, self.box.read(way.database), way.database)


def _with_rows(level: Level) -> str:
    return f"database with rows before {listed(level.after, 1)}"


def _part(view: View, order: Sequence[MigrationKey]) -> Walk:
    """These and no others."""
    return Walk(view, view, tuple(order), to_the_end=False)
