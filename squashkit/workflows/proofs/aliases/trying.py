"""Upgrades and the way back of each database, where a project has several."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace

from ....model.proofs import Check
from ....model.schema import Difference
from ..baselines import Baseline, replay
from ..trials import Trial, Tried
from .families import AliasProcess, Families
from .from_zero import Aliases, Routed

WITH_ROUTERS = frozenset({"upgrade", "reverse"})
"""The checks that are made for each alias; of the others `databases` is one for all."""


@dataclass(frozen=True, slots=True)
class Routing:
    """Tries a claim on every alias, as the project's routers say.

    Attributes:
        trial: the same without routers.
    """

    trial: Trial

    def compare(self) -> Routed:
        """The databases of all aliases, each from zero."""
        baseline, claim = self.trial.baseline, self.trial.claim
        aliases = Aliases(baseline.process, baseline.box, claim.aliases)
        return aliases.compare(claim.before, claim.after)

    def add(self, tried: Tried, routed: Routed, pool: Executor) -> Tried:
        """What came of a claim without routers, and what comes of each alias with them.

        Args:
            tried: without.
            routed: from `compare`.
            pool: in which databases are made.
        """
        trials = {name: self._tried(name, routed, pool) for name in routed.equal}
        checks = (_of(name, check) for name, one in trials.items() for check in one.checks)
        notes = (
            f"{name}: {note}"
            for name, one in trials.items()
            for note in one.not_compared
            if note not in tried.not_compared
        )
        return replace(
            tried,
            checks=(*tried.checks, *routed.checks, *checks),
            not_compared=(*tried.not_compared, *routed.notes, *self._left(routed), *notes),
        )

    def _left(self, routed: Routed) -> Iterator[str]:
        if len(routed.equal) > 1 and self.trial.claim.route.coded:
            # Of databases that are part of the way only the alias's own one is read.
            yield "what steps write into databases of other aliases, but for empty ones"
        for name, one in routed.outcomes.items():
            if name not in routed.equal and not one.impossible:
                yield f"upgrades and the way back on {name}, since an empty database differs there"

    def _tried(self, alias: str, routed: Routed, pool: Executor) -> Tried:
        """All that is tried without routers, of which some is told of all aliases together."""
        baseline, names = self.trial.baseline, tuple(routed.outcomes)
        later = names[names.index(alias) + 1 :]
        families = Families(alias, baseline.box, routed.stages[alias], later)
        process = AliasProcess(baseline.process, families)
        original = replay(process, baseline.view, families, families.database("before"))

        def say(what: str) -> None:
            self.trial.progress(f"{what}, as {alias}")

        trial = replace(
            self.trial,
            baseline=Baseline(process, baseline.view, families, original),
            releases=tuple(
                replace(one, process=AliasProcess(one.process, families))
                for one in self.trial.releases
            ),
            progress=say,
        )
        found = trial.finish(trial.stop(trial.start(), pool), pool)
        own = (one for one in found.checks if one.name in WITH_ROUTERS)
        return replace(found, checks=tuple(own))


def _of(alias: str, check: Check) -> Check:
    return replace(
        check,
        compared=f"{alias}, as the project's routers say: {check.compared}",
        differences=_differences(alias, check.differences),
        remarks=_differences(alias, check.remarks),
    )


def _differences(alias: str, found: Sequence[Difference]) -> tuple[Difference, ...]:
    return tuple(replace(one, where=_where(alias, one.where)) for one in found)


def _where(alias: str, database: str) -> str:
    which = database.removeprefix("database ")
    return f"database {alias}, {which}" if which else f"database {alias}"
