"""Reads the migrations of whole apps from the work tree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from ..errors import HistoryError
from ..model.history import App, History
from ..model.keys import MigrationKey
from ..model.migrations import MigrationFacts
from .reading import faults, read_migration


def read_history(apps: Iterable[App], swappable: Mapping[str, str]) -> History:
    """Read every migration file of these apps.

    Args:
        apps: where the files are.
        swappable: what swappable settings name, setting to app label.

    Raises:
        HistoryError: files that are not valid Python, all of them in one message.
    """
    ordered = tuple(sorted(apps))
    migrations: dict[MigrationKey, MigrationFacts] = {}
    errors: list[HistoryError] = []
    for app in ordered:
        for path in migration_files(Path(app.directory)):
            key = MigrationKey(app.label, path.stem)
            try:
                migrations[key] = read_migration(key, path.read_bytes(), str(path))
            except HistoryError as error:
                errors.append(error)
    if errors:
        raise faults(errors)
    return History(ordered, migrations, swappable)


def migration_files(directory: Path) -> list[Path]:
    """The files that Django takes for migrations: modules whose name starts with neither _ nor ~.

    The rule of `MigrationLoader.load_disk` in django/db/migrations/loader.py.
    """
    return sorted(path for path in directory.glob("*.py") if path.name[0] not in "_~.")
