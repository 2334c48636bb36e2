"""Reads a MariaDB or MySQL database into a snapshot."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from ...model.schema import Part, Snapshot
from ..naming import RECORDER
from .connecting import ask, has_libraries, quoted, reading, version
from .kinds import with_number
from .rows import read_counters, read_tables
from .statements import table_parts

if TYPE_CHECKING:
    import pymysql

OBJECTS = """
    SELECT table_name, table_type FROM information_schema.tables
    WHERE table_schema = database() ORDER BY table_name
"""
VERSIONED = "SYSTEM VERSIONED"
TABLE_KINDS = frozenset({"BASE TABLE", VERSIONED})
# As whom something runs, `definer`, is a part of its own.
TRIGGERS = """
    SELECT event_object_table, trigger_name, concat_ws(' ', action_timing, event_manipulation,
        action_order, action_statement, 'MODE', sql_mode), definer
    FROM information_schema.triggers WHERE trigger_schema = database()
"""
ROUTINES = """
    SELECT routine_name, lower(routine_type), concat_ws(' ', (
        SELECT group_concat(
            concat_ws(' ', parameter_mode, parameter_name, dtd_identifier)
            ORDER BY ordinal_position SEPARATOR ', '
        ) FROM information_schema.parameters p
        WHERE p.specific_schema = routine_schema AND p.specific_name = r.specific_name
    ), sql_data_access, is_deterministic, security_type, 'MODE', sql_mode,
        routine_definition), definer, routine_definition
    FROM information_schema.routines r WHERE routine_schema = database()
"""
EVENTS = """
    SELECT event_name, concat_ws(' ', status, event_type, execute_at, interval_value,
        interval_field, nullif(starts, created), ends, on_completion, 'MODE', sql_mode,
        event_definition), definer
    FROM information_schema.events WHERE event_schema = database()
"""
LIBRARIES = """
    SELECT library_name, concat_ws(' ', language, 'MODE', sql_mode, library_definition)
    FROM information_schema.libraries WHERE library_schema = database()
"""
# The catalogue and the name come first; then what this server has: character set, collation, and
# a comment or whether files are encrypted.
DATABASE = "SELECT * FROM information_schema.schemata WHERE schema_name = database()"
DEFINER = re.compile(r"DEFINER=(`(?:[^`]|``)*`@`(?:[^`]|``)*`) ")
RIGHTS = ("TRIGGER", "EVENT", "SHOW VIEW")


def snapshot(url: str) -> Snapshot:
    """All structure and all rows of a database, except Django's record of migrations.

    Args:
        url: of the database; it is read in one transaction that cannot write.

    Raises:
        DatabaseError: it cannot be reached, or not be read.
    """
    unread: list[str] = []
    with reading(url) as connection:
        objects = [row for row in ask(connection, OBJECTS) if row[0] != RECORDER]
        tables = [name for name, kind in objects if kind in TABLE_KINDS]
        parts = [part for name in tables for part in _table(connection, name)]
        for name, kind in objects:
            if kind not in TABLE_KINDS:
                parts += _other(connection, name, kind, unread)
        routines = ask(connection, ROUTINES)
        parts += _beside(connection)
        for name, kind, text, definer, _ in routines:
            parts += [Part(name, kind, text, name), Part(name, "owner", definer, name)]
        sequences = [name for name, kind in objects if kind == "SEQUENCE"]
        rows = read_tables(connection, tables) | read_counters(connection, sequences, unread)
        unread += _hidden(connection, routines)
        unread += [f"history of table {name}" for name, kind in objects if kind == VERSIONED]
        engine = with_number(version(connection))
    return Snapshot(engine, tuple(sorted(parts)), rows, tuple(sorted(unread)))


def _table(connection: pymysql.Connection[Any], name: str) -> Iterator[Part]:
    [(_, statement)] = ask(connection, f"SHOW CREATE TABLE {quoted(name)}")
    yield from table_parts(name, statement)


def _other(
    connection: pymysql.Connection[Any], name: str, kind: str, unread: list[str]
) -> Iterator[Part]:
    if kind not in {"VIEW", "SEQUENCE"}:
        unread.append(f"{kind.lower()} {name}")
        return
    [(_, statement, *_)] = ask(connection, f"SHOW CREATE {kind} {quoted(name)}")
    [(database,)] = ask(connection, "SELECT database()")
    # A view that reads other databases too is written with the name of its own.
    text = DEFINER.sub("", statement).replace(f"{quoted(database)}.", "")
    yield Part(name, kind.lower(), text, name)
    if definer := DEFINER.search(statement):
        yield Part(name, "owner", definer[1], name)


def _beside(connection: pymysql.Connection[Any]) -> Iterator[Part]:
    for table, name, text, definer in ask(connection, TRIGGERS):
        yield Part(table, "trigger", text, name)
        yield Part(table, "owner", definer, name)
    for name, text, definer in ask(connection, EVENTS):
        yield Part(name, "event", text, name)
        yield Part(name, "owner", definer, name)
    for name, text in ask(connection, LIBRARIES) if has_libraries(connection) else ():
        yield Part(name, "library", text, name)
    for _, _, *said in ask(connection, DATABASE):
        yield Part("database", "database", " ".join(filter(None, said)), "database")


def _hidden(
    connection: pymysql.Connection[Any], routines: Iterable[tuple[Any, ...]]
) -> Iterator[str]:
    """What the server does not show to this user: it leaves it out, and says nothing."""
    granted = " ".join(row[0] for row in ask(connection, "SHOW GRANTS"))
    for right in RIGHTS:
        if right not in granted and "ALL PRIVILEGES" not in granted:
            yield f"what needs the right {right}, which this user lacks"
    for name, *_, body in routines:
        if body is None:
            yield f"body of routine {name}, which this user may not see"
