"""Makes sure that a squash on disk does what the files it replaces do.

Whoever wrote it, when it becomes part of a longer squash, databases that have run it go on with the
files it replaces.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ...analysis.blame import first_differences, without_start
from ...analysis.continuing import moved
from ...analysis.graphs import build_graph, migrate_order
from ...analysis.rules.squashing import ALREADY_SQUASHED
from ...folders import temporary_folder
from ...model.history import History
from ...model.keys import MigrationKey
from ...model.plans import Bound, Plan, Reason, Segment
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

    With a longer squash begun, a database runs what the one on disk replaces instead of it.

    Args:
        root: the project's folder.
        history: its migrations.
        plan: what was squashed.
        proof: of that.
    """
    if proof is None or proof.holds:
        return ()
    found = first_differences(proof, plan)
    unproven = (
        (one, found[one.key.app][1])
        for one in plan.segments
        if one.continues and one.key.app in found
    )
    return tuple(_bound(root, history, *one) for one in unproven)


def _bound(root: Path, history: History, segment: Segment, unlike: Difference) -> Bound:
    """The squash that made what differs, or the last: before the first is an empty database."""
    made = {cause.path for cause in unlike.causes}
    paths = {key: name_in(root, Path(history.migrations[key].path)) for key in segment.continues}
    named = [key for key in segment.continues if paths[key] in made]
    stays = (named or segment.continues)[-1]
    return Bound(stays, _unproven(stays, unlike))


def _unproven(squash: MigrationKey, unlike: Difference) -> Reason:
    what = without_start(unlike.subject)
    fact = f"{squash} makes another database than what it replaces: other {what}."
    return Reason(ALREADY_SQUASHED.id, fact)
