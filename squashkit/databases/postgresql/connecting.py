"""A connection that reads a PostgreSQL database as it is at one moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

from ...errors import DatabaseError
from ..naming import without_password
from ..refusing import lacks_driver, unreachable, unreadable

if TYPE_CHECKING:
    import psycopg

# With an empty path the server writes every name with its schema; a policy that hides rows is an
# error rather than a smaller table; the rest is how it writes values.
SETTINGS = {
    "search_path": "",
    "row_security": "off",
    "TimeZone": "UTC",
    "DateStyle": "ISO, YMD",
    "IntervalStyle": "postgres",
    "bytea_output": "hex",
    "extra_float_digits": "1",
    "quote_all_identifiers": "off",
}


@contextmanager
def reading(url: str) -> Iterator[psycopg.Connection[Any]]:
    """A transaction that sees one moment and cannot write; rows come as dictionaries.

    Args:
        url: as libpq takes it, `postgresql://user@host/name`.

    Raises:
        DatabaseError: there is no driver, or the server cannot be reached or not be read.
    """
    with closing(connect(url)) as connection:
        import psycopg

        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        try:
            settle(connection)
            yield connection
        except psycopg.Error as error:
            raise unreadable(url, first_line(error), "tables and sequences") from error


def demand_driver() -> None:
    """Refuse to go on without one.

    Raises:
        DatabaseError: there is none.
    """
    try:
        import psycopg  # noqa: F401
    except ImportError as error:
        raise lacks_driver("PostgreSQL cannot be read without its driver", "postgresql") from error


def connect(url: str, *, autocommit: bool = False) -> psycopg.Connection[Any]:
    """A connection whose rows come as dictionaries.

    Args:
        url: as libpq takes it.
        autocommit: whether each statement is a transaction of its own.

    Raises:
        DatabaseError: there is no driver, or the server cannot be reached.
    """
    demand_driver()
    import psycopg
    from psycopg.rows import dict_row

    try:
        return psycopg.connect(
            url,
            autocommit=autocommit,
            connect_timeout=10,
            client_encoding="utf8",
            row_factory=dict_row,
        )
    except psycopg.OperationalError as error:
        raise unreachable(url, first_line(error)) from error
    except psycopg.Error as error:
        # What it says of the URL may be the password.
        fact = f"{without_password(url)} is no URL that PostgreSQL takes."
        hint = "Write it as postgresql://user:password@host:port/name, with %-escapes."
        raise DatabaseError(fact, hint) from error


def answers(url: str) -> bool:
    """Whether a server takes connections."""
    try:
        connect(url).close()
    except DatabaseError:
        return False
    return True


def settle(connection: psycopg.Connection[Any]) -> None:
    """Have the server write names and values in the one way that is compared."""
    for name, value in SETTINGS.items():
        connection.execute("SELECT set_config(%s, %s, false)", (name, value))


def first_line(error: Exception) -> str:
    """What an error says, without the details behind it."""
    return str(error).strip().splitlines()[0]
