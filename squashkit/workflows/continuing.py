"""Makes sure that a squash on disk does what the files it replaces do.

Whoever wrote it, when it becomes part of a longer squash, databases that have run it go on with the
files it replaces.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from ..analysis.continuing import moved
from ..analysis.rules.squashing import ALREADY_SQUASHED
from ..model.history import History
from ..model.plans import Bound, Plan, Reason
from ..project.protocol import CompareStates, View
from .ports import Site
from .rewriting import retargeted, view_of


def unlike_their_originals(site: Site, history: History, plan: Plan) -> Iterator[Bound]:
    """The squashes on disk that lead to other models than what they replace, as bounds.

    Args:
        site: the project.
        history: its migrations.
        plan: the segments that would continue them.
    """
    gone = moved(history, plan)
    if not gone:
        return
    edits = tuple(retargeted(history, gone, gone.keys()))
    with tempfile.TemporaryDirectory(prefix="squashkit-") as folder:
        without = view_of(edits, history, Path(folder))
        for squash, last in gone.items():
            request = CompareStates(View(), without, (squash, last))
            found = site.process.compare_states(request).differences
            if found:
                fact = f"{squash} leads to another {found[0].subject} than what it replaces."
                yield Bound(squash, Reason(ALREADY_SQUASHED.id, fact))
