"""`validate`: the proof by itself, for squashes that are on disk, whoever wrote them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from ..analysis.graphs import build_graph, migrate_order
from ..errors import PlanError
from ..model.history import History
from ..model.keys import MigrationKey
from ..model.migrations import MigrationFacts
from ..model.proofs import Proof, Reuse
from ..project.protocol import View
from .basis import basis_of
from .demands import NOTHING_MORE, Demands
from .ports import Site
from .proving import Prover
from .reusing import prove_anew
from .routes import squashed
from .trials import Claim


@dataclass(frozen=True, slots=True)
class Validation:
    """The squashes that were found, and the proof of all of them together.

    Attributes:
        unprovable: squashes whose replaced files are gone, so that nothing is left to compare.
        proof: None when there is nothing to compare.
        reuse: what became of the proof that was given, if one was.
    """

    squashes: tuple[MigrationKey, ...]
    unprovable: tuple[MigrationKey, ...]
    proof: Proof | None
    reuse: Reuse | None = None


def validate(site: Site, apps: Collection[str] = (), demands: Demands = NOTHING_MORE) -> Validation:
    """Prove the first-party squashes on disk equal to what they replace.

    Args:
        site: the project.
        apps: labels; empty for all.
        demands: what the proof has to cover.

    Raises:
        PlanError: an app that does not exist, or no squash at all.
        DatabaseError: a server cannot be used.
    """
    history = site.history()
    squashes = find_squashes(history, apps)
    whole = tuple(one for one in squashes if _complete(one, history))
    unprovable = tuple(one.key for one in squashes if one not in whole)
    keys = tuple(one.key for one in whole)
    if not whole:
        return Validation(keys, unprovable, None)
    order = migrate_order(build_graph(_without(history, keys)))
    claim = Claim(
        subject=tuple(str(key) for key in keys),
        before=View(hidden=keys),
        after=View(),
        order=order,
        squashes=squashed(order, ((one.key, _originals(one, history)) for one in whole)),
        history=history,
        basis=basis_of(site, history),
        aliases=site.routed,
    )
    prover = Prover(site.process, site.commit, demands)
    proven = prove_anew(claim, demands, prover.prove)
    return Validation(keys, unprovable, proven.proof, proven.reuse)


def find_squashes(history: History, apps: Collection[str]) -> tuple[MigrationFacts, ...]:
    """The first-party migrations with `replaces`, sorted.

    Raises:
        PlanError: an app that does not exist, or no squash at all.
    """
    ours = {app.label for app in history.apps if app.first_party}
    unknown = sorted(set(apps) - ours)
    if unknown:
        raise PlanError(
            f"There is no first-party app {unknown[0]} with migrations.",
            f"Apps here: {', '.join(sorted(ours)) or 'none'}.",
        )
    wanted = set(apps) or ours
    found = [
        history.migrations[key]
        for key in sorted(history.migrations)
        if key.app in wanted and history.migrations[key].replaces
    ]
    if not found:
        raise PlanError(
            f"There is no squashed migration in {', '.join(sorted(wanted)) or 'this project'}.",
            "Make one: squashkit squash",
        )
    return tuple(found)


def _originals(squash: MigrationFacts, history: History) -> Iterator[MigrationKey]:
    """What a squash replaces; of squashes among that, what those replace."""
    for key in squash.replaces:
        inner = history.migrations.get(key)
        yield from _originals(inner, history) if inner and inner.replaces else (key,)


def _complete(squash: MigrationFacts, history: History) -> bool:
    return all(key in history.migrations for key in squash.replaces)


def _without(history: History, keys: Collection[MigrationKey]) -> History:
    return replace(
        history,
        migrations={key: one for key, one in history.migrations.items() if key not in keys},
    )
