"""Unapplying: what could be taken back before can be taken back with the squash."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ...analysis.comparing import Stand, failing, lost
from ...model.keys import MigrationKey
from ...model.schema import Difference
from ...project.protocol import ZERO, Migrate, Migrated, Unapplied, Unapply, View
from .outcomes import Outcome, Replay
from .reversals import WITH_ROWS, Reversal, gone_back
from .routes import Squashed
from .walks import Walker


@dataclass(frozen=True, slots=True)
class Going:
    """A database that is going back, and how it came to be."""

    database: str
    migrated: Migrated


@dataclass(frozen=True, slots=True)
class Reverser:
    """Takes a database back, squash by squash, beside one that never saw a squash.

    Attributes:
        walker: knows the route, and with how many rows databases came here.
        order: in which the squashes run.
    """

    walker: Walker
    order: Sequence[MigrationKey]

    def copied(self, database: str, migrated: Migrated) -> Going:
        """A copy that may go back.

        Args:
            database: where everything has run.
            migrated: how it came to be.
        """
        return Going(self.walker.box.copy(database, "back"), migrated)

    def with_squash(self, going: Going) -> Going:
        """The same, when `migrate` has found the squashes there, with nothing left to do.

        Args:
            going: came here with the original.
        """
        asked = Migrate(self.walker.route.after)
        found = self.walker.process.migrate(asked, going.database)
        return replace(going, migrated=replace(found, started=going.migrated.started))

    def reverse(self, before: Going, after: Going) -> Reversal:
        """Unapply all squashes, the last one first.

        Args:
            before: came here with the original.
            after: knows the squashes.
        """
        found = Reversal()
        if before.migrated.error or after.migrated.error:
            return found
        for part in self._parts():
            done, undone = self._unapplied(part, before, after)
            found |= gone_back(self.walker.route, part, done, undone, self._words)
            if undone.refused or undone.failed or done.failed:
                break
            before, after = _ended(before, done), _ended(after, undone)
            if done.reached:
                where = f"database{self._words} taken back to {done.reached[-1]}"
                outcome = Outcome(where, self._read(before), self._read(after))
                found |= Reversal((outcome,), differences=tuple(self._lost(outcome, done, undone)))
        return found

    @property
    def _words(self) -> str:
        return WITH_ROWS if self.walker.rows.apps else ""

    def _start(self, one: Squashed) -> MigrationKey:
        return self.walker.route.start(one)

    def _parts(self) -> Iterator[tuple[Squashed, ...]]:
        """The squashes from the last to the first, cut where something is left to compare.

        The tables of an app are gone with its first squash. What its code has done to rows of
        others is looked at before these go.
        """
        route = self.walker.route
        stops = route.coded if self.walker.rows.apps else frozenset()
        found = sorted(route.squashes, key=lambda one: -self.order.index(one.key))
        part: list[Squashed] = []
        for one in found:
            part.append(one)
            if self._start(one).name != ZERO or one.key in stops or one is found[-1]:
                yield tuple(part)
                part = []

    def _unapplied(
        self, part: Sequence[Squashed], before: Going, after: Going
    ) -> tuple[Unapplied, Unapplied]:
        """What the original does, and what the squash does of that."""
        route = self.walker.route
        names = {route.start(one): route.start_after(one) for one in part}
        done = self._unapply(route.before, tuple(names), before)
        same = tuple(names[point] for point in done.reached)
        return done, self._unapply(route.after, same, after)

    def _unapply(self, view: View, points: tuple[MigrationKey, ...], going: Going) -> Unapplied:
        return self.walker.process.unapply(Unapply(view, points), going.database)

    def _lost(self, outcome: Outcome, done: Unapplied, undone: Unapplied) -> Iterator[Difference]:
        """Where they differ, a third database shows what was there on the way to that point.

        A squash of another app that had to go as a whole has taken more along; that is no loss.
        """
        order = self.walker.route.order
        missing = frozenset(order).difference(done.left)
        if missing != frozenset(order).difference(undone.left):
            return
        if not failing(outcome.differences):
            return
        asked = tuple(key for key in order if key in missing)
        # Rows that came later are there with the original, which has lost none of them.
        walker = replace(self.walker, rows=self.walker.rows.without(missing))
        ways = [walker.walk(walker.route.before, missing=asked) for _ in range(2)]
        if any(way.walked.migrated.error for way in ways):
            return
        stands = [*map(self.walker.read, ways), outcome.before, outcome.after]
        for one in lost(*(Stand(stand.snapshot, stand.clock) for stand in stands)):
            yield replace(one, where=outcome.subject)

    def _read(self, going: Going) -> Replay:
        return Replay(going.migrated, self.walker.box.read(going.database), going.database)


def _ended(going: Going, done: Unapplied) -> Going:
    return replace(going, migrated=replace(going.migrated, ended=done.ended))
