"""The rows of SQLite tables as text that keeps every type apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..model.schema import Table

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence


class _Undecodable(bytes):
    """Text of the database that is no UTF-8."""


def read_rows(connection: sqlite3.Connection, table: str, columns: Sequence[str]) -> Table:
    """All rows of a table.

    Args:
        connection: to the database; its `text_factory` is changed.
        table: the table's name.
        columns: the names of its columns, in the order of the table.

    Raises:
        sqlite3.Error: when a column cannot be read, for example because it is generated with a
            function that only the application knows.
    """
    connection.text_factory = _decode
    names = ", ".join(_quoted(column) for column in sorted(columns))
    found = connection.execute(f"SELECT {names} FROM {_quoted(table)}")  # noqa: S608 - quoted
    rows = sorted(tuple(render(value) for value in row) for row in found)
    return Table(tuple(columns), tuple(rows))


def render(value: object) -> str:
    """A value as an SQL literal, so that NULL, 'NULL', 1, 1.0, '1' and X'31' are all different.

    Args:
        value: what the sqlite3 module returns.
    """
    if value is None:
        return "NULL"
    if isinstance(value, _Undecodable):
        return f"CAST(X'{value.hex()}' AS TEXT)"
    if isinstance(value, bytes):
        return f"X'{value.hex()}'"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return repr(value)


def _decode(raw: bytes) -> str | bytes:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return _Undecodable(raw)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
