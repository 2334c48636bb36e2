"""Databases that are part of the way when a squash comes, with rows in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from itertools import pairwise

from ..databases.sandboxes import Sandbox
from ..model.keys import MigrationKey
from ..model.schema import Noise
from ..project.process import ProjectProcess
from ..project.protocol import Migrated, View, Walk
from .grounds import replay
from .outcomes import Outcome, Replay, noise_in
from .routes import Route


@dataclass(frozen=True, slots=True)
class Copies:
    """Two copies of a database that stopped after a migration."""

    stop: MigrationKey
    one: str
    other: str


@dataclass(frozen=True, slots=True)
class Walked:
    """A database that was at every point.

    Attributes:
        rows: how many were made up on the way.
        bare: tables for which none could be.
        copies: those that were made on the way.
    """

    replay: Replay
    rows: int
    bare: frozenset[str]
    copies: tuple[Copies, ...] = ()


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
    fill: tuple[str, ...] = field(default=())

    def upgrades(self, pool: Executor) -> Upgrades:
        """The original with its stops, what the squash makes of those, and the squash itself.

        Args:
            pool: in which databases are taken on from the stops.
        """
        filling = replace(self, fill=self.route.apps)
        original, notes = filling.original(), list[str]()
        if original.replay.migrated.error:
            notes.append(_unlike_rows(original.replay.migrated))
            filling, original = self, self.original()
        taken = [pool.submit(self._taken_on, copies) for copies in original.copies]
        squashed = filling.walk(self.route.after, self.route.inside, copying=False)
        subject = f"database at {len(self.route.inside)} points, one after the other"
        whole = Outcome(subject, original.replay, squashed.replay)
        outcomes = (whole, *(one.result() for one in taken))
        noise = noise_in(outcomes, original.replay, lambda: filling.original(copying=False).replay)
        return Upgrades(
            outcomes,
            original.rows,
            noise,
            (*notes, *_bare(original.bare)),
        )

    def original(self, *, copying: bool = True) -> Walked:
        """The original, with copies at each stop if they are wanted."""
        return self.walk(self.route.before, (), copying=copying)

    def walk(self, after: View, inside: Sequence[MigrationKey], *, copying: bool) -> Walked:
        """One migration after the other.

        Args:
            after: the migrations as they are when each of `inside` runs.
            inside: see `project.protocol.Walk`.
            copying: whether copies are wanted.
        """
        database = self.box.database("walk")
        copies, bare, rows, started = [], set[str](), 0, ""
        for part in _parts(self.route.order, self.route.stops):
            last = part[-1] == self.route.order[-1]
            asked = Walk(self.route.before, after, part, tuple(inside), self.fill, last)
            found = self.process.walk(asked, database)
            rows, started = rows + found.made, started or found.migrated.started
            bare |= set(found.bare)
            if found.migrated.error:
                break
            if copying and not last:
                copies.append(self._copies(part[-1], database))
        migrated = replace(found.migrated, started=started)
        replay = Replay(migrated, self.box.read(database), database)
        return Walked(replay, rows, frozenset(bare), tuple(copies))

    def _copies(self, stop: MigrationKey, database: str) -> Copies:
        one, other = (self.box.copy(database, f"from-{stop}") for _ in range(2))
        return Copies(stop, one, other)

    def _taken_on(self, copies: Copies) -> Outcome:
        before = replay(self.process, self.route.before, self.box, copies.one)
        after = replay(self.process, self.route.after, self.box, copies.other)
        return Outcome(f"database after {copies.stop}", before, after)


def _parts(
    order: Sequence[MigrationKey], stops: Sequence[MigrationKey]
) -> Iterator[tuple[MigrationKey, ...]]:
    """The order, cut after each stop."""
    cuts = [0, *(order.index(stop) + 1 for stop in stops), len(order)]
    yield from (tuple(order[start:end]) for start, end in pairwise(cuts))


def _unlike_rows(migrated: Migrated) -> str:
    return (
        f"upgrades with rows in the tables: with made-up ones {migrated.failed} raises "
        f"{migrated.error}"
    )


def _bare(tables: frozenset[str]) -> tuple[str, ...]:
    listed = ", ".join(sorted(tables))
    return (f"upgrades with rows in {listed}: none could be made up",) if tables else ()
