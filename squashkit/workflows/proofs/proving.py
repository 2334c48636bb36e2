"""The proof: that a changed set of migrations does what the original did.

It compares two views of the same project, so that it serves squashes that are not written yet,
squashes that somebody wrote by hand, and cleanups alike.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from typing import TypeVar

from ...model.proofs import Check, Proof
from ...model.words import counted
from ...project.process import ProjectProcess
from ...project.protocol import CompareStates, TrySituations, View
from .aliases.trying import Routing
from .baselines import Baselines, baselines
from .claims import Claim
from .demands import NOTHING_MORE, Demands, Progress
from .explaining import explained
from .releases import released
from .trials import Start, Trial, Tried

Found = TypeVar("Found")
WORKERS = max(2, os.cpu_count() or 2)
"""How many databases are made at a time, of all engines together."""


class Prover:
    """Collects the checks of claims.

    Args:
        process: the project's own Django.
        commit: recorded in the proof.
        demands: what it has to cover.
        progress: is told what happens next.
    """

    def __init__(
        self,
        process: ProjectProcess,
        commit: str = "",
        demands: Demands = NOTHING_MORE,
        progress: Progress = lambda _: None,
    ) -> None:
        self.process = process
        self.commit = commit
        self.demands = demands
        self.progress = progress
        self.on = tuple(dict.fromkeys(demands.on))

    def prove(self, claim: Claim) -> Proof:
        """Run every check.

        Args:
            claim: what is to be proven.

        Raises:
            ProjectError: the original chain itself does not migrate; then nothing can be proven.
            DatabaseError: a server cannot be used.
        """
        with self.baselines(claim.before) as found:
            return self.prove_from(found, claim)

    def baselines(
        self, view: View, what: str = "The original history"
    ) -> AbstractContextManager[Baselines]:
        """See `baselines.baselines`."""
        return baselines(self.process, view, self.on, self.progress, what)

    def prove_from(
        self, originals: Baselines, claim: Claim, *, until_unequal: bool = False
    ) -> Proof:
        """Run every check, with replays of the original that have been made already.

        Args:
            originals: from `baselines`.
            claim: what is to be proven.
            until_unequal: do without what takes longest, where the models, an empty database or
                one that was stopped half way show a difference already.

        Raises:
            ProjectError, DatabaseError: see there.
        """
        with released(self.process, self.demands.releases) as releases:
            trials = [Trial(one, claim, releases, self.progress) for one in originals.all]
            # By themselves, so that the seconds of both sides compare.
            starts = [trial.start() for trial in trials]
            with ThreadPoolExecutor(WORKERS) as pool:
                on_paper = pool.submit(self._on_paper, claim)

                def enough(known: Iterable[Start]) -> bool:
                    return until_unequal and not _hold((*on_paper.result(), *_checks(known)))

                tried = self._try_all(pool, trials, starts, enough)
                checks = (*on_paper.result(), *_checks(tried))
        no_servers = (f"another engine for {one}, which is SQLite" for one in self.demands.sqlite)
        proof = Proof(
            subject=claim.subject,
            commit=self.commit,
            basis=claim.basis,
            checks=checks,
            not_compared=(
                *originals.not_compared,
                *no_servers,
                *claim.notes,
                *claim.unlike,
                *_unread(trials, tried),
            ),
            runs=tuple(one.run for one in tried),
            releases={one.name: one.commit for one in self.demands.releases},
        )
        return explained(proof, claim, self.process)

    def _try_all(
        self,
        pool: Executor,
        trials: Sequence[Trial],
        starts: Sequence[Start],
        enough: Callable[[Iterable[Start]], bool],
    ) -> list[Tried]:
        """All databases, on all engines; those that take long where it is not enough without."""
        if not enough(starts):
            starts = _on_each(partial(_stopped, pool), trials, starts)
        if enough(starts):
            return [start.alone for start in starts]
        if len(trials) > 1:  # what raises there the others need not find out again
            trials[0].prepare(starts[0])
        return _on_each(partial(self._tried, pool), trials, starts)

    def _tried(self, pool: Executor, trial: Trial, start: Start) -> Tried:
        """Everything on one engine, without the project's routers and with them."""
        if start.whole.failed:  # with a squash that does not run there is nothing else to try
            return start.alone
        routing = Routing(trial)
        routed = pool.submit(routing.compare)
        return routing.add(trial.finish(start, pool), routed.result(), pool)

    def _on_paper(self, claim: Claim) -> tuple[Check, ...]:
        """What needs no database: does the graph load, do the models stay the same?"""
        tried = self.process.try_situations(TrySituations(claim.after, claim.order))
        states = f"{counted(tried.tried, 'state')} a database can be in"
        lost = tuple(one.difference for one in claim.lost)
        graph = Check("graph", states, tried.differences, lost)
        if not tried.tried:
            return (graph,)
        state = check_state(self.process, claim.before, claim.after)
        return (graph, replace(state, differences=(*state.differences, *claim.told_by_files)))


def check_state(process: ProjectProcess, before: View, after: View) -> Check:
    """Whether the models stay the same.

    Args:
        process: the project's own Django.
        before: the migrations as they are.
        after: the migrations as they would be.
    """
    compared = process.compare_states(CompareStates(before, after))
    models = counted(compared.models, "model")
    return Check("state", models, compared.differences, compared.remarks)


def _stopped(pool: Executor, trial: Trial, start: Start) -> Start:
    return start if start.whole.failed else trial.stop(start, pool)


def _on_each(
    do: Callable[[Trial, Start], Found], trials: Sequence[Trial], starts: Sequence[Start]
) -> list[Found]:
    """All engines at once: while one server works, another may have nothing to do."""
    with ThreadPoolExecutor(len(trials)) as engines:
        return list(engines.map(do, trials, starts))


def _checks(found: Iterable[Start | Tried]) -> Iterator[Check]:
    return (check for one in found for check in one.checks)


def _hold(checks: Iterable[Check]) -> bool:
    return all(check.holds for check in checks)


def _unread(trials: Sequence[Trial], tried: Sequence[Tried]) -> Iterator[str]:
    """What was not compared; of several engines each says of which."""
    for trial, one in zip(trials, tried, strict=True):
        name = f"{trial.baseline.engine}: " if len(tried) > 1 else ""
        yield from (f"{name}{what}" for what in dict.fromkeys(one.not_compared))
