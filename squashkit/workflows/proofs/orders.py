"""Two orders of the same migrations, on databases of every engine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ...model.history import History
from ...model.proofs import Check, Proof
from ...model.words import counted
from ...project.protocol import CompareStates, View
from ..ports import Site
from .basis import basis_of
from .demands import Demands, Progress
from .grounds import Ground, looked_twice, replay
from .outcomes import Outcome, Replay, check_databases, check_upgrades, settled
from .proving import Prover
from .releases import Release, made_by


@dataclass(frozen=True, slots=True)
class Orders:
    """What is to lead to the same.

    Attributes:
        subject: what is proven, in words.
        before, after: both orders.
        history: the migrations on disk.
        what: whose migrations the first order is, for messages.
        base: the code of a release whose database has to go on with `after`.
    """

    subject: tuple[str, ...]
    before: View
    after: View
    history: History
    what: str
    base: Release | None = None


def prove_orders(site: Site, orders: Orders, demands: Demands, progress: Progress) -> Proof:
    """Compare models, schema and rows.

    Args:
        site: the project in which both orders can be loaded.
        orders: what is compared.
        demands: the servers.
        progress: is told what happens next.

    Raises:
        ProjectError: the first order does not migrate.
        DatabaseError: a server cannot be used.
    """
    prover = Prover(site.process, site.commit, demands, progress)
    with prover.grounds(orders.before, what=orders.what) as grounds:
        trials = [_Trial(site, orders, one, progress) for one in grounds.all]
        checks = [check for trial in trials for check in trial.checks()]
        return Proof(
            subject=orders.subject,
            commit=site.commit,
            basis=basis_of(site, orders.history),
            checks=(_state(site, orders), *checks),
            not_compared=(*grounds.first.without, *_not_compared(trials)),
        )


def _state(site: Site, orders: Orders) -> Check:
    compared = site.process.compare_states(CompareStates(orders.before, orders.after))
    models = counted(compared.models, "model")
    return Check("state", models, compared.differences, compared.remarks)


def _not_compared(trials: Sequence[_Trial]) -> tuple[str, ...]:
    engines = " and ".join(one.name for one in trials)
    return (f"engines other than {engines}", "databases with rows")


@dataclass(frozen=True, slots=True)
class _Trial:
    """Both orders on one engine.

    Attributes:
        ground: an empty database with the first order.
    """

    site: Site
    orders: Orders
    ground: Ground
    progress: Progress

    @property
    def name(self) -> str:
        """That of the engine."""
        return self.ground.original.snapshot.engine.partition(" ")[0]

    def checks(self) -> tuple[Check, ...]:
        """Schema and rows of an empty database, and of one that the base has made."""
        self.progress(f"trying an empty database on {self.name}")
        after = looked_twice(self._replay(self.orders.after, "after"), self.ground.box)
        whole = Outcome("migrate from zero", self.ground.original, after)
        whole = settled(whole, self._again)
        found = check_databases(whole)
        if self.orders.base is None:
            return found
        self.progress(f"trying a database of {self.orders.base.name} on {self.name}")
        deployed = replace(self._deployed(self.orders.base, after), noise=whole.noise)
        return (*found, *check_upgrades((deployed,), 0))

    def _again(self, *, shuffled: bool = False) -> Replay:
        return self._replay(self.orders.before, "again", shuffled=shuffled)

    def _replay(self, view: View, name: str, *, shuffled: bool = False) -> Replay:
        box = self.ground.box
        return replay(self.site.process, view, box, box.database(name), shuffled=shuffled)

    def _deployed(self, base: Release, whole: Replay) -> Outcome:
        """A database that has what the base has, when the branch comes."""
        database = self.ground.box.database("base")
        began = made_by(base, database)
        after = replay(self.site.process, self.orders.after, self.ground.box, database)
        return Outcome(f"database of {base.name}", whole, after, began.started)
