"""Models that the original renames and a squash does not: their content types stay behind.

Django renames the content type where a plan has a `RenameModel` among the operations of a migration
itself (django/contrib/contenttypes/management/__init__.py); generic relations and permissions hang
on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..model.history import History
from ..model.keys import MigrationKey
from ..model.migrations import MigrationFacts, ModelName, OperationFacts
from ..model.schema import Difference, Layer

CONTENT_TYPES = "contenttypes"
CONTENT_TYPE = "content type of "


def lost_renames(
    history: History, squash: MigrationKey, members: Iterable[MigrationKey]
) -> Iterator[Difference]:
    """Models that were there before a squash and have another name after it.

    Args:
        history: the migrations on disk.
        squash: may be one that is not there yet; of that, of what cannot be read, and of one whose
            own steps ask for content types, nothing is said.
        members: what it replaces, in order.
    """
    there, labels = history.migrations, {app.label for app in history.apps}
    replaced = [there[key] for key in members if key in there]
    readable = squash in there and not any(one.opaque for one in (there[squash], *replaced))
    if not readable or CONTENT_TYPES not in labels or _asks_for_them(there[squash]):
        return
    before, after = _renamed(replaced), _renamed([there[squash]])
    for old, new in before.items():
        if after.get(old) != new:
            subject = f"{CONTENT_TYPE}{old} in databases before {squash}"
            yield Difference(Layer.ROWS, subject, f"becomes that of {new}", "stays")


def _asks_for_them(squash: MigrationFacts) -> bool:
    asked = (model for one in squash.operations for model in one.asks)
    return any(model.app == CONTENT_TYPES for model in asked)


def _renamed(migrations: Iterable[MigrationFacts]) -> dict[ModelName, ModelName]:
    """Old names to new ones, of models that were there before."""
    new, found = set[ModelName](), dict[ModelName, ModelName]()
    for app, one, outermost in _operations(migrations):
        model = ModelName(app, one.model)
        first = next((old for old, name in found.items() if name == model), model)
        if one.kind == "CreateModel":
            new.add(model)
        elif one.kind == "DeleteModel":
            new.discard(model)
            found.pop(first, None)
        elif one.kind == "RenameModel" and model in new:
            new = {*new - {model}, ModelName(app, one.new_name.lower())}
        elif one.kind == "RenameModel" and outermost:
            found[first] = ModelName(app, one.new_name.lower())
    return {old: name for old, name in found.items() if old != name}


def _operations(
    migrations: Iterable[MigrationFacts],
) -> Iterator[tuple[str, OperationFacts, bool]]:
    """With their app, and whether Django sees them; those of the state alone are within others."""
    for migration in migrations:
        for one in migration.operations:
            yield migration.key.app, one, True
            yield from ((migration.key.app, inner, False) for inner in one.inner)
