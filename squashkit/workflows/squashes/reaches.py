"""What data steps reach, by the project's own files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ...model.history import History
from ...model.keys import MigrationKey
from ...model.reaches import Reach
from ...source.reaching import read_reaches
from ..modules import finder, import_bases


def reaches_of(root: Path, history: History, keys: Iterable[MigrationKey]) -> tuple[Reach, ...]:
    """Read the code of every data step of these migrations, and all that it calls in the project.

    Args:
        root: the project's folder.
        history: its migrations.
        keys: those to read.
    """
    modules = {app.label: app.module for app in history.apps}
    read = {f"{modules[key.app]}.{key.name}": history.migrations[key] for key in keys}
    paths = {name: Path(facts.path) for name, facts in read.items()}
    find = finder(root, import_bases(root, history.apps), paths)
    found = read_reaches(read, find, history.swappable.keys())
    return tuple(found[place] for place in sorted(found))
