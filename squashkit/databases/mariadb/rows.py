"""The rows of MariaDB and MySQL tables as text that keeps every type apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ...model.schema import Reference, Table
from ..quoting import in_quotes
from .connecting import ask, quoted

if TYPE_CHECKING:
    import pymysql

COLUMNS = """
    SELECT table_name, column_name, data_type, column_key = 'PRI', extra LIKE '%auto_increment%'
    FROM information_schema.columns WHERE table_schema = database()
    ORDER BY table_name, ordinal_position
"""
REFERENCES = """
    SELECT table_name, min(column_name), min(referenced_table_name), min(referenced_column_name)
    FROM information_schema.key_column_usage
    WHERE table_schema = database() AND referenced_table_schema = database()
    GROUP BY table_name, constraint_name HAVING count(*) = 1 ORDER BY 1, 2, 3, 4
"""
NEXT = """
    SELECT table_name, auto_increment FROM information_schema.tables
    WHERE table_schema = database() AND auto_increment IS NOT NULL
"""
PLAIN = frozenset(
    {"bigint", "decimal", "double", "float", "int", "mediumint", "smallint", "tinyint"}
)


def read_tables(connection: pymysql.Connection[Any], names: Sequence[str]) -> dict[str, Table]:
    """The rows of tables, with what their keys are.

    Args:
        connection: to the database.
        names: of the tables.
    """
    columns: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for table, *column in ask(connection, COLUMNS):
        columns[table].append(tuple(column))
    references: dict[str, list[Reference]] = defaultdict(list)
    for table, *reference in ask(connection, REFERENCES):
        references[table].append(Reference(*reference))
    following = dict(ask(connection, NEXT))
    return {
        name: Table(
            columns=tuple(column[0] for column in columns[name]),
            rows=tuple(sorted(_rows(connection, name, columns[name]))),
            key=tuple(sorted(column[0] for column in columns[name] if column[2] == "1")),
            numbered=_is_numbered(columns[name]),
            references=tuple(references[name]),
            next=str(following.get(name, "")),
        )
        for name in names
    }


def read_counters(
    connection: pymysql.Connection[Any], names: Sequence[str], unread: list[str]
) -> dict[str, Table]:
    """The sequences, each as the table of one row that it is.

    Args:
        connection: to the database.
        names: of the sequences.
        unread: is told of those for which the server puts numbers aside: which, it does not say.
    """
    found = {}
    for name in names:
        query = f"SELECT next_not_cached_value, cache_size FROM {quoted(name)}"  # noqa: S608
        [(number, aside)] = ask(connection, query)
        if int(aside) > 1:
            unread.append(f"position of sequence {name}")
        else:
            found[name] = Table(("next",), ((str(number),),))
    return found


def _is_numbered(columns: Sequence[tuple[Any, ...]]) -> bool:
    """Whether the key is one column, and the server makes it up."""
    return [column[3] for column in columns if column[2] == "1"] == ["1"]


def _rows(
    connection: pymysql.Connection[Any], table: str, columns: Sequence[tuple[Any, ...]]
) -> Iterator[tuple[str, ...]]:
    ordered = sorted(columns)
    names = ", ".join(_text(column[0], column[1]) for column in ordered)
    found = ask(connection, f"SELECT {names} FROM {quoted(table)}")  # noqa: S608 - quoted
    for row in found:
        yield tuple(_rendered(value, column[1]) for value, column in zip(row, ordered, strict=True))


def _text(column: str, type_: str) -> str:
    # The server writes six digits of a FLOAT, and has seven.
    return f"CAST({quoted(column)} AS DOUBLE)" if type_ == "float" else quoted(column)


def _rendered(value: str | bytes | None, type_: str) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bytes):
        return f"X'{value.hex()}'"
    return value if type_ in PLAIN else in_quotes(value, "'")
