"""What data steps reach, by the project's own files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ..model.history import History
from ..model.keys import MigrationKey
from ..model.reaches import Reach
from ..source.reaching import Finder, read_reaches


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
    found = read_reaches(read, _finder(root.resolve(), paths), history.swappable.keys())
    return tuple(found[place] for place in sorted(found))


def _finder(root: Path, known: dict[str, Path]) -> Finder:
    """Finds migrations where they are, and other modules below the project's folder."""

    def find(module: str) -> tuple[str, bytes] | None:
        base = root.joinpath(*module.split("."))
        tried = (known.get(module), base.with_name(f"{base.name}.py"), base / "__init__.py")
        path = next((one for one in tried if one is not None and one.is_file()), None)
        return None if path is None else (_short(path, root), path.read_bytes())

    return find


def _short(path: Path, root: Path) -> str:
    resolved = path.resolve()
    return str(resolved.relative_to(root)) if resolved.is_relative_to(root) else str(path)
