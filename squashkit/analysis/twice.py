"""Fields that a squash brings, and a migration behind it once more: `replaces` lacks that one.

SQLite remakes the table and takes it; other databases raise, and so does the squash on them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from ..model.history import History
from ..model.keys import MigrationKey
from ..model.migrations import MigrationFacts, ModelName, OperationFacts
from ..model.schema import Difference, Layer

TWICE = "field added twice: "
Field = tuple[ModelName, str]
Doubled = tuple[ModelName, str, MigrationKey, MigrationKey]


def added_twice(
    history: History,
    squashes: Collection[MigrationKey],
    original: Iterable[MigrationKey],
    order: Iterable[MigrationKey],
) -> Iterator[Difference]:
    """Fields that come twice with squashes, and do not without.

    Args:
        history: the migrations on disk; of an app nothing is said behind one that cannot be read.
        squashes: may be some that are not there yet.
        original: what runs without them, in order.
        order: what runs with them.
    """
    before = {(model, name) for model, name, _, _ in _twice(history, original)}
    for model, name, first, again in _twice(history, order):
        if (model, name) not in before and {first, again} & {*squashes}:
            subject = f"{TWICE}{model}.{name}"
            yield Difference(Layer.STRUCTURE, subject, f"by {first}", f"by {again} once more")


def _twice(history: History, order: Iterable[MigrationKey]) -> Iterator[Doubled]:
    """Fields that are added although they are there, with who brought them first and again."""
    first: dict[Field, MigrationKey] = {}
    unread = set[str]()
    for key in order:
        one = history.migrations.get(key)
        if one is None or one.opaque or any(map(_may_do_more, one.operations)):
            unread.add(key.app)
        elif key.app not in unread:
            for at in _brought(one, first):
                yield *at, first[at], key


def _may_do_more(one: OperationFacts) -> bool:
    """Whether an operation has others in it, or is of the project's own making."""
    return bool(one.inner) or (one.touches_rows and one.kind not in {"RunPython", "RunSQL"})


def _brought(migration: MigrationFacts, first: dict[Field, MigrationKey]) -> Iterator[Field]:
    """Follow who brought each field through a migration; those that it adds once more."""
    app = migration.key.app
    for one in migration.operations:
        model = ModelName(app, one.model)
        at = (model, one.field)
        if one.kind == "CreateModel":
            first.update(dict.fromkeys(((model, name) for name in one.fields), migration.key))
        elif one.kind == "AddField" and at in first:
            yield at
        elif one.kind == "AddField":
            first[at] = migration.key
        elif one.kind == "RenameField" and at in first:
            first[model, one.new_name] = first.pop(at)
        elif one.kind == "RemoveField":
            first.pop(at, None)
        elif one.kind in {"DeleteModel", "RenameModel"}:
            gone = {each: first.pop(each) for each in [*first] if each[0] == model}
            if one.new_name:
                new = ModelName(app, one.new_name.lower())
                first.update({(new, name): key for (_, name), key in gone.items()})
