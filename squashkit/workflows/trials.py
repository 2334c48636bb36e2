"""A claim about migrations, tried on one engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field

from ..analysis.comparing import find_noise
from ..databases.sandboxes import Sandbox
from ..model.keys import MigrationKey
from ..model.proofs import Check, Run
from ..model.schema import Layer, Noise
from ..project.process import ProjectProcess
from ..project.protocol import Migrate, View
from .outcomes import Outcome, Replay, check_databases, check_upgrades
from .walks import Route, Upgrades, Walker


@dataclass(frozen=True, slots=True)
class Claim:
    """What is to be proven.

    Attributes:
        subject: the squashes or the cleanup, in words.
        before: the migrations as they are.
        after: the migrations as they would be.
        order: the original migrations in the order in which they run.
        segments: of each squash what it replaces, as far as that is in `order`.
        stops: other migrations at which a database is stopped half way, then upgraded; they need
            not be in `order`.
        digests: of the files that are proven.
    """

    subject: tuple[str, ...]
    before: View
    after: View
    order: tuple[MigrationKey, ...]
    segments: tuple[tuple[MigrationKey, ...], ...] = ()
    stops: tuple[MigrationKey, ...] = ()
    digests: Mapping[str, str] = field(default_factory=dict)


def members_in(
    order: Sequence[MigrationKey], segments: Iterable[Iterable[MigrationKey]]
) -> tuple[tuple[MigrationKey, ...], ...]:
    """Segments in the order in which they run, without what does not run by itself.

    Args:
        order: in which the original migrations run.
        segments: what each squash replaces.
    """
    wanted = [frozenset(members) for members in segments]
    found = (tuple(key for key in order if key in members) for members in wanted)
    return tuple(members for members in found if members)


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a claim is tried.

    Attributes:
        original: the history as it is, on a database of the sandbox.
        box: for the other databases.
        server: the URL of the engine; empty for SQLite.
        without: why SQLite is not tried, if it is not.
    """

    original: Replay
    box: Sandbox
    server: str = ""
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a claim on one engine."""

    checks: tuple[Check, ...]
    run: Run
    not_compared: tuple[str, ...]


def replay(
    process: ProjectProcess, view: View, box: Sandbox, database: str, *, watch: bool = False
) -> Replay:
    """Run `migrate` on a database, and read it."""
    migrated = process.migrate(Migrate(view, watch=watch), database)
    return Replay(migrated, box.read(database), database)


@dataclass(frozen=True, slots=True)
class Trial:
    """Collects the checks of one claim on one engine."""

    process: ProjectProcess
    claim: Claim
    ground: Ground

    def from_zero(self) -> Outcome:
        """An empty database; run this alone, so that the seconds of both sides compare."""
        after = self._replay(self.claim.after, self.ground.box.database("after"))
        return Outcome("migrate from zero", self.ground.original, after)

    def finish(self, whole: Outcome, pool: Executor) -> Tried:
        """All other databases, and the checks of them all.

        Args:
            whole: what `from_zero` gave.
            pool: in which they are made.
        """
        finished = pool.submit(self._finished)
        stopped = pool.map(self._stopped, self.claim.stops)
        walked = self._walked(pool)
        upgrades = (finished.result(), *stopped, *walked.outcomes)
        noise = self._noise((whole, *upgrades))
        possible = tuple(one for one in upgrades if not one.impossible)
        impossible = tuple(one.impossible for one in upgrades if one.impossible)
        original = self.ground.original
        return Tried(
            (*check_databases(whole, noise), check_upgrades(possible, noise, walked.rows)),
            Run(original.snapshot.engine, original.migrated.seconds, whole.after.migrated.seconds),
            (*original.snapshot.unread, *noise.describe(), *impossible, *walked.notes),
        )

    def _walked(self, pool: Executor) -> Upgrades:
        if not self.claim.segments:
            return Upgrades()
        claim = self.claim
        route = Route(claim.before, claim.after, claim.order, claim.segments)
        return Walker(self.process, route, self.ground.box).upgrades(pool)

    def _replay(self, view: View, database: str) -> Replay:
        return replay(self.process, view, self.ground.box, database)

    def _noise(self, outcomes: Sequence[Outcome]) -> Noise:
        """What the original itself writes differently each time; only looked for where it matters.

        Random keys, tokens and hashes of passwords can only be known by running it once more.
        """
        found = (one for outcome in outcomes for one in outcome.differences(Noise()))
        if all(one.layer not in {Layer.ROWS, Layer.NUMBERS} for one in found):
            return Noise()
        original = self.ground.original
        again = self._replay(self.claim.before, self.ground.box.database("again"))
        clocks = (original.clock, again.clock)
        return find_noise(original.snapshot.tables, again.snapshot.tables, clocks)

    def _finished(self) -> Outcome:
        """A database that has everything must find nothing to do."""
        original = self.ground.original
        copied = self.ground.box.copy(original.database, "finished")
        again = self._replay(self.claim.after, copied)
        return Outcome("database after everything", original, again, original.migrated.started)

    def _stopped(self, stop: MigrationKey) -> Outcome:
        """Take a database that has part of the original on, with the original and the squash."""
        subject, box = f"database after {stop}", self.ground.box
        start = box.database(f"from-{stop}")
        began = self.process.migrate(Migrate(self.claim.before, stop), start)
        if began.error:
            stopped = Replay(began, box.read(start), start)
            return Outcome(subject, stopped, stopped)
        other = box.copy(start, f"from-{stop}-squashed")
        before = self._replay(self.claim.before, start)
        after = self._replay(self.claim.after, other)
        return Outcome(subject, before, after, began.started)
