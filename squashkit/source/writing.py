"""Writes a set of files: all of them or none.

A journal names the files. While it says "staging", every new text is put beside its place under a
temporary name and flushed to the disk. Then the journal says "decided", and the files are renamed
into place and the journal is removed. `recover`, which every command that writes runs first, takes
an interrupted change back while it was staging and completes it when it was decided.
"""

from __future__ import annotations

import difflib
import json
import os
import shutil
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
    _refuse_outside(changes, root)
    _refuse_surprises(changes)
    try:
        _note(root, "staging", changes)
        for change in changes:
            _refuse_unwritable(change.path.parent)
            if change.before is not None:
                _refuse_unwritable(change.path)
            if change.text is not None:
                _write_flushed(_staged(str(change.path)), change.text)
                if change.path.exists():
                    shutil.copymode(change.path, _staged(str(change.path)))
        _note(root, "decided", changes)
    except OSError as error:
        recover(root)
        raise WriteError(
            f"{error.filename or root} cannot be written: {error.strerror}.",
            "Nothing was changed. Make it writable and run this again.",
        ) from error
    recover(root)


def take_back(changes: Sequence[FileChange], root: Path) -> None:
    """Put everything back as it was before changes that were carried out.

    Args:
        changes: what was done; somebody, such as a hook of git, may have changed the files since.
        root: as for `write`.

    Raises:
        WriteError: a folder cannot be written to.
    """
    write([FileChange(one.path, one.before, _now(one.path)) for one in changes], root)


def recover(root: Path) -> bool:
    """Settle a change that was interrupted; says whether one was completed."""
    journal = root / JOURNAL
    _staged(str(journal)).unlink(missing_ok=True)
    if not journal.exists():
        return False
    noted = _noted(journal)
    decided = noted["state"] == "decided"
    if decided:
        _complete(noted["write"], noted["delete"])
    else:
        for name in noted["write"]:
            _staged(name).unlink(missing_ok=True)
    journal.unlink()
    _flush_folder(root)
    return bool(decided)


def _noted(journal: Path) -> dict[str, Any]:
    """What the journal says, if it can be one of ours: it names files of the project alone."""
    try:
        noted = json.loads(journal.read_text("utf-8"))
        inside = journal.parent.resolve()
        names = [*noted["write"], *noted["delete"]]
        if noted["state"] and all(Path(name).resolve().is_relative_to(inside) for name in names):
            return dict(noted)
    except (ValueError, KeyError, TypeError) as error:
        raise _not_ours(journal) from error
    raise _not_ours(journal)


def _not_ours(journal: Path) -> WriteError:
    return WriteError(
        f"{journal} is not a journal of squashkit.", "Look at it, and remove it if you may."
    )


def _refuse_outside(changes: Sequence[FileChange], root: Path) -> None:
    for change in changes:
        if not change.path.resolve().is_relative_to(root.resolve()):
            raise WriteError(
                f"{change.path} is outside the project's folder {root}.",
                "Work on a copy of that app within the project.",
            )


def _complete(write: Iterable[str], delete: Iterable[str]) -> None:
    for name in write:
        with suppress(FileNotFoundError):  # renamed already, before the crash
            os.replace(_staged(name), name)
    for name in delete:
        Path(name).unlink(missing_ok=True)
    for folder in {os.path.dirname(name) for name in [*write, *delete]}:
        _flush_folder(Path(folder))


def _note(root: Path, state: str, changes: Sequence[FileChange]) -> None:
    """Keep the journal: a rename, so that it is never half written."""
    noted = {
        "state": state,
        "write": [str(change.path) for change in changes if change.text is not None],
        "delete": [str(change.path) for change in changes if change.text is None],
    }
    journal = root / JOURNAL
    _write_flushed(_staged(str(journal)), json.dumps(noted))
    os.replace(_staged(str(journal)), journal)
    _flush_folder(root)


def _staged(name: str) -> Path:
    return Path(name + SUFFIX)


def _refuse_surprises(changes: Sequence[FileChange]) -> None:
    for change in changes:
        if _now(change.path) != change.before:
            what = "exists already" if change.before is None else "was changed meanwhile"
            raise WriteError(
                f"{change.path} {what}.", "Nothing was changed. Look at it, then run this again."
            )


def _now(path: Path) -> str | None:
    return path.read_bytes().decode("utf-8") if path.exists() else None


def _refuse_unwritable(place: Path) -> None:
    """What has no write bit at all is meant to stay as it is, also for root, who could."""
    if not place.stat().st_mode & 0o222 or not os.access(place, os.W_OK):
        raise PermissionError(13, "Permission denied", str(place))


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
