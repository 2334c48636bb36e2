"""Where the modules of a project are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from ..model.history import App
from ..source.reaching import Finder


def import_bases(root: Path, apps: Iterable[App]) -> list[Path]:
    """The folders that dotted names of the project start from, such as `src`.

    Args:
        root: the folder of `manage.py`.
        apps: those of the project, and others.
    """
    bases = [root.resolve()]
    for app in apps:
        folder = Path(app.directory).resolve()
        parts = tuple(app.module.split("."))
        if app.first_party and folder.parts[-len(parts) :] == parts:
            bases.append(folder.parents[len(parts) - 1])
    return list(dict.fromkeys(bases))


def finder(root: Path, bases: Sequence[Path], known: Mapping[str, Path]) -> Finder:
    """Finds migrations where they are, and other modules where the project's packages start.

    Args:
        root: the project's folder, from which paths are told.
        bases: folders that dotted names start from.
        known: the files of migrations, by dotted name.
    """
    top = root.resolve()

    def find(module: str) -> tuple[str, bytes] | None:
        places = [base.joinpath(*module.split(".")) for base in bases]
        files = (file for one in places for file in (_module(one), one / "__init__.py"))
        tried = (known.get(module), *files)
        path = next((one for one in tried if one is not None and one.is_file()), None)
        return None if path is None else (_short(path, top), path.read_bytes())

    return find


def _module(place: Path) -> Path:
    return place.with_name(f"{place.name}.py")


def _short(path: Path, root: Path) -> str:
    resolved = path.resolve()
    return str(resolved.relative_to(root)) if resolved.is_relative_to(root) else str(path)
