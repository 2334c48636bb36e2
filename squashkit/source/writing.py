"""Writes a set of files: all of them or none.

Every new text is first put beside its place under a temporary name and flushed to the disk. Then
a journal that names all of them is flushed: from that moment the change is decided. Then the
files are renamed into place and the journal is removed. A crash before the journal leaves the
tree as it was; a crash after it is completed by the next command that writes (`recover`).
"""

from __future__ import annotations

import difflib
import json
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ..errors import WriteError

JOURNAL = ".squashkit-journal.json"
SUFFIX = ".squashkit-new"


@dataclass(frozen=True, slots=True)
class FileChange:
    """What is to become of one file.

    Attributes:
        path: the file.
        text: its new text, or None to delete it.
        before: its text as it was when the change was worked out, None if it did not exist.
    """

    path: Path
    text: str | None
    before: str | None = None

    def diff(self, root: Path) -> str:
        """The change as a unified diff, paths relative to `root`."""
        name = os.path.relpath(self.path, root)
        lines = difflib.unified_diff(
            (self.before or "").splitlines(keepends=True),
            (self.text or "").splitlines(keepends=True),
            "/dev/null" if self.before is None else f"a/{name}",
            "/dev/null" if self.text is None else f"b/{name}",
        )
        return "".join(lines)


def write(changes: Sequence[FileChange], root: Path) -> None:
    """Carry out all changes, or none.

    Args:
        changes: one for each file.
        root: the project's folder, which holds the journal meanwhile.

    Raises:
        WriteError: a file appeared or changed meanwhile, or a folder cannot be written to.
    """
    recover(root)
    _refuse_surprises(changes)
    staged: list[Path] = []
    try:
        for change in changes:
            _refuse_unwritable(change.path.parent)
            if change.text is not None:
                staged.append(_stage(change.path, change.text))
        staged.append(_stage(root / JOURNAL, _journal(changes)))
        os.replace(staged[-1], root / JOURNAL)
        _flush_folder(root)
    except OSError as error:
        for path in staged:
            path.unlink(missing_ok=True)
        raise WriteError(
            f"{error.filename or root} cannot be written: {error.strerror}.",
            "Nothing was changed. Make the folder writable and run this again.",
        ) from error
    recover(root)


def recover(root: Path) -> bool:
    """Complete a change that was decided and then interrupted; says whether there was one."""
    journal = root / JOURNAL
    if not journal.exists():
        return False
    decided = json.loads(journal.read_text("utf-8"))
    for name in decided["write"]:
        with suppress(FileNotFoundError):  # renamed already, before the crash
            os.replace(name + SUFFIX, name)
    for name in decided["delete"]:
        Path(name).unlink(missing_ok=True)
    for folder in {os.path.dirname(name) for name in [*decided["write"], *decided["delete"]]}:
        _flush_folder(Path(folder))
    journal.unlink()
    _flush_folder(root)
    return True


def _journal(changes: Iterable[FileChange]) -> str:
    wanted = list(changes)
    return json.dumps(
        {
            "write": [str(change.path) for change in wanted if change.text is not None],
            "delete": [str(change.path) for change in wanted if change.text is None],
        }
    )


def _refuse_surprises(changes: Sequence[FileChange]) -> None:
    for change in changes:
        now = change.path.read_bytes().decode("utf-8") if change.path.exists() else None
        if now != change.before:
            what = "exists already" if change.before is None else "was changed meanwhile"
            raise WriteError(
                f"{change.path} {what}.", "Nothing was changed. Look at it, then run this again."
            )


def _refuse_unwritable(folder: Path) -> None:
    """A folder without any write bit is meant to stay as it is, also for root, who could."""
    if not folder.stat().st_mode & 0o222 or not os.access(folder, os.W_OK):
        raise PermissionError(13, "Permission denied", str(folder))


def _stage(path: Path, text: str) -> Path:
    staged = path.with_name(path.name + SUFFIX)
    _write_flushed(staged, text)
    return staged


def _write_flushed(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
