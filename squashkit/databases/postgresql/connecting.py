"""A connection that reads a PostgreSQL database as it is at one moment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...errors import DatabaseError
from ..naming import without_password

if TYPE_CHECKING:
    import psycopg

# With an empty path the server writes every name with its schema; the rest is how it writes values.
SETTINGS = {
    "search_path": "",
    "TimeZone": "UTC",
    "DateStyle": "ISO, YMD",
    "IntervalStyle": "postgres",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "quote_all_identifiers": "off",
}


def connect(url: str) -> psycopg.Connection[Any]:
    """Open a transaction that sees one moment and cannot write; rows come as dictionaries.

    Args:
        url: as libpq takes it, `postgresql://user@host/name`.

    Raises:
        DatabaseError: there is no driver, or the server cannot be reached.
    """
    try:
        import psycopg
        from psycopg.rows import dict_row
    except ImportError as error:
        raise DatabaseError(
            "PostgreSQL cannot be read without its driver.",
            "Install it: pip install 'squashkit[postgresql]'",
        ) from error
    try:
        connection = psycopg.connect(url, connect_timeout=10, row_factory=dict_row)
    except psycopg.OperationalError as error:
        fact = f"{without_password(url)} cannot be reached: {_first_line(error)}"
        hint = "Check that the server runs, and the user and the name in the URL."
        raise DatabaseError(fact, hint) from error
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    connection.read_only = True
    settle(connection)
    return connection


def settle(connection: psycopg.Connection[Any]) -> None:
    """Have the server write names and values in the one way that is compared."""
    for name, value in SETTINGS.items():
        connection.execute("SELECT set_config(%s, %s, false)", (name, value))


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]
