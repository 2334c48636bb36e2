"""Operations that are not to be merged, since a proof has failed with them merged.

An engine may keep what a migration of the original forgot: an index that was still to come when a
field lost it, for instance. What runs as it did leaves the same behind.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from ...model.composition import Verbatim
from ...model.history import History
from ...model.keys import MigrationKey
from ...model.plans import Plan
from ...model.proofs import Proof
from ..proofs.basis import name_in

ON_PAPER = frozenset({"graph", "state"})
"""The checks that need no database; operations are only merged where the models stay the same."""


def to_keep_apart(
    root: Path, history: History, plan: Plan, proof: Proof | None
) -> tuple[Verbatim, ...]:
    """The operations that made what a squash makes otherwise, each once; steps are never merged.

    Args:
        root: the project's folder.
        history: its migrations.
        plan: what was squashed.
        proof: of that.
    """
    paths = {
        name_in(root, Path(history.migrations[key].path)): key
        for segment in plan.segments
        for key in segment.members
    }
    return tuple(dict.fromkeys(_blamed(proof, history, paths))) if proof else ()


def _blamed(
    proof: Proof, history: History, paths: Mapping[str, MigrationKey]
) -> Iterator[Verbatim]:
    for check in proof.checks:
        causes = (cause for one in check.differences for cause in one.causes)
        for cause in causes if check.name not in ON_PAPER else ():
            key = paths.get(cause.path)
            operations = history.migrations[key].operations if key else ()
            for place, operation in enumerate(operations):
                if key and operation.line == cause.line and not operation.touches_rows:
                    yield Verbatim(key, place)
