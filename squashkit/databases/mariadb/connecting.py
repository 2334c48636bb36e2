"""A connection that reads a MariaDB or MySQL database as it is at one moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

from ...errors import DatabaseError
from ..naming import without_password
from ..quoting import in_quotes
from ..refusing import lacks_driver, unreachable, unreadable

if TYPE_CHECKING:
    import pymysql

PORT = 3306
HINT = "Write it as mysql://user:password@host:port/name, with %-escapes in the password."
SETTINGS = (
    "SET SESSION time_zone = '+00:00', sql_mode = '', sql_quote_show_create = 1",
    # MySQL cuts off what is joined after 1024 bytes.
    "SET SESSION group_concat_max_len = 1000000",
    "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
    "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY",
)
LIBRARIES = """
    SELECT 1 FROM information_schema.tables
    WHERE table_schema = 'information_schema' AND table_name = 'LIBRARIES'
"""


@contextmanager
def reading(url: str) -> Iterator[pymysql.Connection[Any]]:
    """A transaction that sees one moment, of tables that have transactions, and cannot write.

    Args:
        url: `mysql://user:password@host:port/name`, or `mariadb://`; `?unix_socket=PATH` names a
            socket instead of the host.

    Raises:
        DatabaseError: there is no driver, or the server cannot be reached or not be read.
    """
    with closing(connect(url)) as connection:
        import pymysql

        try:
            for statement in SETTINGS:
                ask(connection, statement)
            yield connection
        except pymysql.MySQLError as error:
            raise unreadable(url, error.args[-1], "tables and views") from error


def demand_driver() -> None:
    """Refuse to go on without one.

    Raises:
        DatabaseError: there is none.
    """
    try:
        import pymysql  # noqa: F401
    except ImportError as error:
        fact = "MariaDB and MySQL cannot be read without their driver"
        raise lacks_driver(fact, "mariadb") from error


def connect(url: str, *, autocommit: bool = False) -> pymysql.Connection[Any]:
    """A connection whose values stay the text that they are.

    Args:
        url: see `reading`.
        autocommit: whether each statement is a transaction of its own; then the URL need not name
            a database.

    Raises:
        DatabaseError: there is no driver, or the server cannot be reached.
    """
    demand_driver()
    import pymysql
    from pymysql.converters import encoders

    conversions: dict[Any, Any] = {**encoders}
    where = _where(url)
    if not (where["database"] or autocommit):
        raise DatabaseError(f"{without_password(url)} names no database.", HINT)
    try:
        return pymysql.connect(
            **where,
            charset="utf8mb4",
            connect_timeout=10,
            conv=conversions,
            autocommit=autocommit,
        )
    except (pymysql.MySQLError, RuntimeError) as error:
        raise unreachable(url, error.args[-1]) from error


def _where(url: str) -> dict[str, Any]:
    """The parts of a URL as the driver takes them."""
    try:
        parts = urlsplit(url)
        port = parts.port or PORT
    except ValueError as error:
        fact = f"{without_password(url)} is no URL that MariaDB or MySQL takes."
        raise DatabaseError(fact, HINT) from error
    return {
        "host": parts.hostname or "localhost",
        "port": port,
        "unix_socket": parse_qs(parts.query).get("unix_socket", [None])[0],
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "database": unquote(parts.path[1:]) or None,
    }


def quoted(name: str) -> str:
    """A name as SQL takes it."""
    return in_quotes(name, "`")


def ask(connection: pymysql.Connection[Any], query: str) -> list[tuple[Any, ...]]:
    """The rows that a query gives."""
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def has_libraries(connection: pymysql.Connection[Any]) -> bool:
    """Whether the server keeps code of other languages in libraries: MySQL 9.2 and later do."""
    return bool(ask(connection, LIBRARIES))


def version(connection: pymysql.Connection[Any]) -> str:
    """What the server says of its version."""
    return str(ask(connection, "SELECT version()")[0][0])
