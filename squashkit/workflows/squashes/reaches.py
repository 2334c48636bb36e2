"""What data steps reach, by the project's own files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from ...model.history import History
from ...model.keys import MigrationKey
from ...model.reaches import Reach
from ...source.reaching import Finder, read_reaches
from ..ports import import_bases


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
    find = _finder(root.resolve(), import_bases(root, history.apps), paths)
    found = read_reaches(read, find, history.swappable.keys())
    return tuple(found[place] for place in sorted(found))


def _finder(root: Path, bases: Sequence[Path], known: Mapping[str, Path]) -> Finder:
    """Finds migrations where they are, and other modules where the project's packages start."""

    def find(module: str) -> tuple[str, bytes] | None:
        places = [base.joinpath(*module.split(".")) for base in bases]
        files = (file for one in places for file in (_module(one), one / "__init__.py"))
        tried = (known.get(module), *files)
        path = next((one for one in tried if one is not None and one.is_file()), None)
        return None if path is None else (_short(path, root), path.read_bytes())

    return find


def _module(place: Path) -> Path:
    return place.with_name(f"{place.name}.py")


def _short(path: Path, root: Path) -> str:
    resolved = path.resolve()
    return str(resolved.relative_to(root)) if resolved.is_relative_to(root) else str(path)
