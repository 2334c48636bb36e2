"""Databases that come last: one that has everything, and one after a cleanup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ...analysis.comparing import MADE_BY_MIGRATE
from ...errors import ProcessEndedError, ProjectError
from ...model.keys import MigrationKey
from ...model.schema import Noise
from ...model.words import listed
from ...project.protocol import Migrate, View
from .baselines import Baseline, replay
from .claims import Claim
from .outcomes import Outcome, Replay, frozen_in, settled
from .upgrades import Upgrades

MISSED = ("AttributeError: module ", "ImportError", "ModuleNotFoundError")
"""How errors begin that a file which is gone brings about; others are the squash's own."""


@dataclass(frozen=True, slots=True)
class Endings:
    """Makes them on one engine, for one claim."""

    baseline: Baseline
    claim: Claim

    def finished(self, known: Noise) -> Upgrades:
        """A database that has everything must find nothing to do.

        Args:
            known: what the original writes differently each time.
        """
        original = self.baseline.original
        copied = self.baseline.box.copy(original.database, "finished")
        again = self._replay(self.claim.after, copied)
        found = Outcome("database after everything", original, again, original.migrated.started)
        if found.differences:
            # What happens after each `migrate` happens with the original too.
            once_more = self.baseline.box.copy(original.database, "finished")
            found = replace(found, before=self._replay(self.claim.before, once_more))
        return Upgrades((settled(found, self.baseline.again, known, original),))

    def cleaned(self, whole: Outcome) -> Upgrades:
        """An empty database when the files that squashes replace are gone.

        Args:
            whole: what came of an empty one while they are there.
        """
        if not self.claim.members:
            return self._freed(whole)
        try:
            without = self.baseline.replay(self.claim.cleaned, "cleaned")
        except ProcessEndedError:  # as where memory is short: that says nothing of files
            raise
        except ProjectError as error:
            return _needed(error.fact)
        if without.migrated.error.startswith(MISSED):
            return _needed(without.migrated.error)
        subject = "database after a cleanup"
        found = frozen_in(whole, without, self._both_again)
        outcome = self._beside_squash(whole, subject, without)
        others = tuple(replace(one, where=subject) for one in found)
        freed = Upgrades() if outcome.failed else self._freed(whole)
        return Upgrades((outcome,), found=others) | freed

    def _freed(self, whole: Outcome) -> Upgrades:
        """What may run earlier after a cleanup does: `migrate` goes by the names of apps."""
        first = [*dict.fromkeys(one.later for one in self.claim.lost)]
        if not first:
            return Upgrades()
        tried, made = self._begun_with(first)
        subject = f"database after a cleanup, {listed(tried[::-1], 1)} first"
        # Each `migrate` writes permissions of the models that are there then, and some go later.
        return Upgrades((self._beside_squash(whole, subject, made, MADE_BY_MIGRATE),))

    def _beside_squash(
        self, whole: Outcome, subject: str, made: Replay, unfinished: frozenset[str] = frozenset()
    ) -> Outcome:
        """A database that has to be like the one which the squash has made from zero."""
        outcome = Outcome(subject, whole.after, made, unfinished=unfinished)
        baseline, known = self.baseline, whole.noise
        return settled(outcome, baseline.again, known, baseline.original)

    def _begun_with(self, first: Sequence[MigrationKey]) -> tuple[list[MigrationKey], Replay]:
        """A database that ran these before all others, and how far it came with them."""
        database, view = self.baseline.box.database("freed"), self.claim.cleaned
        tried, started = list[MigrationKey](), ""
        for key in first:
            began = self.baseline.process.migrate(Migrate(view, key), database)
            tried.append(key)
            started = started or began.started
            if began.error:
                return tried, Replay(began, self.baseline.box.read(database), database)
        ended = self._replay(view, database)
        return tried, replace(ended, migrated=replace(ended.migrated, started=started))

    def _both_again(self) -> tuple[Replay, Replay]:
        return self.baseline.again(), self.baseline.replay(self.claim.after, "twice")

    def _replay(self, view: View, database: str) -> Replay:
        return replay(self.baseline.process, view, self.baseline.box, database)


def _needed(error: str) -> Upgrades:
    """Code that asks for a file which a cleanup takes away, be it that of the squash itself."""
    return Upgrades(notes=(f"an empty database after a cleanup, where this is missed: {error}",))
