"""Makes sure that a squash on disk does what the files it replaces do.

Whoever wrote it, when it becomes part of a longer squash, databases that have run it go on with the
files it replaces.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ...analysis.blame import first_differences
from ...analysis.continuing import moved
from ...analysis.graphs import build_graph, migrate_order
from ...analysis.rules.squashing import ALREADY_SQUASHED
from ...folders import temporary_folder
from ...model.history import History
from ...model.keys import MigrationKey
from ...model.plans import Bound, Plan, Reason
from ...model.proofs import Proof
from ...model.schema import Difference
from ...project.protocol import GoOn
from ..ports import Site
from ..proofs.basis import name_in
from ..rewriting import retargeted, view_of
from .reaches import reaches_of


def unlike_their_originals(site: Site, history: History, plan: Plan) -> Iterator[Bound]:
    """The squashes on disk that lead to other models than what they replace, as bounds.

    Where later migrations settle the difference, they are none.

    Args:
        site: the project.
        history: its migrations.
        plan: the segments that would continue them.
    """
    gone = moved(history, plan)
    if not gone:
        return
    edits = tuple(retargeted(history, gone, gone.keys()))
    order = migrate_order(build_graph(history))
    with temporary_folder() as folder:
        originals = view_of(site.root, edits, history, folder)
        reaches = reaches_of(site.root, history, history.migrations.keys() - gone.keys())
        request = GoOn(originals, order, tuple(gone), reaches)
        for parted in site.process.go_on(request):
            yield Bound(parted.squash, Reason(ALREADY_SQUASHED.id, parted.fact))


def left_alone(root: Path, history: History, plan: Plan, proof: Proof | None) -> tuple[Bound, ...]:
    """The squashes on disk to try without, as a proof has failed in their apps; as bounds.

    With a longer squash begun, a database runs what the one on disk replaces instead of it. The one
    to blame made what differs; where none is known to, it is the last of each longer one, since
    before the first is an empty database.

    Args:
        root: the project's folder.
        history: its migrations.
        plan: what was squashed.
        proof: of that.
    """
    if proof is None or proof.holds:
        return ()
    found = first_differences(proof, plan)
    bounds = []
    for app, (_, unlike) in found.items():
        longer = [one for one in plan.segments if one.key.app == app and one.continues]
        made = [key for one in longer for key in one.continues if _made(root, history, key, unlike)]
        last = made[-1:] or [one.continues[-1] for one in longer]
        bounds += [Bound(key, _unproven(key, unlike)) for key in last]
    return tuple(bounds)


def _made(root: Path, history: History, key: MigrationKey, unlike: Difference) -> bool:
    path = name_in(root, Path(history.migrations[key].path))
    return any(cause.path == path for cause in unlike.causes)


def _unproven(squash: MigrationKey, unlike: Difference) -> Reason:
    what = unlike.subject
    fact = f"{squash} makes another database than what it replaces: other {what}."
    return Reason(ALREADY_SQUASHED.id, fact)
