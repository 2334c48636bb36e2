"""Notes what each data step does to the database while `migrate` runs."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import sqlparse
from django.db import connections

from ...model.keys import MigrationKey
from ...model.steps import Seen
from ..operations.freedom import is_free
from ..views import load

COUNTED = frozenset({"UPDATE", "DELETE"})
UNCOUNTED = frozenset({"INSERT", "REPLACE", "MERGE", "WITH", "TRUNCATE"})
QUIET = frozenset(
    {"EXPLAIN", "PRAGMA", "RELEASE", "ROLLBACK", "SAVEPOINT", "SELECT", "SET", "SHOW"}
)
NUMBERS = re.compile(
    r"\bsetval\b|\b(?:alter|truncate)\b[^;]*\brestart\b"
    r"|\bauto_increment\s*=?\s*\d|\bsqlite_sequence\b",
    re.IGNORECASE,
)
"""How statements say which number a table goes on with, on the engines that keep one."""
SCHEMA_WORDS = frozenset({"ALTER", "CREATE", "DROP", "RENAME", "COMMENT"})
FIRST_WORD = re.compile(r"(?:--[^\n]*\n|/\*.*?\*/|[\s(])*(\w*)", re.DOTALL)
"""Behind comments; a statement may go on in the next line."""


WORD = re.compile(r"\w+")


@contextmanager
def watching_steps(found: list[Seen], tables: Iterable[str] = ()) -> Iterator[None]:
    """Add what every data step does to the list.

    A loader shares the operations of a migration's class with every other loader, so that they
    can be watched before `migrate` makes a loader of its own.

    Args:
        found: that list.
        tables: those that are there by now.
    """
    migrations = sorted(load().disk_migrations.items())
    _set_apart(migration for _, migration in migrations)
    steps = [
        (MigrationKey(*node), index, operation)
        for node, migration in migrations
        for index, operation in enumerate(type(migration).operations)
        if is_free(operation)
    ]
    there = frozenset(map(str.lower, tables))
    for key, index, operation in steps:
        operation.database_forwards = _watched(operation, key, index, found, there)
    try:
        yield
    finally:
        for _, _, operation in steps:
            del operation.database_forwards


def _set_apart(migrations: Iterable[Any]) -> None:
    """Give every migration operations of its own: several may name one and the same object."""
    seen: set[int] = set()
    for migration in migrations:
        kind: Any = type(migration)
        own = []
        for one in kind.operations:
            own.append(copy.copy(one) if id(one) in seen else one)
            seen.add(id(one))
        kind.operations = own


def _watched(
    operation: Any, key: MigrationKey, index: int, found: list[Seen], tables: frozenset[str]
) -> Callable[..., None]:
    run = operation.database_forwards

    def database_forwards(*arguments: Any) -> None:
        watch = _Watch(tables)
        with ExitStack() as stack:
            for connection in connections.all():
                stack.enter_context(connection.execute_wrapper(watch))
            run(*arguments)
        found.append(watch.seen(key, index, type(operation).__name__))

    return database_forwards


class _Watch:
    """Counts; see `connection.execute_wrapper` in Django's documentation of instrumentation."""

    def __init__(self, tables: frozenset[str]) -> None:
        self.tables = tables
        self.statements = 0
        self.rows = 0
        self.schema = False
        self.numbers = False
        self.outside = False

    def seen(self, key: MigrationKey, index: int, operation: str) -> Seen:
        done = self.statements, self.rows, self.schema, self.numbers, self.outside
        return Seen(key, index, operation, *done)

    def __call__(
        self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any
    ) -> Any:
        result = execute(sql, params, many, context)
        self.statements += 1
        text = str(sql)
        self.numbers = self.numbers or NUMBERS.search(text) is not None
        self.outside = self.outside or self._names_table(text)
        # PostgreSQL takes several statements in one go.
        for one in sqlparse.split(text) if ";" in text else [text]:
            self._count(one, context)
        return result

    def _names_table(self, sql: str) -> bool:
        return bool(self.tables) and not self.tables.isdisjoint(WORD.findall(sql.lower()))

    def _count(self, sql: str, context: Any) -> None:
        found = FIRST_WORD.match(sql)
        word = found[1].upper() if found else ""
        if word in COUNTED or word in UNCOUNTED:
            # What returns rows is only counted when they are fetched; -1 is a driver's "unknown".
            sure = word in COUNTED and "RETURNING" not in sql.upper()
            counted = abs(context["cursor"].rowcount)
            self.rows += counted if sure else max(counted, 1)
        elif word in SCHEMA_WORDS:
            self.schema = True
        elif word not in QUIET or "SETVAL" in sql.upper():
            self.rows += 1  # a procedure, a block of code: it may have done anything
