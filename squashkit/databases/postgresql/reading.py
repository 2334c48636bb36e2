"""Reads a PostgreSQL database into a snapshot."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ...model.schema import Part, Snapshot
from .common import ask
from .connecting import reading
from .naming import is_generated, is_likely
from .objects import BASE_TYPES, CATALOGUES, COUNT, PARTS, READ, UNREAD
from .rows import numbered_columns, positions, read_tables
from .structure import CONSTRAINTS, INDEXES

if TYPE_CHECKING:
    import psycopg

KEYWORDS = re.compile(r"(?:PRIMARY KEY|FOREIGN KEY|UNIQUE( NULLS NOT DISTINCT)?) (.*)", re.DOTALL)


def snapshot(url: str) -> Snapshot:
    """All structure and all rows of a database, except Django's record of migrations.

    Args:
        url: of the database; it is read in one transaction that cannot write.

    Raises:
        DatabaseError: it cannot be reached, or not be read.
    """
    with reading(url) as connection:
        return read(connection)


def read(connection: psycopg.Connection[Any]) -> Snapshot:
    """The same of a connection that is open.

    Args:
        connection: as `settle` left it.
    """
    unread: list[str] = []
    parts = [part for kind in PARTS for part in _plain(connection, kind)]
    parts += [*_constraints(connection), *_indexes(connection)]
    counted = numbered_columns(connection)
    tables = read_tables(connection, counted, unread)
    parts += positions(connection, counted)
    unread += _unread(connection)
    version = connection.info.server_version
    engine = f"PostgreSQL {version // 10000}.{version % 10000}"
    return Snapshot(engine, tuple(sorted(parts)), tables, tuple(sorted(unread)))


def _plain(connection: psycopg.Connection[Any], kind: str) -> Iterator[Part]:
    for row in ask(connection, PARTS[kind]):
        generated = row.get("generated", False)
        yield Part(row["table"], kind, row["definition"] or "", row["name"], generated)


def _constraints(connection: psycopg.Connection[Any]) -> Iterator[Part]:
    for row in ask(connection, CONSTRAINTS):
        found = KEYWORDS.fullmatch(row["definition"])
        # The columns come first, as in every list of columns that is compared.
        text = f"{found[2]}{found[1] or ''}" if found else row["definition"]
        yield _part(row, row["kind"], text)


def _indexes(connection: psycopg.Connection[Any]) -> Iterator[Part]:
    for row in ask(connection, INDEXES):
        _, _, text = row["statement"].partition(f" USING {row['method']} ")
        words = (text, f"USING {row['method']}", "UNIQUE" * row["is_unique"], row["definition"])
        yield _part(row, "index", " ".join(word for word in words if word))


def _part(row: dict[str, Any], kind: str, definition: str) -> Part:
    table, name = row["table"], row["name"]
    generated = is_generated(name, table, definition)
    return Part(table, kind, definition, name, generated, likely=is_likely(name))


def _unread(connection: psycopg.Connection[Any]) -> Iterator[str]:
    """What nobody reads: kinds of objects with their number, and single ones by name."""
    catalogues = ask(connection, CATALOGUES)
    queries = {
        row["relname"]: COUNT.format(catalogue=row["relname"])
        for row in catalogues
        if row["readable"] and row["relname"] not in READ
    }
    for name, query in {**queries, "base types": BASE_TYPES}.items():
        [row] = ask(connection, query)
        if row["number"]:
            yield f"{row['number']} in {name}"
    yield from (
        f"{row['relname']}: no right to read it" for row in catalogues if not row["readable"]
    )
    yield from (row["unread"] for row in ask(connection, UNREAD))
