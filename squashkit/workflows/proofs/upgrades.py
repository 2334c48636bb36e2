"""Databases that are taken to the end with the original and with the squash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from ...databases.sandboxes import Sandbox
from ...model.schema import Difference, Noise
from ...model.steps import Seen
from ...project.process import ProjectProcess
from ...project.protocol import Migrated, View
from .baselines import replay
from .outcomes import NO_NOISE, Outcome, Replay, settled


@dataclass(frozen=True, slots=True)
class Upgrades:
    """What came of databases that a squash meets.

    Attributes:
        outcomes: one a database.
        rows: how many were made up in them.
        notes: what could not be tried.
        found: what differs although each outcome is as it may be.
        seen: what the data steps of the original did there.
    """

    outcomes: tuple[Outcome, ...] = ()
    rows: int = 0
    notes: tuple[str, ...] = ()
    found: tuple[Difference, ...] = ()
    seen: tuple[Seen, ...] = ()

    @property
    def noise(self) -> Noise:
        """What the original made otherwise when it ran once more, on any of them."""
        return reduce(or_, (one.noise for one in self.outcomes), NO_NOISE)

    def __or__(self, other: Upgrades) -> Upgrades:
        return Upgrades(
            (*self.outcomes, *other.outcomes),
            self.rows + other.rows,
            (*self.notes, *other.notes),
            (*self.found, *other.found),
            (*self.seen, *other.seen),
        )


@dataclass(frozen=True, slots=True)
class Upgrader:
    """Takes copies of a database both ways.

    Attributes:
        before: the migrations as they are.
        after: the migrations as they would be.
        box: where the databases are.
    """

    process: ProjectProcess
    before: View
    after: View
    box: Sandbox

    def upgrade(
        self, subject: str, database: str, began: Migrated, known: Noise = NO_NOISE
    ) -> Upgrades:
        """Take two copies to the end; where the database never came so far, that is the answer.

        Args:
            subject: which database, in words.
            database: its path or URL; it stays as it is.
            began: how it came to be.
            known: what need not be equal.
        """
        if began.error:
            stopped = Replay(began, self.box.read(database), database)
            return Upgrades((Outcome(subject, stopped, stopped),))
        old, new = (self.box.copy(database, subject) for _ in range(2))
        before = self._replay(self.before, old)
        after = before if before.migrated.error else self._replay(self.after, new)
        outcome = Outcome(subject, before, after, began.started)

        def again(*, shuffled: bool = False) -> Replay:
            return self._replay(self.before, self.box.copy(database, subject), shuffled=shuffled)

        return Upgrades((settled(outcome, again, known),))

    def _replay(self, view: View, database: str, *, shuffled: bool = False) -> Replay:
        return replay(self.process, view, self.box, database, shuffled=shuffled)


def without_rows(tables: Sequence[str]) -> tuple[str, ...]:
    """What could not be tried with rows.

    Args:
        tables: that took none.
    """
    listed = ", ".join(tables)
    return (f"upgrades with rows in {listed}: none could be made up",) if tables else ()
