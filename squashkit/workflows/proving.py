"""The proof: that a changed set of migrations does what the original did.

It compares two views of the same project, so that it serves squashes that are not written yet,
squashes that somebody wrote by hand, and cleanups alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

from ..analysis.hints import hint_for_error
from ..databases.sandboxes import Sandbox, sandbox
from ..errors import ProjectError
from ..model.proofs import Check, Proof
from ..model.words import counted
from ..project.process import ProjectProcess
from ..project.protocol import CompareStates, TrySituations, View
from .demands import NOTHING_MORE, Demands
from .explaining import explained
from .outcomes import Replay
from .releases import Release, released
from .trials import Claim, Ground, Trial, Tried, looked_twice, replay

WORKERS = 2


class Prover:
    """Collects the checks of claims.

    Args:
        process: the project's own Django.
        commit: recorded in the proof.
        demands: what it has to cover.
    """

    def __init__(
        self, process: ProjectProcess, commit: str = "", demands: Demands = NOTHING_MORE
    ) -> None:
        self.process = process
        self.commit = commit
        self.demands = demands
        self.on = tuple(dict.fromkeys(demands.on))

    def prove(self, claim: Claim) -> Proof:
        """Run every check.

        Args:
            claim: what is to be proven.

        Raises:
            ProjectError: the original chain itself does not migrate; then nothing can be proven.
            DatabaseError: a server cannot be used.
        """
        with self.ground(claim.before) as ground:
            return self.prove_from(ground, claim)

    @contextmanager
    def ground(self, view: View, *, watch: bool = False) -> Iterator[Ground]:
        """The original history on a database: of SQLite, or of the first server where that fails.

        Migrations may need what only one engine has; then there is nothing to prove on SQLite.

        Args:
            view: the migrations as they are.
            watch: whether to note what each data step does.

        Raises:
            ProjectError: it does not migrate.
            DatabaseError: a server cannot be used.
        """
        with ExitStack() as stack:
            box = stack.enter_context(sandbox())
            found = Ground(self._original(view, box, watch=watch), box)
            if self.on and found.original.migrated.error:
                without = f"SQLite, where {_broken(found.original)}"
                box = stack.enter_context(sandbox(self.on[0]))
                original = self._original(view, box, watch=watch)
                found = Ground(original, box, self.on[0], (without,))
            _refuse_broken(found.original)
            yield found

    def prove_from(self, ground: Ground, claim: Claim) -> Proof:
        """Run every check, with a replay of the original that has been made already.

        Args:
            ground: what `ground` gave.
            claim: what is to be proven.
        """
        others = [server for server in self.on if server != ground.server]
        with released(self.process, self.demands.releases) as releases:
            trial = Trial(self.process, claim, ground, releases)
            whole = trial.from_zero()
            with ThreadPoolExecutor(WORKERS) as pool:
                on_paper = pool.submit(self._on_paper, claim)
                tried = [trial.finish(whole, pool)]
                tried += [self._elsewhere(one, claim, releases, pool) for one in others]
                checks = (*on_paper.result(), *(check for one in tried for check in one.checks))
        names = [one.run.engine.split(" ")[0] for one in tried]
        others_than = f"engines other than {' and '.join(names)}"
        proof = Proof(
            subject=claim.subject,
            commit=self.commit,
            basis=claim.basis,
            checks=checks,
            not_compared=(*ground.without, others_than, *_unread(tried)),
            runs=tuple(one.run for one in tried),
            releases={one.name: one.commit for one in self.demands.releases},
        )
        return explained(proof, claim, self.process)

    def _elsewhere(
        self, server: str, claim: Claim, releases: Sequence[Release], pool: Executor
    ) -> Tried:
        with sandbox(server) as box:
            ground = Ground(self._original(claim.before, box), box, server)
            _refuse_broken(ground.original)
            trial = Trial(self.process, claim, ground, releases)
            return trial.finish(trial.from_zero(), pool)

    def _original(self, view: View, box: Sandbox, *, watch: bool = False) -> Replay:
        made = replay(self.process, view, box, box.database("before"), watch=watch)
        return looked_twice(made, box)

    def _on_paper(self, claim: Claim) -> tuple[Check, Check]:
        """What needs no database: does the graph load, do the models stay the same?"""
        tried = self.process.try_situations(TrySituations(claim.after, claim.order))
        compared = self.process.compare_states(CompareStates(claim.before, claim.after))
        return (
            Check(
                "graph", f"{counted(tried.tried, 'state')} a database can be in", tried.differences
            ),
            Check(
                "state", counted(compared.models, "model"), compared.differences, compared.remarks
            ),
        )


def _unread(tried: Sequence[Tried]) -> Iterator[str]:
    """What was not compared; of several engines each says of which."""
    for one in tried:
        name = f"{one.run.engine.split(' ')[0]}: " if len(tried) > 1 else ""
        yield from (f"{name}{what}" for what in one.not_compared)


def _broken(original: Replay) -> str:
    migrated = original.migrated
    line = f", line {migrated.line}," if migrated.line else ""
    return f"{migrated.failed}{line} raises {migrated.error}"


def _refuse_broken(original: Replay) -> None:
    if original.migrated.error:
        engine = original.snapshot.engine.split(" ")[0]
        raise ProjectError(
            f"The original history does not migrate on an empty {engine} database: "
            f"{_broken(original)}",
            hint_for_error(original.migrated.error),
        )
