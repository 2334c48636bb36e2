"""The rows of PostgreSQL tables as text that keeps every type apart, and what numbers them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ...model.schema import Part, Reference, Table
from ..quoting import in_quotes
from .common import ask

if TYPE_CHECKING:
    import psycopg

# Partitions and heirs are tables of their own, so each is asked for its own rows.
TABLES = """
    SELECT c.oid::regclass::text AS quoted, c.called AS name, c.relkind, ARRAY(
        SELECT a.attname::text FROM attribute a WHERE a.attrelid = c.oid ORDER BY a.attnum
    ) AS columns, ARRAY(
        SELECT format_type(a.atttypid, NULL) FROM attribute a
        WHERE a.attrelid = c.oid ORDER BY a.attnum
    ) AS types, ARRAY(
        SELECT a.attname::text FROM pg_index x
        JOIN attribute a ON a.attrelid = c.oid AND a.attnum = ANY (x.indkey)
        WHERE x.indrelid = c.oid AND x.indisprimary ORDER BY a.attname
    ) AS key
    FROM tables c WHERE c.relkind IN ('r', 'f') ORDER BY name
"""
NUMBERED = """
    SELECT c.called AS "table", a.attname::text AS "column", c.oid::regclass::text AS quoted,
        quote_ident(a.attname) AS quoted_column, o.sequence::regclass::text AS sequence
    FROM owned o JOIN tables c ON c.oid = o.attrelid
    JOIN attribute a ON a.attrelid = c.oid AND a.attnum = o.attnum
    WHERE c.relkind <> 'f' AND a.atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype)
"""
# Of a cache each session takes a part, so that the position hangs on how many there were.
COUNTERS = """
    SELECT c.called AS name, c.oid::regclass::text AS quoted, s.seqincrement AS step
    FROM pg_sequence s JOIN relation c ON c.oid = s.seqrelid
    WHERE s.seqcache = 1 AND c.oid NOT IN (SELECT sequence FROM owned)
"""
REFERENCES = """
    SELECT c.called AS "table", a.attname::text AS "column", t.called AS target,
        b.attname::text AS target_column
    FROM pg_constraint o
    JOIN tables c ON c.oid = o.conrelid
    JOIN tables t ON t.oid = o.confrelid
    JOIN attribute a ON a.attrelid = c.oid AND a.attnum = o.conkey[1]
    JOIN attribute b ON b.attrelid = t.oid AND b.attnum = o.confkey[1]
    WHERE o.contype = 'f' AND cardinality(o.conkey) = 1
    ORDER BY 1, 2, 3, 4
"""
PLAIN = frozenset(
    {"bigint", "boolean", "double precision", "integer", "numeric", "real", "smallint"}
)
MOMENTS = frozenset({"timestamp with time zone", "timestamp without time zone"})
MOMENT = "YYYY-MM-DD HH24:MI:SS.US"


def numbered_columns(connection: psycopg.Connection[Any]) -> list[dict[str, Any]]:
    """The columns that have a sequence of their own."""
    return ask(connection, NUMBERED)


def read_tables(
    connection: psycopg.Connection[Any],
    counted: Iterable[Mapping[str, Any]],
    unread: list[str],
) -> dict[str, Table]:
    """The rows of all tables, with what their keys are.

    Args:
        connection: to the database.
        counted: from `numbered_columns`.
        unread: is told of tables that are elsewhere.
    """
    counted = tuple(counted)
    references: dict[str, list[Reference]] = defaultdict(list)
    for row in ask(connection, REFERENCES):
        reference = Reference(row["column"], row["target"], row["target_column"])
        references[row["table"]].append(reference)
    numbered = {(row["table"], row["column"]) for row in counted}
    found = {}
    for table in ask(connection, TABLES):
        name, key = table["name"], tuple(table["key"])
        if table["relkind"] == "f":
            unread.append(f"rows of foreign table {name}")
            continue
        found[name] = Table(
            columns=tuple(table["columns"]),
            rows=tuple(sorted(_rows(connection, table))),
            key=key,
            numbered=len(key) == 1 and (name, key[0]) in numbered,
            references=tuple(references[name]),
        )
    return {
        name: replace(one, next=_next(connection, name, one, counted))
        for name, one in found.items()
    } | _counters(connection)


def _counters(connection: psycopg.Connection[Any]) -> dict[str, Table]:
    """The sequences of no column, each as the table of one row that it is."""
    return {
        row["name"]: Table(("next",), ((_following(connection, row["quoted"], row["step"]),),))
        for row in ask(connection, COUNTERS)
    }


def _next(
    connection: psycopg.Connection[Any],
    name: str,
    table: Table,
    counted: Iterable[Mapping[str, Any]],
) -> str:
    """The next number of the key, and of each other column that has a sequence."""
    sequences = {row["column"]: row["sequence"] for row in counted if row["table"] == name}
    numbers = {one: _following(connection, sequences[one], 1) for one in sorted(sequences)}
    key = [numbers.pop(table.key[0])] if table.numbered else []
    return ", ".join((*key, *(f"{column} {number}" for column, number in numbers.items())))


def _following(connection: psycopg.Connection[Any], sequence: str, step: int) -> str:
    query = f"SELECT last_value::numeric + is_called::int * {step} AS next FROM {sequence}"  # noqa: S608
    return str(ask(connection, query)[0]["next"])


def _rows(connection: psycopg.Connection[Any], table: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    columns = sorted(zip(table["columns"], table["types"], strict=True))
    texts = ", ".join(_text(name, type_) for name, type_ in columns)
    query = f"SELECT ARRAY[{texts}]::text[] AS row FROM ONLY {table['quoted']}"  # noqa: S608 - quoted
    for found in connection.execute(query):
        values = zip(found["row"], columns, strict=True)
        yield tuple(_rendered(value, type_) for value, (_, type_) in values)


def _text(column: str, type_: str) -> str:
    quoted = in_quotes(column, '"')
    if type_ not in MOMENTS:
        return f"{quoted}::text"
    # Of infinity and of years before the first there is no such text.
    usual = f"isfinite({quoted}) AND {quoted} >= '0001-01-01'"
    return f"CASE WHEN {usual} THEN to_char({quoted}, '{MOMENT}') ELSE {quoted}::text END"


def _rendered(value: str | None, type_: str) -> str:
    if value is None:
        return "NULL"
    return value if type_ in PLAIN else in_quotes(value, "'")


def positions(
    connection: psycopg.Connection[Any], counted: Iterable[Mapping[str, Any]]
) -> Iterator[Part]:
    """Whether the next number of each column is one that no row has.

    Args:
        connection: to the database.
        counted: from `numbered_columns`.
    """
    for row in counted:
        query = (
            f"SELECT (SELECT last_value::numeric + is_called::int FROM {row['sequence']}) "  # noqa: S608
            f"> coalesce(max({row['quoted_column']}), 0) AS free FROM {row['quoted']}"
        )
        for found in connection.execute(query):
            text = f"{row['column']} {'is free' if found['free'] else 'is taken'}"
            yield Part(row["table"], "next number", text, row["column"])
