"""Models that the original renames and a squash does not: their content types stay behind.

Django renames the content type where a plan has a `RenameModel` among the operations of a migration
(django/contrib/contenttypes/management/__init__.py); generic relations and permissions hang on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..model.history import History
from ..model.keys import MigrationKey
from ..model.migrations import OperationFacts
from ..model.schema import Difference, Layer

CONTENT_TYPES = "contenttypes"
CONTENT_TYPE = "content type of "


def lost_renames(
    history: History, squash: MigrationKey, members: Iterable[MigrationKey]
) -> Iterator[Difference]:
    """Models that were there before a squash and have another name after it.

    Args:
        history: the migrations on disk.
        squash: may be one that is not there yet; of that, and of what cannot be read, nothing is
            said.
        members: what it replaces, in order.
    """
    there, labels = history.migrations, {app.label for app in history.apps}
    replaced = [there[key] for key in members if key in there]
    readable = squash in there and not any(one.opaque for one in (there[squash], *replaced))
    if not readable or CONTENT_TYPES not in labels:
        return
    before = _renamed(one for each in replaced for one in each.operations)
    after = _renamed(there[squash].operations)
    for old, new in before.items():
        if after.get(old) != new:
            subject = f"{CONTENT_TYPE}{squash.app}.{old} in databases before {squash}"
            yield Difference(Layer.ROWS, subject, f"becomes that of {squash.app}.{new}", "stays")


def _renamed(operations: Iterable[OperationFacts]) -> dict[str, str]:
    """Old names to new ones, of models that were there before."""
    new, found = set[str](), dict[str, str]()
    for one in operations:
        if one.kind == "CreateModel":
            new.add(one.model)
        elif one.kind == "RenameModel" and one.model in new:
            new.add(one.new_name.lower())
        elif one.kind == "RenameModel":
            first = next((old for old, name in found.items() if name == one.model), one.model)
            found[first] = one.new_name.lower()
        elif one.kind == "DeleteModel":
            found = {old: name for old, name in found.items() if name != one.model}
    return {old: name for old, name in found.items() if old != name}
