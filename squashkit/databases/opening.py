"""Any database that a user can name: a SQLite file or a URL."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

from ..errors import DatabaseError
from ..model.schema import Snapshot
from .naming import MARIADB, POSTGRESQL, scheme_of, without_password


def read_database(named: str) -> Snapshot:
    """All that is in a database, its structure read by both observers; it is only read.

    Args:
        named: the path of a SQLite file, `sqlite:///path`, or a URL such as
            `postgresql://user@host/name` or `mysql://user@host/name`.

    Raises:
        DatabaseError: there is no such database, or nobody here reads its kind.
    """
    scheme = scheme_of(named)
    if scheme in POSTGRESQL:
        from . import postgresql

        return replace(postgresql.snapshot(named), second=postgresql.look(named))
    if scheme in MARIADB:
        from . import mariadb

        return replace(mariadb.snapshot(named), second=mariadb.look(named))
    if scheme not in {"", "sqlite"}:
        raise DatabaseError(
            f"{without_password(named)} is of a kind that squashkit does not read.",
            "Name a SQLite file, or a URL that begins with sqlite:///, postgresql://, mariadb:// "
            "or mysql://",
        )
    return _read_file(Path(unquote(named.partition(":///")[2]) if scheme else named))


def _read_file(path: Path) -> Snapshot:
    from .sqlite import look, snapshot

    if not path.exists():
        raise DatabaseError(
            f"There is no file {path}.",
            "Name one that is there. That of an alias is made by: python manage.py migrate",
        )
    try:
        return replace(snapshot(path), second=look(path))
    except sqlite3.Error as error:
        raise DatabaseError(
            f"{path} cannot be read as a SQLite database: {error}.",
            "Name the file as it is, or after sqlite:/// with three slashes.",
        ) from error
