"""Databases that exist only while something is compared, on whatever engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from ..errors import DatabaseError
from ..model.schema import Look, Snapshot
from .naming import MARIADB, POSTGRESQL, scheme_of, without_password
from .servers import end_leftovers

ENGINES = ("mariadb", "mysql", "postgresql")
"""Whose servers can be started where their programs are installed."""


class Sandbox(Protocol):
    """A place for throw-away databases of one engine, which any thread may ask for."""

    def database(self, name: str) -> str:
        """An empty database of its own, also when the name was asked for before.

        Args:
            name: what it is for.

        Returns:
            its path or URL.
        """

    def copy(self, source: str, name: str) -> str:
        """A copy of one of these databases, of its structure and its rows.

        Args:
            source: the path or URL of the database; nobody is connected to it.
            name: what the copy is for.
        """

    def read(self, database: str) -> Snapshot:
        """All that is in one of these databases."""

    def look(self, database: str) -> Look:
        """The structure of one of these databases as the second observer sees it."""


@contextmanager
def sandbox(server: str = "") -> Iterator[Sandbox]:
    """A new sandbox, removed at the end in any case with all that is in it.

    Args:
        server: the URL of a server on which databases may be created; empty for SQLite. Of what it
            has already nothing is touched but throw-away databases of a run that was killed. One of
            ENGINES for a server that is started, and is gone at the end.

    Raises:
        DatabaseError: there is no such server, or its user may not create databases.
    """
    end_leftovers()
    with _url_of(server) as url, _opener(url)(url) as made:
        yield made


def demand_engine(server: str) -> None:
    """Refuse a server on which nothing can be proven, before anything takes time.

    Args:
        server: see `sandbox`.

    Raises:
        DatabaseError: it is of another engine.
    """
    if server not in ENGINES:
        _opener(server)


@contextmanager
def _url_of(server: str) -> Iterator[str]:
    """The URL of a server that is named or, by its engine alone, started."""
    if server == "postgresql":
        from .postgresql.servers import server as postgresql

        with postgresql() as url:
            yield url
    elif server == "mariadb":
        from .mariadb.servers import server as mariadb

        with mariadb() as url:
            yield url
    elif server == "mysql":
        from .mariadb.servers import mysql_server

        with mysql_server() as url:
            yield url
    else:
        yield server


def _opener(server: str) -> Callable[[str], AbstractContextManager[Sandbox]]:
    if not server:
        from .sqlite import sandboxes as files

        return files.files
    if scheme_of(server) in POSTGRESQL:
        from .postgresql import sandboxes as postgresql

        return postgresql.databases
    if scheme_of(server) in MARIADB:
        from .mariadb import sandboxes as mariadb

        return mariadb.databases
    raise DatabaseError(
        f"{without_password(server)} is no server that squashkit can prove something on.",
        "Name a URL that begins with postgresql://, mariadb:// or mysql://, or an engine to start: "
        f"{', '.join(ENGINES[:-1])} or {ENGINES[-1]}.",
    )
