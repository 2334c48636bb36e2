"""The files that a migration may reach, beside other migrations: a step can read any of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from ...git.worktree import files_in
from ...model.history import History
from ...reporting.documents import is_document
from ...source.scanning import all_files, data_files, source_files

SQLITE = b"SQLite format 3\0"
UNREAD = frozenset({"max_migration.txt"})
"""What a squash rewrites, and no process imports."""


def surroundings(root: Path, history: History) -> Iterator[Path]:
    """Files of the project and its apps, each once, in no order.

    Args:
        root: the project's folder.
        history: its migrations.
    """
    apps = {Path(one.directory).resolve().parent for one in history.apps if one.first_party}
    found = {path for folder in {root.resolve(), *apps} for path in source_files(folder)}
    found.update(_known(root.resolve(), others=False))
    for folder in apps:
        found.update(_known(folder, others=True))
        # Git may ignore what is too large for it.
        found.update(data_files(folder))
    return (path for path in found if path.name not in UNREAD and _decides(path))


def _known(folder: Path, *, others: bool) -> Iterable[Path]:
    """What git knows; outside git whatever is there but databases, which each `migrate` changes."""
    known = files_in(folder, others=others)
    if known is None:
        return (path for path in all_files(folder) if path.is_file() and not _is_database(path))
    return known


def _decides(path: Path) -> bool:
    """Whether it is a file, which the lock of an editor is not, and none of our own reports.

    The proof that is kept there would never match.
    """
    return path.is_file() and not (path.suffix == ".json" and is_document(path.read_bytes()))


def _is_database(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(SQLITE)) == SQLITE
