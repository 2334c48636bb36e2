"""Why a proof does not hold: which operation, in which file, made the sides what they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from ...analysis.causes import Side, causes_of
from ...analysis.graphs import build_graph, migrate_order
from ...analysis.hints import hint_for
from ...errors import HistoryError, ProjectError
from ...model.history import History
from ...model.keys import MigrationKey
from ...model.migrations import MigrationFacts
from ...model.proofs import Check, Proof
from ...model.schema import Difference
from ...project.process import ProjectProcess
from ...project.protocol import NameTables, View
from ...source.reading import read_migration
from .basis import name_in
from .claims import Claim


def explained(proof: Proof, claim: Claim, process: ProjectProcess) -> Proof:
    """The proof with the causes of its differences, the smallest first, and with hints.

    Args:
        proof: of the claim.
        claim: what was to be proven.
        process: the project's own Django.
    """
    if proof.holds:
        return proof
    try:
        names = process.name_tables(NameTables((claim.before, claim.after))).names
    except ProjectError:  # a graph that does not load: that is what the proof says
        names = {}
    before, after = (
        Side(_running(claim.history, view, process.root)) for view in (claim.before, claim.after)
    )

    def caused(one: Difference) -> Difference:
        return replace(one, causes=causes_of(one, before, after, names))

    checks = tuple(_ordered(check, map(caused, check.differences)) for check in proof.checks)
    return replace(proof, checks=checks)


def _ordered(check: Check, differences: Iterable[Difference]) -> Check:
    found = replace(check, differences=tuple(sorted(differences, key=_weight)))
    return found if found.holds else replace(found, hint=hint_for(found))


def _weight(one: Difference) -> tuple[int, bool, int, str]:
    """What matters most, then what is known best, then the smallest."""
    size = len(one.before) + len(one.after)
    return one.layer.rank, not one.causes, size, one.title


def _running(history: History, view: View, root: Path) -> Sequence[MigrationFacts]:
    """The migrations of a view in the order in which they run on an empty database."""
    added = {
        one.key: read_migration(one.key, Path(one.source).read_bytes(), one.path)
        for one in view.added
    }
    shown = {
        key: replace(one, path=name_in(root, Path(one.path)))
        for key, one in {**history.migrations, **added}.items()
        if key not in view.hidden
    }
    return [shown[key] for key in _order(replace(history, migrations=shown))]


def _order(history: History) -> tuple[MigrationKey, ...]:
    try:
        return migrate_order(build_graph(history))
    except HistoryError:  # that, too, is a finding of the proof
        return ()
