"""A claim about migrations, tried on one engine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import or_

from ...model.keys import MigrationKey
from ...model.proofs import Check, Run
from ...model.schema import Noise
from ...model.steps import Seen
from ...project.protocol import Migrate
from .baselines import Baseline
from .claims import Claim
from .demands import Progress
from .endings import Endings
from .fillings import Filling, Way
from .outcomes import (
    Outcome,
    check_databases,
    check_upgrades,
    doubted,
    impossible,
    possible,
)
from .releases import Release, upgrades
from .reversals import Reversal, check_reversal
from .reversing import Reverser
from .upgrades import Upgrader, Upgrades
from .walks import Walker


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a claim on one engine."""

    checks: tuple[Check, ...]
    run: Run
    not_compared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Start:
    """What came of an empty database, and of those that were stopped.

    Attributes:
        whole: an empty one, with the original and with the squash.
        empty: the checks of both.
        stopped: databases that were stopped half way.
    """

    whole: Outcome
    empty: tuple[Check, ...]
    stopped: Upgrades = field(default_factory=Upgrades)

    @property
    def checks(self) -> tuple[Check, ...]:
        """Of all that was tried so far."""
        return (*self.empty, *check_upgrades(possible(self.stopped.outcomes), self.run.engine))

    @property
    def run(self) -> Run:
        """How long `migrate` took."""
        before, after = self.whole.before, self.whole.after
        return Run(before.snapshot.engine, before.migrated.seconds, after.migrated.seconds)

    @property
    def alone(self) -> Tried:
        """This, where it is enough to know."""
        rest, one = "all databases but an empty one", "that one differs"
        if self.stopped.outcomes:
            rest, one = "databases other than empty ones and those stopped half way", "one differs"
        if all(check.holds for check in self.checks):
            one = "something else differs"
        rest = f"{rest}, since {one}"
        return Tried(self.checks, self.run, (*self.whole.not_compared, rest))


