"""MariaDB and MySQL databases that exist only while something is compared."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING, Any

from ...errors import DatabaseError
from ...model.schema import Look, Snapshot
from ..naming import with_name, without_password
from ..refusing import broke_off
from ..throwaways import Run, dropped_at_the_end, leftovers
from .connecting import ask, connect, quoted
from .copying import copy_database
from .dumps import look
from .reading import snapshot

if TYPE_CHECKING:
    import pymysql

# https://mariadb.com/kb/en/mariadb-error-code-reference/: of a database, and of any statement.
DENIED = frozenset({1044, 1227})
NO_RIGHT = "Let its user create them: GRANT ALL ON `squashkit\\_%`.* TO ..., or name another user."


class Databases:
    """Throw-away databases on a server.

    Args:
        url: of the server.
        connection: that commits each statement.
        run: names the databases.
    """

    def __init__(self, url: str, connection: pymysql.Connection[Any], run: Run) -> None:
        self.url = url
        self.connection = connection
        self.run = run
        self._lock = threading.Lock()

    def database(self, _: str) -> str:
        """An empty database."""
        import pymysql

        name = self.run.another()
        try:
            self._ask(f"CREATE DATABASE {quoted(name)} CHARACTER SET utf8mb4")
        except pymysql.MySQLError as error:
            self.run.databases.remove(name)
            raise DatabaseError(
                f"{without_password(self.url)} makes no throw-away database: {error.args[-1]}",
                NO_RIGHT if error.args[0] in DENIED else "",
            ) from error
        return with_name(self.url, name)

    def copy(self, source: str, name: str) -> str:
        """A copy of a database, object by object: these servers have no templates."""
        target = self.database(name)
        copy_database(source, target)
        return target

    def read(self, database: str) -> Snapshot:
        """All that is in a database."""
        return snapshot(database)

    def look(self, database: str) -> Look:
        """The structure once more."""
        return look(database)

    def drop(self, names: list[str]) -> None:
        """Drop databases."""
        for name in names:
            self._ask(f"DROP DATABASE IF EXISTS {quoted(name)}")

    def _ask(self, query: str) -> list[tuple[Any, ...]]:
        # The driver's connections are for one thread at a time.
        with self._lock:
            return ask(self.connection, query)


@contextmanager
def databases(url: str) -> Iterator[Databases]:
    """A new sandbox on a server; what it made is dropped at the end in any case.

    Args:
        url: of the server, or of any database there, which need not exist.
    """
    run = Run()
    server = with_name(url, "")
    with closing(connect(server, autocommit=True)) as connection:
        import pymysql

        try:
            # By this lock other runs see that this one is alive.
            ask(connection, f"SET SESSION wait_timeout = {24 * 3600}")
            ask(connection, f"SELECT GET_LOCK('{run.name}', 0)")
            made = Databases(url, connection, run)
            with dropped_at_the_end(made, _left(connection)):
                yield made
        except pymysql.MySQLError as error:
            with (
                suppress(DatabaseError, pymysql.MySQLError),
                connect(server, autocommit=True) as again,
            ):
                Databases(url, again, run).drop(run.databases)
            raise broke_off(url, str(error.args[-1])) from error


def _left(connection: pymysql.Connection[Any]) -> list[str]:
    def is_alive(run: str) -> bool:
        return ask(connection, f"SELECT IS_FREE_LOCK('{run}')") != [("1",)]

    return leftovers((name for (name,) in ask(connection, "SHOW DATABASES")), is_alive)
