"""Unapplying: what could be taken back before can be taken back with the squash."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ..databases.sandboxes import Sandbox
from ..model.keys import MigrationKey
from ..model.proofs import Check
from ..model.schema import Difference, Layer, Noise
from ..model.words import counted
from ..project.process import ProjectProcess
from ..project.protocol import ZERO, Refused, Unapplied, Unapply, View
from .outcomes import Outcome, Replay, differences_in
from .routes import Route, Squashed


@dataclass(frozen=True, slots=True)
class Reversal:
    """What came of it.

    Attributes:
        outcomes: both databases, at each point that was compared.
        points: how many squashes were unapplied.
        differences: what could be unapplied and no longer can.
        notes: what could not be before either.
        further: what can no longer, since it takes a squash of another app along that cannot be.
    """

    outcomes: tuple[Outcome, ...] = ()
    points: int = 0
    differences: tuple[Difference, ...] = ()
    notes: tuple[str, ...] = ()
    further: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class Reverser:
    """Takes a database back, squash by squash, beside one that never saw a squash."""

    process: ProjectProcess
    route: Route
    box: Sandbox

    def reverse(self, before: Replay, after: Replay) -> Reversal:
        """Unapply all squashes on copies of two databases, the last one first.

        Args:
            before: the original from zero.
            after: the squash from zero.
        """
        ways = [self._copy(before), self._copy(after)]
        outcomes, notes, points = list[Outcome](), list[str](), 0
        for part in self._parts(after.migrated.ran):
            done, undone = self._unapplied(part, ways[0].database, ways[1].database)
            notes += [_impossible(one) for one in done.refused]
            points += len(undone.reached)
            lost = [*undone.refused, *filter(None, [undone.failed])]
            if lost:
                own = {self.route.start_after(one): one.key for one in part}
                # One that takes a whole squash of another app along reaches further than it did.
                near = [one for one in lost if one is undone.failed or _names(own[one.point], one)]
                far = tuple(_lost(one) for one in lost if one not in near)
                differences = tuple(map(_lost, near))
                return Reversal(tuple(outcomes), points, differences, tuple(notes), far)
            ways = [self._read(way, one) for way, one in zip(ways, (done, undone), strict=True)]
            where = f"database taken back to {self._called(part[-1])}"
            outcomes.append(Outcome(where, ways[0], ways[1]))
            if done.failed:
                notes.append(_impossible(done.failed))
                break
        return Reversal(tuple(outcomes), points, (), tuple(notes))

    def _parts(self, order: Sequence[MigrationKey]) -> Iterator[tuple[Squashed, ...]]:
        """The squashes from the last to the first, cut where tables are left to compare.

        Args:
            order: in which they ran.
        """
        found = sorted(self.route.squashes, key=lambda one: -order.index(one.key))
        part: list[Squashed] = []
        for one in found:
            part.append(one)
            if self.route.start(one).name != ZERO or one is found[-1]:
                yield tuple(part)
                part = []

    def _unapplied(
        self, part: Sequence[Squashed], before: str, after: str
    ) -> tuple[Unapplied, Unapplied]:
        """What the original does, and what the squash does of that."""
        names = {self.route.start(one): self.route.start_after(one) for one in part}
        done = self._unapply(self.route.before, tuple(names), before)
        same = tuple(names[point] for point in done.reached)
        return done, self._unapply(self.route.after, same, after)

    def _unapply(self, view: View, points: tuple[MigrationKey, ...], database: str) -> Unapplied:
        return self.process.unapply(Unapply(view, points), database)

    def _copy(self, replay: Replay) -> Replay:
        return replace(replay, database=self.box.copy(replay.database, "back"))

    def _read(self, way: Replay, done: Unapplied) -> Replay:
        migrated = replace(way.migrated, ended=done.ended)
        return Replay(migrated, self.box.read(way.database), way.database)

    def _called(self, one: Squashed) -> str:
        return str(self.route.start(one))


def _impossible(one: Refused) -> str:
    return f"unapplying to {one.point}, which the original cannot either: {one.reason}"


def _names(squash: MigrationKey, one: Refused) -> bool:
    return f" of {squash} " in one.reason


def _lost(one: Refused) -> Difference:
    return Difference(Layer.STRUCTURE, f"unapplying to {one.point}", "works", one.reason)


def check_reversal(found: Reversal, noise: Noise, engine: str) -> tuple[Check, ...]:
    """A check, where there was something to unapply.

    What databases do not share on the way back is told and no more: a squash need not repeat what
    the original leaves behind there.
    """
    if not (found.points or found.differences or found.notes or found.further):
        return ()
    compared = f"{counted(found.points, 'squash')} unapplied, the last one first"
    told = (*found.further, *differences_in(found.outcomes, noise))
    return (Check("reverse", compared, found.differences, told, engine),)
