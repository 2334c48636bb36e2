"""Reads a PostgreSQL database into a snapshot."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Any

from ...model.schema import Part, Snapshot
from ..naming import DJANGO_NAME
from .common import ask
from .connecting import connect
from .objects import BASE_TYPES, CATALOGUES, COUNT, PARTS, READ
from .rows import positions, read_tables
from .structure import CONSTRAINTS, INDEXES

if TYPE_CHECKING:
    import psycopg

# PostgreSQL's own names: ChooseConstraintName and ChooseIndexName in commands/indexcmds.c.
GENERATED_NAME = re.compile(
    rf".+_(?:pkey|key|check|fkey|excl|idx|not_null)\d*|{DJANGO_NAME}", re.DOTALL
)
KEYWORDS = re.compile(r"(?:PRIMARY KEY|FOREIGN KEY|UNIQUE( NULLS NOT DISTINCT)?) (.*)", re.DOTALL)


def snapshot(url: str) -> Snapshot:
    """All structure and all rows of a database, except Django's record of migrations.

    Args:
        url: of the database; it is read in one transaction that cannot write.

    Raises:
        DatabaseError: it cannot be reached, or not be read.
    """
    with closing(connect(url)) as connection:
        return read(connection)


def read(connection: psycopg.Connection[Any]) -> Snapshot:
    """The same of a connection that is open.

    Args:
        connection: as `settle` left it.
    """
    unread: list[str] = []
    parts = [part for kind in PARTS for part in _plain(connection, kind)]
    parts += [*_constraints(connection), *_indexes(connection)]
    tables = read_tables(connection, unread)
    parts += positions(connection)
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
    generated = GENERATED_NAME.fullmatch(row["name"]) is not None
    return Part(row["table"], kind, definition, row["name"], generated)


def _unread(connection: psycopg.Connection[Any]) -> Iterator[str]:
    """How many objects there are of each kind that nobody reads."""
    names = [row["relname"] for row in ask(connection, CATALOGUES)]
    queries = {name: COUNT.format(catalogue=name) for name in names if name not in READ}
    for name, query in {**queries, "base types": BASE_TYPES}.items():
        [row] = ask(connection, query)
        if row["number"]:
            yield f"{row['number']} in {name}"