@dataclass(frozen=True, slots=True)
class Trial:
    """Collects the checks of one claim on one engine."""

    baseline: Baseline
    claim: Claim
    releases: Sequence[Release] = ()
    progress: Progress = lambda _: None

    def start(self) -> Start:
        """An empty database; run this alone, so that the seconds of both sides compare."""
        self._say("an empty database")
        whole = self.baseline.from_zero(self.claim.after)
        return Start(whole, self._empty(whole))

    def _empty(self, whole: Outcome) -> tuple[Check, ...]:
        return check_databases(whole, numbers=self._sets_numbers)

    def stop(self, start: Start, pool: Executor) -> Start:
        """Databases that were stopped half way: where anything differs, these do, mostly.

        Args:
            start: what came of an empty one.
            pool: in which they are made.
        """
        found = [pool.submit(self._stopped, one, start.whole.noise) for one in self.claim.stops]
        return replace(start, stopped=reduce(or_, (one.result() for one in found), Upgrades()))

    def prepare(self, start: Start) -> None:
        """Make up rows, so that other engines begin with what is good here.

        Args:
            start: what came of an empty database.
        """
        if self.claim.squashes and not start.whole.failed:
            self._filling()

    def finish(self, start: Start, pool: Executor) -> Tried:
        """All other databases, and the checks of them all.

        Args:
            start: what came of the first.
            pool: in which they are made.
        """
        taken, reversal = self._tried(start, pool)
        noise, engine = start.whole.noise | taken.noise, start.run.engine
        whole, *outcomes = (doubted(one, noise) for one in (start.whole, *taken.outcomes))
        noise = reduce(or_, (one.noise for one in (whole, *outcomes)))
        return Tried(
            (
                *self._empty(whole),
                *check_upgrades(possible(outcomes), engine, taken.rows, taken.found),
                *check_reversal(reversal, noise, engine),
            ),
            start.run,
            (
                *replace(whole, noise=noise).not_compared,
                *impossible(outcomes),
                *taken.notes,
                *reversal.not_compared,
            ),
        )

    def _tried(self, start: Start, pool: Executor) -> tuple[Upgrades, Reversal]:
        """Make all other databases."""
        known, endings = start.whole.noise, Endings(self.baseline, self.claim)
        finished = pool.submit(endings.finished, known)
        cleaned = pool.submit(endings.cleaned, start.whole)
        walked, reversal = self._both_ways(start, pool)
        later = walked | self._crossed()
        taken = finished.result() | start.stopped | later | cleaned.result()
        return taken, reversal

    def _both_ways(self, start: Start, pool: Executor) -> tuple[Upgrades, Reversal]:
        """Databases that are part of the way, and that go back."""
        if not self.claim.squashes:
            return Upgrades(), Reversal()
        self._say("databases that are part of the way")
        whole, walker = start.whole, self._walker
        empty = pool.submit(self._reversed, walker, whole)
        filling = self._filling()
        walker, original = replace(walker, rows=filling.rows), filling.made
        filled = self._reversed_with_rows(walker, whole, original, pool)
        known = whole.noise | start.stopped.noise
        met = walker.upgrades(original, known, pool)
        notes = (*filling.notes, *self._unmet(original.walked.migrated.seen, met.seen))
        taken = Upgrades(notes=notes) | met
        return taken, empty.result().with_rows(filled.result())

    def _filling(self) -> Filling[Way]:
        """The original with rows made up on its way."""
        walker = self._walker
        route = walker.route
        return self.baseline.filled((route.order, route.apps, route.asked), walker.fill)

    @property
    def _walker(self) -> Walker:
        return Walker(self.baseline.process, self.claim.route, self.baseline.box)

    def _unmet(self, all_the_way: Sequence[Seen], before_squash: Sequence[Seen]) -> Iterator[str]:
        """Steps that a squash may be without, and that no row here could have missed.

        Args:
            all_the_way: what they did in a database that had rows in its tables at once.
            before_squash: in those where squashes run, which have none yet in the squash's own.
        """
        thinned = self.claim.thinned
        met = {(one.key, one.index) for one in before_squash if one.rows}
        asked = {(one.key, one.index) for one in before_squash if one.outside}
        for one in all_the_way:
            place = (one.key, one.index)
            changed = place in met or (one.rows and place not in asked)
            if one.key in thinned and not changed and not one.schema:
                step = f"{one.key}, {one.operation}"
                yield f"what {step} does to rows: none here is one that it changes"

    @property
    def _sets_numbers(self) -> bool:
        """Whether a step that is replaced says which number a table goes on with."""
        seen, members = self.baseline.original.migrated.seen, self.claim.members
        return any(one.numbers and one.key in members for one in seen)

    def _reversed(self, walker: Walker, whole: Outcome) -> Reversal:
        reverser = Reverser(walker, whole.after.migrated.ran)
        before, after = (
            reverser.copied(one.database, one.migrated) for one in (whole.before, whole.after)
        )
        return reverser.reverse(before, after)

    def _reversed_with_rows(
        self, walker: Walker, whole: Outcome, original: Way, pool: Executor
    ) -> Future[Reversal]:
        """The same on a database that has come its way with rows."""
        if whole.failed or not walker.rows.apps:
            return pool.submit(Reversal)
        reverser = Reverser(walker, whole.after.migrated.ran)
        # Now: later others may read what is copied.
        before, after = (
            reverser.copied(original.database, original.walked.migrated) for _ in range(2)
        )
        return pool.submit(lambda: reverser.reverse(before, reverser.with_squash(after)))

    def _say(self, what: str) -> None:
        self.progress(f"trying {what} on {self.baseline.engine}")

    def _crossed(self) -> Upgrades:
        if not self.releases:
            return Upgrades()
        self._say(f"databases of {', '.join(one.name for one in self.releases)}")
        return upgrades(self.releases, self._upgrader, self.claim.asked)

    @property
    def _upgrader(self) -> Upgrader:
        return Upgrader(
            self.baseline.process, self.claim.before, self.claim.after, self.baseline.box
        )

    def _stopped(self, stop: MigrationKey, known: Noise) -> Upgrades:
        """A database that has part of the original."""
        start = self.baseline.box.database(f"from-{stop}")
        began = self.baseline.process.migrate(Migrate(self.claim.before, stop), start)
        return self._upgrader.upgrade(f"database after {stop}", start, began, known)
