"""A connection that reads a MariaDB or MySQL database as it is at one moment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

from ...errors import DatabaseError
from ..naming import without_password

if TYPE_CHECKING:
    import pymysql

PORT = 3306
SETTINGS = (
    "SET SESSION time_zone = '+00:00', sql_mode = '', sql_quote_show_create = 1",
    "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
    "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY",
)


def connect(url: str) -> pymysql.Connection[Any]:
    """Open a transaction that sees one moment and cannot write; values come as text.

    Args:
        url: `mysql://user:password@host:port/name`, or `mariadb://`; `?unix_socket=PATH` names a
            socket instead of the host.

    Raises:
        DatabaseError: there is no driver, or the server cannot be reached.
    """
    try:
        import pymysql
        from pymysql.converters import encoders
    except ImportError as error:
        raise DatabaseError(
            "MariaDB and MySQL cannot be read without their driver.",
            "Install it: pip install 'squashkit[mariadb]'",
        ) from error
    parts = urlsplit(url)
    # Without decoders, values stay the text that they are.
    conversions: dict[Any, Any] = {**encoders}
    socket = parse_qs(parts.query).get("unix_socket", [""])[0]
    try:
        connection = pymysql.connect(
            host=parts.hostname or "localhost",
            port=parts.port or PORT,
            unix_socket=socket or None,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            database=unquote(parts.path[1:]),
            charset="utf8mb4",
            connect_timeout=10,
            conv=conversions,
        )
    except pymysql.MySQLError as error:
        fact = f"{without_password(url)} cannot be reached: {error.args[-1]}"
        hint = "Check that the server runs, and the user and the name in the URL."
        raise DatabaseError(fact, hint) from error
    for statement in SETTINGS:
        ask(connection, statement)
    return connection


def ask(connection: pymysql.Connection[Any], query: str) -> list[tuple[Any, ...]]:
    """The rows that a query gives."""
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())
