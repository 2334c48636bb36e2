"""A connection that reads a SQLite database."""

from __future__ import annotations

import sqlite3
from pathlib import Path


def connect_read_only(path: str | Path) -> sqlite3.Connection:
    """A connection that cannot write, and does not make a file that is not there.

    Args:
        path: the SQLite database.

    Raises:
        sqlite3.Error: when there is no such file.
    """
    return sqlite3.connect(f"{Path(path).resolve().as_uri()}?mode=ro", uri=True)
