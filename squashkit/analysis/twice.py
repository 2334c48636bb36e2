"""Fields that a squash brings, and a migration behind it once more: `replaces` lacks that one.

SQLite remakes the table and takes it; other databases raise, and so does the squash on them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from ..model.history import History
from ..model.keys import MigrationKey
from ..model.migrations import MigrationFacts, OperationFacts
from ..model.schema import Difference, Layer

TWICE = "field added twice: "


def added_twice(
    history: History,
    squash: MigrationKey,
    members: Collection[MigrationKey],
    order: Iterable[MigrationKey],
) -> Iterator[Difference]:
    """Fields that an app has twice with a squash in the place of its members.

    Args:
        history: the migrations on disk; behind one that cannot be read nothing is said.
        squash: may be one that is not there yet.
        members: what it replaces.
        order: in which the originals run.
    """
    own = (squash if key in members else key for key in order if key.app == squash.app)
    first: dict[tuple[str, str], MigrationKey] = {}
    for key in dict.fromkeys(own):
        one = history.migrations.get(key)
        if one is None or one.opaque or any(map(_may_do_more, one.operations)):
            return
        for model, name in _brought(one, first):
            earlier = first[model, name]
            if squash in {key, earlier}:
                subject = f"{TWICE}{squash.app}.{model}.{name}"
                yield Difference(Layer.STRUCTURE, subject, f"by {earlier}", f"by {key} once more")


def _may_do_more(one: OperationFacts) -> bool:
    """Whether an operation has others in it, or is of the project's own making."""
    return bool(one.inner) or (one.touches_rows and one.kind not in {"RunPython", "RunSQL"})


def _brought(
    migration: MigrationFacts, first: dict[tuple[str, str], MigrationKey]
) -> Iterator[tuple[str, str]]:
    """Follow who brought each field through a migration; those that it adds once more."""
    for one in migration.operations:
        at = (one.model, one.field)
        if one.kind == "CreateModel":
            first.update(dict.fromkeys(((one.model, name) for name in one.fields), migration.key))
        elif one.kind == "AddField" and at in first:
            yield at
        elif one.kind == "AddField":
            first[at] = migration.key
        elif one.kind == "RenameField" and at in first:
            first[one.model, one.new_name] = first.pop(at)
        elif one.kind == "RemoveField":
            first.pop(at, None)
        elif one.kind in {"DeleteModel", "RenameModel"}:
            gone = {each: first.pop(each) for each in [*first] if each[0] == one.model}
            if one.new_name:
                first.update({(one.new_name.lower(), name): key for (_, name), key in gone.items()})
