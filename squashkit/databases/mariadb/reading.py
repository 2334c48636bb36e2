"""Reads a MariaDB or MySQL database into a snapshot."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Any

from ...model.schema import Part, Snapshot
from .connecting import ask, connect
from .rows import read_tables
from .statements import table_parts

if TYPE_CHECKING:
    import pymysql

RECORDER = "django_migrations"
OBJECTS = """
    SELECT table_name, table_type FROM information_schema.tables
    WHERE table_schema = database() ORDER BY table_name
"""
TABLE_KINDS = frozenset({"BASE TABLE", "SYSTEM VERSIONED"})
TRIGGERS = """
    SELECT event_object_table, trigger_name, concat_ws(' ', action_timing, event_manipulation,
        action_order, action_statement, 'MODE', sql_mode)
    FROM information_schema.triggers WHERE trigger_schema = database()
"""
ROUTINES = """
    SELECT routine_name, lower(routine_type), concat_ws(' ', (
        SELECT group_concat(
            concat_ws(' ', parameter_mode, parameter_name, dtd_identifier)
            ORDER BY ordinal_position SEPARATOR ', '
        ) FROM information_schema.parameters p
        WHERE p.specific_schema = routine_schema AND p.specific_name = r.specific_name
    ), sql_data_access, is_deterministic, security_type, routine_definition)
    FROM information_schema.routines r WHERE routine_schema = database()
"""
EVENTS = """
    SELECT event_name, concat_ws(' ', status, event_type, execute_at, interval_value,
        interval_field, nullif(starts, created), ends, on_completion, event_definition)
    FROM information_schema.events WHERE event_schema = database()
"""
DATABASE = """
    SELECT concat_ws(' ', default_character_set_name, default_collation_name)
    FROM information_schema.schemata WHERE schema_name = database()
"""
OPERATOR = re.compile(r"DEFINER=\S+ ")


def snapshot(url: str) -> Snapshot:
    """All structure and all rows of a database, except Django's record of migrations.

    Args:
        url: of the database; it is read in one transaction that cannot write.

    Raises:
        DatabaseError: it cannot be reached, or not be read.
    """
    unread: list[str] = []
    with closing(connect(url)) as connection:
        objects = [row for row in ask(connection, OBJECTS) if row[0] != RECORDER]
        tables = [name for name, kind in objects if kind in TABLE_KINDS]
        parts = [part for name in tables for part in _table(connection, name)]
        for name, kind in objects:
            if kind not in TABLE_KINDS:
                parts += _other(connection, name, kind, unread)
        parts += _beside(connection)
        rows = read_tables(connection, tables)
        [(version,)] = ask(connection, "SELECT version()")
    return Snapshot(_engine(version), tuple(sorted(parts)), rows, tuple(sorted(unread)))


def _engine(version: str) -> str:
    number = version.partition("-")[0]
    return f"MariaDB {number}" if "MariaDB" in version else f"MySQL {number}"


def _table(connection: pymysql.Connection[Any], name: str) -> Iterator[Part]:
    [(_, statement)] = ask(connection, f"SHOW CREATE TABLE {_quoted(name)}")
    yield from table_parts(name, statement)


def _other(
    connection: pymysql.Connection[Any], name: str, kind: str, unread: list[str]
) -> Iterator[Part]:
    if kind not in {"VIEW", "SEQUENCE"}:
        unread.append(f"{kind.lower()} {name}")
        return
    [(_, statement, *_)] = ask(connection, f"SHOW CREATE {kind} {_quoted(name)}")
    yield Part(name, kind.lower(), OPERATOR.sub("", statement), name)


def _beside(connection: pymysql.Connection[Any]) -> Iterator[Part]:
    for table, name, text in ask(connection, TRIGGERS):
        yield Part(table, "trigger", text, name)
    for name, kind, text in ask(connection, ROUTINES):
        yield Part(name, kind, text or "", name)
    for name, text in ask(connection, EVENTS):
        yield Part(name, "event", text, name)
    for (text,) in ask(connection, DATABASE):
        yield Part("", "database", text)


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"
