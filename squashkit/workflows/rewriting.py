"""Changes of migrations that are on disk already: what depends on files that go."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from ..model.history import History
from ..model.keys import MigrationKey
from ..model.plans import Plan
from ..project.protocol import Changed, Overlay, View
from ..source.splicing import retarget
from ..source.writing import FileChange
from .modules import import_bases
from .referring import utf8_text

NEWEST = "max_migration.txt"
"""Where django-linear-migrations keeps the name of an app's last migration."""


def retargeted(
    history: History,
    targets: Mapping[MigrationKey, MigrationKey],
    gone: Collection[MigrationKey],
    texts: Mapping[Path, str | None] = MappingProxyType({}),
) -> Iterator[FileChange]:
    """First-party files in which a dependency on one migration becomes one on another.

    Args:
        history: the migrations.
        targets: what is named now, to what is to be named.
        gone: files that are deleted.
        texts: of files that are to be written, and are not yet.

    Raises:
        HistoryError: a file that is not UTF-8.
    """
    ours = history.ours
    for key, migration in sorted(history.migrations.items()):
        if key.app in ours:
            path = Path(migration.path)
            before = texts.get(path) or utf8_text(path)
            after = None if key in gone else retarget(before, targets)
            if after != before:
                yield FileChange(path, after, before)


def newest(history: History, plan: Plan) -> Iterator[FileChange]:
    """`max_migration.txt` of each app whose last migration becomes part of a squash.

    Args:
        history: the migrations.
        plan: what is squashed.
    """
    return max_migration(history, {one.members[-1]: one.key for one in plan.segments})


def max_migration(
    history: History, heir_of: Mapping[MigrationKey, MigrationKey]
) -> Iterator[FileChange]:
    """`max_migration.txt` where it names a migration for which another one stands.

    django-linear-migrations keeps the name of an app's last migration there, so that git sees two
    branches that add one.

    Args:
        history: the migrations.
        heir_of: migrations that go or are replaced, to what stands for them.
    """
    for app in history.apps:
        path = Path(app.directory) / NEWEST
        before = utf8_text(path) if path.is_file() else ""
        heir = heir_of.get(MigrationKey(app.label, before.strip()))
        if heir:
            yield FileChange(path, f"{heir.name}\n", before)


def view_of(root: Path, changes: Sequence[FileChange], history: History, folder: Path) -> View:
    """The project as it would be after the changes.

    Args:
        root: the project's folder.
        changes: files that come, are rewritten, or go.
        history: the migrations, also those that come.
        folder: where texts are put to be loaded; it is made.
    """
    keys = {migration.path: key for key, migration in history.migrations.items()}
    modules = {app.label: app.module for app in history.apps}
    bases = import_bases(root, history.apps)
    added, changed = [], []
    folder.mkdir(exist_ok=True)
    for number, change in enumerate(one for one in changes if one.text is not None):
        source, path = folder / f"changed-{number}.py", str(change.path)
        source.write_text(change.text or "", "utf-8")
        if path in keys:
            key = keys[path]
            module = f"{modules[key.app]}.{key.name}"
            added.append(Overlay(key, module, str(source), path))
        else:
            names = _modules(change.path, bases)
            changed += [Changed(name, str(source), path) for name in names]
    gone = (str(change.path) for change in changes if change.text is None)
    return View(tuple(added), tuple(keys[path] for path in gone if path in keys), tuple(changed))


def _modules(path: Path, bases: Sequence[Path]) -> Iterator[str]:
    """The dotted names by which a file can be imported."""
    for base in bases:
        if path.suffix == ".py" and path.resolve().is_relative_to(base):
            parts = path.resolve().relative_to(base).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
