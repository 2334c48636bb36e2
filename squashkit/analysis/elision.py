"""Which steps a squash may leave out: those that cannot meet a row."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.composition import Verbatim
from ..model.history import History
from ..model.plans import Segment


def elided(history: History, segment: Segment) -> Iterator[Verbatim]:
    """The steps whose author calls them elidable and that only ask for the app's own models.

    The author's word alone is not enough: a segment in the middle of an app's history meets
    tables with rows, and a step that reads another app's rows may fill its own tables from them
    (design section 3, condition 6, and section 4). A table that arrives by
    SeparateDatabaseAndState may have rows too.
    """
    members = [history.migrations[key] for key in segment.members]
    kinds = {operation.kind for migration in members for operation in migration.operations}
    if not segment.initial or "SeparateDatabaseAndState" in kinds:
        return
    for migration in members:
        for index, operation in enumerate(migration.operations):
            if operation.elidable and operation.touched_apps == {segment.key.app}:
                yield Verbatim(migration.key, index)
