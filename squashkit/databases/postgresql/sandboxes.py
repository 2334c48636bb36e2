"""PostgreSQL databases that exist only while something is compared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ...errors import DatabaseError
from ...model.schema import Look, Snapshot
from ..naming import with_name, without_password
from ..refusing import broke_off
from ..throwaways import Run, dropped_at_the_end, leftovers
from .connecting import connect, first_line
from .dumps import look
from .reading import snapshot

if TYPE_CHECKING:
    import psycopg

# Other users' databases are theirs to drop, and of their sessions one sees no names.
OURS = "SELECT datname FROM pg_database WHERE pg_get_userbyid(datdba) = current_user"
SESSIONS = "SELECT application_name FROM pg_stat_activity WHERE usename = current_user"
MISSING = re.compile(r'database "[^"]*" does not exist')
NO_RIGHT = "Let its user create databases (ALTER USER ... CREATEDB), or name another user."


class Databases:
    """Throw-away databases on a server.

    Args:
        url: of the server.
        connection: to a database of the server that stays; it commits each statement.
        run: names the databases.
    """

    def __init__(self, url: str, connection: psycopg.Connection[Any], run: Run) -> None:
        self.url = url
        self.connection = connection
        self.run = run

    def database(self, _: str) -> str:
        """An empty database."""
        return self._create("")

    def copy(self, source: str, _: str) -> str:
        """A copy of a database, which the server makes file by file."""
        return self._create(f' TEMPLATE "{urlsplit(source).path[1:]}"')

    def read(self, database: str) -> Snapshot:
        """All that is in a database."""
        return snapshot(database)

    def look(self, database: str) -> Look:
        """The structure once more."""
        return look(database)

    def _create(self, template: str) -> str:
        import psycopg

        name = self.run.another()
        try:
            self.connection.execute(f'CREATE DATABASE "{name}"{template}')
        except psycopg.Error as error:
            self.run.databases.remove(name)
            denied = isinstance(error, psycopg.errors.InsufficientPrivilege)
            raise DatabaseError(
                f"{without_password(self.url)} makes no throw-away database: {first_line(error)}",
                NO_RIGHT if denied else "",
            ) from error
        return with_name(self.url, name)

    def drop(self, names: list[str]) -> None:
        """Drop databases, also where a job of a run that was killed still has a connection."""
        for name in names:
            self.connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@contextmanager
def databases(url: str) -> Iterator[Databases]:
    """A new sandbox on a server; what it made is dropped at the end in any case.

    Args:
        url: of the server, or of any database there, which is only connected to, if it exists.
    """
    run, start = Run(), _start(url)
    with closing(connect(start, autocommit=True)) as connection:
        import psycopg

        try:
            # By this name other runs see that this one is alive.
            connection.execute("SELECT set_config('application_name', %s, false)", (run.name,))
            made = Databases(url, connection, run)
            with dropped_at_the_end(made, _left(connection)):
                yield made
        except psycopg.Error as error:
            with suppress(DatabaseError, psycopg.Error), connect(start, autocommit=True) as again:
                Databases(url, again, run).drop(run.databases)
            raise broke_off(url, first_line(error)) from error


def _start(url: str) -> str:
    """A database to connect to: PostgreSQL takes no connection to none."""
    default = with_name(url, "postgres")
    if not urlsplit(url).path.strip("/"):
        return default
    try:
        connect(url).close()
    except DatabaseError as error:
        if not MISSING.search(error.fact):
            raise
        return default
    return url


def _left(connection: psycopg.Connection[Any]) -> list[str]:
    alive = {row["application_name"] for row in connection.execute(SESSIONS)}
    ours = [row["datname"] for row in connection.execute(OURS)]
    return leftovers(ours, alive.__contains__)
