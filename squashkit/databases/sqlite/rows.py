"""The rows of SQLite tables as text that keeps every type apart."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING

from ...model.schema import Reference, Table
from ..quoting import in_quotes
from .clauses import name_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .catalogue import Catalogue, Object


class _Undecodable(bytes):
    """Text of the database that is no UTF-8."""


def read_tables(catalogue: Catalogue, unread: list[str]) -> dict[str, Table]:
    """The rows of all usual tables, with what their keys are.

    Args:
        catalogue: of the database.
        unread: is told of tables that cannot be read.
    """
    found = ((table.name, _read(catalogue, table, unread)) for table in catalogue.tables)
    return {name: table for name, table in found if table is not None}


def _read(catalogue: Catalogue, table: Object, unread: list[str]) -> Table | None:
    columns = catalogue.columns[table.name]
    try:
        found = read_rows(catalogue.connection, table.name, [column.name for column in columns])
    except sqlite3.OperationalError as error:
        unread.append(f"rows of table {table.name}: {error}")
        return None
    return replace(
        found,
        key=tuple(sorted(column.name for column in columns if column.key)),
        numbered=catalogue.numbered(table),
        references=tuple(sorted(_references(catalogue, table.name))),
        next=catalogue.next_number(table),
    )


def _references(catalogue: Catalogue, table: str) -> Iterator[Reference]:
    """The foreign keys of one column to tables that are there, in the names of the database."""
    for key in catalogue.foreign_keys(table):
        target = catalogue.by_name.get(key.target)
        if target is not None and len(key.columns) == len(key.target_columns) == 1:
            (own,) = _named(catalogue, table, key.columns)
            yield from (
                Reference(own, target, name)
                for name in _named(catalogue, target, key.target_columns)
            )


def _named(catalogue: Catalogue, table: str, names: Sequence[str]) -> list[str]:
    return [column.name for column in catalogue.columns[table] if name_text(column.name) in names]


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
    names = ", ".join(in_quotes(column, '"') for column in sorted(columns))
    quoted = in_quotes(table, '"')
    found = connection.execute(f"SELECT {names} FROM {quoted}")  # noqa: S608
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
        return in_quotes(value, "'")
    return repr(value)


def _decode(raw: bytes) -> str | bytes:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return _Undecodable(raw)
