"""What a proof rests on: digests of the files involved, and the versions of what runs."""

from __future__ import annotations

import hashlib
import os
import platform
import sys
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from importlib import metadata
from pathlib import Path

from ...model.history import History
from ...model.proofs import Basis
from ...source.writing import FileChange
from ...version import __version__
from ..ports import Site
from .surroundings import surroundings


def basis_of(site: Site, history: History, changes: Collection[FileChange] = ()) -> Basis:
    """Everything that decides how a proof comes out, but for the engines.

    Installed apps are known by their migrations, since a fork or an editable checkout may say the
    version of another.

    Args:
        site: the project.
        history: its migrations, on disk or among the changes.
        changes: what the proof is of, where that is not on disk; what no process imports, such as
            `max_migration.txt`, decides nothing.
    """
    code = [one for one in changes if one.path.suffix == ".py"]
    now = _migrations(site, history)
    return Basis(
        settings=site.settings,
        versions=_versions(site, history),
        digests=dict(sorted(_after(now, code, site.root).items())),
        replaced={
            name_in(site.root, one.path): _digest(one.before.encode())
            for one in code
            if one.before is not None
        },
        installed=_installed(history),
        code=_other_files(site, history, [*now, *(name_in(site.root, one.path) for one in code)]),
    )


def _after(now: Mapping[str, str], changes: Iterable[FileChange], root: Path) -> dict[str, str]:
    """The digests as they will be."""
    found = dict(now)
    for one in changes:
        found.pop(name_in(root, one.path), None)
        if one.text is not None:
            found[name_in(root, one.path)] = _digest(one.text.encode())
    return found


def _migrations(site: Site, history: History) -> dict[str, str]:
    ours = history.ours
    paths = (Path(one.path) for key, one in history.migrations.items() if key.app in ours)
    there = (path for path in paths if path.is_file())  # others are among the changes
    return {name_in(site.root, path): _digest(path.read_bytes()) for path in there}


def _installed(history: History) -> dict[str, str]:
    return {
        app.label: _combined((Path(one.path).name, one.path) for one in history.of_app(app.label))
        for app in history.apps
        if not app.first_party
    }


def _other_files(site: Site, history: History, known: Collection[str]) -> str:
    """One digest of whatever else a migration can reach."""
    named = {name_in(site.root, path): path for path in surroundings(site.root, history)}
    return _combined((name, named[name]) for name in sorted(named.keys() - set(known)))


def _combined(files: Iterable[tuple[str, Path | str]]) -> str:
    lines = (f"{_digest(Path(path).read_bytes())}  {name}\n" for name, path in files)
    return _digest("".join(lines).encode())


def _versions(site: Site, history: History) -> dict[str, str]:
    own = {
        "Python": platform.python_version(),
        "Django": site.django,
        "squashkit": __version__,
    }
    return own | dict(_imported(history))


def _imported(history: History) -> Iterator[tuple[str, str]]:
    """The packages that migrations of the project import, with their versions."""
    labels = history.ours
    modules = {
        name.partition(".")[0]
        for key, one in history.migrations.items()
        if key.app in labels
        for name in one.imports
    }
    wanted = modules - sys.stdlib_module_names - {"", "django"}
    providers = _providers() if wanted else {}
    for name in sorted({name for module in wanted for name in providers.get(module, ())}):
        yield name, metadata.version(name)


def _providers() -> Mapping[str, set[str]]:
    """Top-level modules to the packages that bring them.

    `packages_distributions` knows only packages with a `top_level.txt` until Python 3.11, and takes
    seconds where there are many files.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for package in metadata.distributions():
        name = package.metadata["Name"]  # read anew each time that it is asked for
        for module in _modules(package):
            found[module].add(name)
    return found


def _modules(package: metadata.Distribution) -> set[str]:
    """The top-level modules of a package, as it declares them or as its files lie."""
    if declared := package.read_text("top_level.txt"):
        return set(declared.split())
    files = (package.read_text("RECORD") or "").splitlines()
    return {file.partition(",")[0].partition("/")[0].removesuffix(".py") for file in files}


def name_in(root: Path, path: Path) -> str:
    """The path from the project's folder, the same on every machine.

    Args:
        root: the project's folder.
        path: a file.
    """
    return Path(os.path.relpath(path.resolve(), root.resolve())).as_posix()


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
