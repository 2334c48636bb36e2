"""What SQLite's own catalogue says: sqlite_master and the pragmas, as values."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from ..naming import RECORDER
from .clauses import fold, name_text, tokenize

if TYPE_CHECKING:
    from collections.abc import Mapping

VIRTUAL = re.compile(r"\s*CREATE\s+VIRTUAL\s", re.IGNORECASE)

OBJECTS = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"
TABLES = "SELECT name, type FROM pragma_table_list WHERE schema = 'main'"
COLUMNS = """
    SELECT name, type, "notnull", dflt_value, pk, hidden FROM pragma_table_xinfo(?) ORDER BY cid
"""
LAST_NUMBER = "SELECT seq FROM sqlite_sequence WHERE name = ?"
INDEXES = 'SELECT name, "unique", origin, partial FROM pragma_index_list(?) ORDER BY name'
TERMS = """
    SELECT name, "desc", coll FROM pragma_index_xinfo(?) WHERE key = 1 ORDER BY seqno
"""
FOREIGN_KEYS = """
    SELECT id, "table", on_delete, on_update, "from", "to"
    FROM pragma_foreign_key_list(?) ORDER BY id, seq
"""


@dataclass(frozen=True, slots=True)
class Object:
    """A row of sqlite_master; indexes that SQLite makes by itself have no text."""

    kind: str
    name: str
    table: str
    sql: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `key` is its place in the primary key, `hidden` 2 or 3 when it is generated."""

    name: str
    type: str
    not_null: int
    default: str | None
    key: int
    hidden: int


@dataclass(frozen=True, slots=True)
class Index:
    """An index; `origin` is `c`, `u` or `pk`: CREATE INDEX, UNIQUE or PRIMARY KEY.

    Attributes:
        terms: normalised; None where the term is an expression, which has no text here.
    """

    name: str
    unique: int
    origin: str
    partial: int
    terms: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A foreign key with normalised names; without target columns it means the primary key."""

    columns: tuple[str, ...]
    target: str
    target_columns: tuple[str, ...]
    on_delete: str
    on_update: str


class Catalogue:
    """The catalogue of one database, without Django's record of migrations.

    Args:
        connection: to the database; only read from.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    @cached_property
    def objects(self) -> tuple[Object, ...]:
        """Everything in sqlite_master but SQLite's own tables and `django_migrations`."""
        rows = self.connection.execute(OBJECTS)
        found = [Object(kind, name, table, sql or "") for kind, name, table, sql in rows]
        return tuple(
            item
            for item in found
            if item.table != RECORDER and not fold(item.table).startswith("sqlite_")
        )

    @cached_property
    def statements(self) -> Mapping[str, str]:
        """The text that made each index."""
        return {item.name: item.sql for item in self.objects if item.kind == "index"}

    @cached_property
    def unusual(self) -> Mapping[str, str]:
        """`virtual` or `shadow` for each table that is one."""
        try:
            rows = dict(self.connection.execute(TABLES).fetchall())
        except sqlite3.OperationalError:  # before SQLite 3.37; shadow tables look like others there
            return {item.name: "virtual" for item in self.objects if VIRTUAL.match(item.sql)}
        return {name: kind for name, kind in rows.items() if kind in ("virtual", "shadow")}

    @cached_property
    def tables(self) -> tuple[Object, ...]:
        """The usual tables."""
        return tuple(
            item for item in self.objects if item.kind == "table" and item.name not in self.unusual
        )

    @cached_property
    def columns(self) -> Mapping[str, tuple[Column, ...]]:
        """The columns of each usual table."""
        return {
            table.name: tuple(
                Column(*row) for row in self.connection.execute(COLUMNS, (table.name,))
            )
            for table in self.tables
        }

    @cached_property
    def by_name(self) -> Mapping[str, str]:
        """The names of the usual tables, by the same ones normalised."""
        return {name_text(name): name for name in self.columns}

    @cached_property
    def names(self) -> frozenset[str]:
        """The folded names of all tables, views and columns."""
        columns = {column.name for found in self.columns.values() for column in found}
        objects = {item.name for item in self.objects if item.kind in ("table", "view")}
        return frozenset(fold(name) for name in columns | objects)

    def names_in(self, table: str) -> frozenset[str]:
        """The folded names of a table and its columns: its own clauses know no others."""
        return frozenset(fold(name) for name in (table, *(one.name for one in self.columns[table])))

    def key(self, table: str) -> tuple[str, ...]:
        """The columns of a table's primary key, normalised; none for an unknown table."""
        found = self.columns.get(self.by_name.get(name_text(table), ""), ())
        ordered = sorted((column.key, column.name) for column in found if column.key)
        return tuple(name_text(name) for _, name in ordered)

    def numbered(self, table: Object) -> bool:
        """Whether SQLite gives the rows of a table numbers that it never gives again.

        Django asks for that where the key means nothing, and leaves it out where a model has a
        number of its own for a key.
        """
        return any(token.is_word("AUTOINCREMENT") for token in tokenize(table.sql))

    def next_number(self, table: Object) -> str:
        """The number that the next row of such a table gets; empty for other tables."""
        if not self.numbered(table):
            return ""
        found = self.connection.execute(LAST_NUMBER, (table.name,)).fetchone()
        return str(found[0] + 1 if found else 1)

    def indexes(self, table: str) -> tuple[Index, ...]:
        """The indexes of a table, also those behind UNIQUE and PRIMARY KEY."""
        rows = self.connection.execute(INDEXES, (table,)).fetchall()
        return tuple(
            Index(name, unique, origin, partial, self._terms(name))
            for name, unique, origin, partial in rows
        )

    def _terms(self, index: str) -> tuple[str | None, ...]:
        rows = self.connection.execute(TERMS, (index,))
        return tuple(None if row[0] is None else _term(*row) for row in rows)

    def foreign_keys(self, table: str) -> tuple[ForeignKey, ...]:
        """The foreign keys of a table, each with the columns that it means."""
        rows = self.connection.execute(FOREIGN_KEYS, (table,)).fetchall()
        grouped = (list(group) for _, group in groupby(rows, key=itemgetter(0)))
        return tuple(self._foreign_key(group) for group in grouped)

    def _foreign_key(self, rows: list[tuple[int, str, str, str, str, str | None]]) -> ForeignKey:
        _, target, on_delete, on_update, _, _ = rows[0]
        named = tuple(name_text(row[5]) for row in rows if row[5] is not None)
        return ForeignKey(
            columns=tuple(name_text(row[4]) for row in rows),
            target=name_text(target),
            target_columns=named or self.key(target),
            on_delete=on_delete,
            on_update=on_update,
        )


def _term(name: str, descending: int, collation: str) -> str:
    words = [name_text(name)]
    words += [f"COLLATE {fold(collation)}"] * (fold(collation) != "binary")
    words += ["DESC"] * descending
    return " ".join(words)
