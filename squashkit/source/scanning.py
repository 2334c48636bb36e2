"""The work tree on disk: its folders, its source files and the apps in it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from ..errors import ConfigurationError, HistoryError
from ..model.files import Folder, Keep, is_source
from ..model.history import App
from .packages import Finder, ProjectFiles

CI = frozenset({".github", ".gitlab", ".circleci"})
SCRIPTS = frozenset({"", ".sh", ".bash", ".yml", ".yaml", ".toml", ".cfg", ".ini", ".mk"})
PAGES = frozenset({".html", ".htm", ".txt", ".xml", ".jinja", ".jinja2", ".j2", ".json", ".md"})
DATA = frozenset({".csv", ".json", ".sql", ".tsv", ".xml", ".yaml", ".yml"})

LARGEST_TEXT = 1_000_000


class WorkTree:
    """The files on disk as a `squashkit.model.files.Tree`; the id of a content is its path.

    Args:
        root: the folder at the top.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def folders(self, keep: Keep) -> tuple[Folder, ...]:
        """Every folder in which something matters, sorted by path.

        Args:
            keep: which of a folder's files matter; it is asked about `.py` files only.
        """
        found = []
        for here, files in _walk(self.root):
            path = "" if here == self.root else here.relative_to(self.root).as_posix()
            kept = keep(path.rpartition("/")[2], {name: str(here / name) for name in files})
            if kept:
                found.append(Folder(path, kept))
        return tuple(sorted(found, key=lambda folder: folder.path))

    def folder(self, path: str) -> Folder | None:
        """One folder with all of its files, or None where there is none.

        Args:
            path: relative to the root, with slashes; empty for the root itself.
        """
        here = self.root / path
        if not here.is_dir():
            return None
        files = sorted(one for one in here.iterdir() if one.is_file())
        return Folder(path, {one.name: str(one) for one in files})

    def read(self, content: str) -> bytes:
        """What is in a file; nothing where it cannot be opened.

        Args:
            content: its path.
        """
        try:
            return Path(content).read_bytes()
        except OSError:
            return b""


def scan(root: Path, overrides: Mapping[str, str] | None = None) -> tuple[App, ...]:
    """The apps with migrations of the project in this folder, sorted by label.

    Args:
        root: the folder to scan.
        overrides: app label to the folder of its migrations, relative to `root`.

    Raises:
        ConfigurationError: an override names no migrations package.
        HistoryError: there are several projects below it, and none in it.
    """
    found = projects_on_disk(root, overrides)
    if not found:
        return ()
    if found[0].root and len(found) > 1:
        raise HistoryError(
            f"There are {len(found)} Django projects below {root}: "
            f"{', '.join(project.root for project in found)}.",
            "Run this in the folder of one of them.",
        )
    return tuple(replace(app, directory=str(root / app.directory)) for app in found[0].apps)


def projects_on_disk(
    root: Path, overrides: Mapping[str, str] | None = None
) -> tuple[ProjectFiles, ...]:
    """The Django projects below a folder, sorted by their folders.

    Args:
        root: the folder to scan.
        overrides: app label to the folder of its migrations, relative to `root`.

    Raises:
        ConfigurationError: an override names no migrations package.
    """
    finder = Finder(overrides, root.resolve().name)
    projects = finder.find(WorkTree(root))
    for label, directory in finder.misplaced(projects).items():
        raise ConfigurationError(
            f"There is no migrations package at {directory}, which [tool.squashkit] names for "
            f"{label}.",
            "Correct it in pyproject.toml.",
        )
    return projects


def source_files(root: Path) -> Iterator[Path]:
    """Every Python file below `root` that is the project's own, sorted within its folder."""
    for here, files in _walk(root):
        yield from (here / name for name in files)


def script_files(root: Path) -> Iterator[Path]:
    """Scripts, settings of tools and of CI: files without an ending, such as Makefile, too."""
    return _with_suffix(root, SCRIPTS)


def text_files(root: Path) -> Iterator[Path]:
    """The same, and templates and other pages."""
    return _with_suffix(root, SCRIPTS | PAGES)


def data_files(root: Path) -> Iterator[Path]:
    """What migrations read beside code: SQL, fixtures and tables, however large."""
    return _with_suffix(root, DATA, sys.maxsize)


def all_files(root: Path) -> Iterator[Path]:
    """Everything below `root` but what is hidden, installed, built or a cache."""
    for directory, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if _is_source(Path(directory, name)))
        yield from (Path(directory, name) for name in sorted(files))


def _with_suffix(
    root: Path, suffixes: frozenset[str], largest: int = LARGEST_TEXT
) -> Iterator[Path]:
    for directory, folders, files in os.walk(root):
        here = Path(directory)
        folders[:] = sorted(name for name in folders if name in CI or _is_source(here / name))
        for path in (here / name for name in sorted(files)):
            if path.suffix in suffixes and path.is_file() and path.stat().st_size <= largest:
                yield path


def _walk(root: Path) -> Iterator[tuple[Path, list[str]]]:
    """The project's own folders, each with its Python files."""
    for directory, folders, files in os.walk(root):
        here = Path(directory)
        folders[:] = sorted(name for name in folders if _is_source(here / name))
        yield here, sorted(name for name in files if name.endswith(".py"))


def _is_source(folder: Path) -> bool:
    # setuptools copies packages to build/, which is itself none.
    built = folder.name == "build" and not (folder / "__init__.py").exists()
    environment = (folder / "pyvenv.cfg").exists()
    return is_source(folder.name) and not built and not environment
