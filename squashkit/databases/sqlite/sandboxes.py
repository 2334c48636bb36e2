"""SQLite files that exist only while something is compared."""

from __future__ import annotations

import os
import re
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from ...errors import DatabaseError
from ...folders import temporary_folder
from ...model.schema import Look, Snapshot
from .connecting import connect_read_only
from .reading import snapshot
from .texts import look

SUFFIX = ".sqlite3"


@dataclass(frozen=True, slots=True)
class Files:
    """A directory for throw-away databases.

    Attributes:
        directory: where they are; gone when the sandbox closes.
    """

    directory: Path

    def database(self, name: str) -> str:
        """An empty database, whose file shows the name."""
        readable = re.sub(r"[^A-Za-z0-9_.]+", "-", name)
        handle, path = tempfile.mkstemp(prefix=f"{readable}-", suffix=SUFFIX, dir=self.directory)
        os.close(handle)
        return path

    def copy(self, source: str, name: str) -> str:
        """A copy of a database, which may be anywhere.

        Raises:
            sqlite3.Error: when there is no such database.
        """
        target = self.database(name)
        # Not a file copy: what is still in a write-ahead log belongs to the database too.
        with closing(connect_read_only(source)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)
        return target

    def read(self, database: str) -> Snapshot:
        """All that is in a database."""
        return snapshot(database)

    def look(self, database: str) -> Look:
        """The structure once more."""
        return look(database)


@contextmanager
def files(_: str = "") -> Iterator[Files]:
    """A new directory under the system's temporary one, removed at the end in any case."""
    with temporary_folder() as directory:
        try:
            yield Files(directory)
        except sqlite3.Error as error:
            raise DatabaseError(
                f"A throw-away database in {directory} cannot be used: {error}.",
                "Make room there, or name another folder for temporary files in TMPDIR.",
            ) from error
