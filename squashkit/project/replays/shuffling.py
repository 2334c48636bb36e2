"""Another order of rows for queries that ask for none, as a database may give it any time."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import connections

from ..operations.freedom import is_free
from ..protocol import Migrate, Walk

CLUSTERED = """
    SELECT x.indrelid::regclass::text, string_agg(quote_ident(a.attname) || ' DESC', ', ')
    FROM pg_index x
    JOIN pg_class c ON c.oid = x.indrelid
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (x.indkey)
    WHERE x.indisprimary AND c.relkind = 'r' AND pg_table_is_visible(c.oid)
        AND c.relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
    GROUP BY 1
"""


def disturbing(request: Migrate | Walk) -> Callable[[Any], None]:
    """What is to be called with each migration before it runs: nothing much, or `shuffle`."""
    return partial(shuffle, alias=request.alias) if request.shuffled else undisturbed


def undisturbed(_: Any) -> None:
    """What happens before a migration: nothing."""


def shuffle(migration: Any, alias: str) -> None:
    """Turn the order of rows round before a migration whose code may go through them.

    SQLite has a pragma for that: https://sqlite.org/pragma.html#pragma_reverse_unordered_selects.
    PostgreSQL gives rows as they lie in its files, and CLUSTER lays them down anew. MariaDB gives
    them as they lie in the primary key, and so always in the same order.

    Args:
        migration: that runs next.
        alias: of the database.
    """
    if not any(is_free(operation) for operation in migration.operations):
        return
    connection = connections[alias]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA reverse_unordered_selects = ON")
        elif connection.vendor == "postgresql":
            _lay_down_anew(cursor)


def _lay_down_anew(cursor: Any) -> None:
    cursor.execute(CLUSTERED)
    for table, columns in cursor.fetchall():
        cursor.execute(f"CREATE INDEX squashkit_shuffled ON {table} ({columns})")
        cursor.execute(f"CLUSTER {table} USING squashkit_shuffled")
        cursor.execute("DROP INDEX squashkit_shuffled")
