"""Two orders of the same migrations, on databases of every engine."""

from __future__ import annotations

from dataclasses import dataclass

from ...model.history import History
from ...model.proofs import Check, Proof
from ...project.protocol import View
from ..ports import Site
from .baselines import Baseline, replay
from .basis import basis_of
from .demands import Demands, Progress
from .outcomes import Outcome, check_databases, check_upgrades
from .proving import Prover, check_state
from .releases import Release, made_by


@dataclass(frozen=True, slots=True)
class EitherOrder:
    """What is to lead to the same in either order.

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


def prove_either_order(site: Site, two: EitherOrder, demands: Demands, progress: Progress) -> Proof:
    """Compare models, schema and rows.

    Args:
        site: the project in which both orders can be loaded.
        two: what is compared.
        demands: the servers.
        progress: is told what happens next.

    Raises:
        ProjectError: the first order does not migrate.
        DatabaseError: a server cannot be used.
    """
    prover = Prover(site.process, site.commit, demands, progress)
    with prover.baselines(two.before, what=two.what) as originals:
        tried = [_tried(two, one, progress) for one in originals.all]
        return Proof(
            subject=two.subject,
            commit=site.commit,
            basis=basis_of(site, two.history),
            checks=(
                check_state(site.process, two.before, two.after),
                *(check for one in tried for check in one.checks),
            ),
            not_compared=(
                *originals.not_compared,
                "databases with rows",
                *dict.fromkeys(what for one in tried for what in one.not_compared),
            ),
        )


@dataclass(frozen=True, slots=True)
class _Tried:
    checks: tuple[Check, ...]
    not_compared: tuple[str, ...]


def _tried(two: EitherOrder, baseline: Baseline, progress: Progress) -> _Tried:
    """Schema and rows of an empty database, and of one that the base has made."""
    progress(f"trying an empty database on {baseline.engine}")
    whole = baseline.from_zero(two.after)
    checks = check_databases(whole)
    if two.base is not None:
        progress(f"trying a database of {two.base.name} on {baseline.engine}")
        deployed = _deployed(two, two.base, baseline, whole)
        checks += check_upgrades((deployed,), whole.before.snapshot.engine)
    return _Tried(checks, whole.not_compared)


def _deployed(two: EitherOrder, base: Release, baseline: Baseline, whole: Outcome) -> Outcome:
    """A database that has what the base has, when the branch comes."""
    database = baseline.box.database("base")
    began = made_by(base, database)
    after = replay(baseline.process, two.after, baseline.box, database)
    subject = f"database of {base.name}"
    return Outcome(subject, whole.after, after, began.started, noise=whole.noise)
