"""Databases that exist only while something is compared."""

from __future__ import annotations

import os
import re
import sqlite3
import tempfile
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PREFIX = "squashkit-"
SUFFIX = ".sqlite3"


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A directory for throw-away databases.

    Attributes:
        directory: where they are; gone when the sandbox closes.
    """

    directory: Path

    def database(self, name: str) -> Path:
        """An empty SQLite database of its own, also when the name was asked for before.

        Args:
            name: what it is for; shows in the file's name.
        """
        readable = re.sub(r"[^A-Za-z0-9_.]+", "-", name)
        handle, path = tempfile.mkstemp(prefix=f"{readable}-", suffix=SUFFIX, dir=self.directory)
        os.close(handle)
        return Path(path)

    def copy(self, source: Path, name: str) -> Path:
        """A copy of a SQLite database.

        Args:
            source: the database; may be anywhere.
            name: what the copy is for.

        Raises:
            sqlite3.Error: when there is no such database.
        """
        target = self.database(name)
        # Not a file copy: what is still in a write-ahead log belongs to the database too.
        with closing(connect_read_only(source)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)
        return target


@contextmanager
def sandbox() -> Iterator[Sandbox]:
    """A new sandbox under the system's temporary directory, removed at the end in any case."""
    with tempfile.TemporaryDirectory(prefix=PREFIX) as directory:
        yield Sandbox(Path(directory))


def connect_read_only(path: Path) -> sqlite3.Connection:
    """A connection that cannot write, and does not make a file that is not there.

    Args:
        path: the SQLite database.

    Raises:
        sqlite3.Error: when there is no such file.
    """
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
