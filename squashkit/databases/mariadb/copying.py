"""Copies a MariaDB or MySQL database as SHOW CREATE writes it: these servers have no templates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from .connecting import ask, connect, has_libraries, quoted

if TYPE_CHECKING:
    import pymysql

# Tables come in any order, with numbers of 0 and dates that are none.
SETTINGS = """
    SET SESSION foreign_key_checks = 0, unique_checks = 0, sql_mode = 'NO_AUTO_VALUE_ON_ZERO',
        time_zone = '+00:00'
"""
OBJECTS = """
    SELECT table_name, table_type FROM information_schema.tables
    WHERE table_schema = '{0}' ORDER BY table_name
"""
COLUMNS = """
    SELECT column_name FROM information_schema.columns
    WHERE table_schema = '{0}' AND table_name = '{1}' AND coalesce(generation_expression, '') = ''
    ORDER BY ordinal_position
"""
UNSTARTED = """
    SELECT 1 FROM information_schema.events
    WHERE event_schema = '{0}' AND event_name = '{1}' AND starts = created
"""
NAME = r"`(?:[^`]|``)*`"
FOREIGN_KEY = re.compile(rf"CONSTRAINT ({NAME}) FOREIGN KEY (\((?:{NAME}(?:, )?)+\))")
STARTS = re.compile(r" STARTS '[^']*'")
# In the order in which they can be made, with the column of SHOW CREATE that has the statement.
OTHERS = (
    ("LIBRARY", 2, "library_name", "libraries WHERE library_schema"),
    ("FUNCTION", 2, "routine_name", "routines WHERE routine_type = 'FUNCTION' AND routine_schema"),
    (
        "PROCEDURE",
        2,
        "routine_name",
        "routines WHERE routine_type = 'PROCEDURE' AND routine_schema",
    ),
    ("TRIGGER", 2, "trigger_name", "triggers WHERE trigger_schema"),
    ("EVENT", 3, "event_name", "events WHERE event_schema"),
)


def copy_database(source: str, target: str) -> None:
    """Make in one database all that is in another on the same server, with its rows.

    Args:
        source: its URL.
        target: the URL of one that is empty.
    """
    old = urlsplit(source).path[1:]
    with closing(connect(target, autocommit=True)) as connection:
        ask(connection, SETTINGS)
        objects = ask(connection, OBJECTS.format(old))
        for name, kind in objects:
            if kind == "SEQUENCE":
                _sequence(connection, old, name)
            elif kind != "VIEW":
                _table(connection, old, name)
        _views(connection, old, [name for name, kind in objects if kind == "VIEW"])
        for kind, column, name in _others(connection, old):
            _other(connection, kind, old, name, column)


def _statement(connection: pymysql.Connection[Any], kind: str, old: str, name: str) -> str:
    [row] = ask(connection, f"SHOW CREATE {kind} {quoted(old)}.{quoted(name)}")
    return str(row[1])


def _table(connection: pymysql.Connection[Any], old: str, name: str) -> None:
    ask(connection, _without_implied(_statement(connection, "TABLE", old, name)))
    listed = [quoted(column) for (column,) in ask(connection, COLUMNS.format(old, name))]
    columns, there = ", ".join(listed), f"{quoted(old)}.{quoted(name)}"
    ask(connection, f"INSERT INTO {quoted(name)} ({columns}) SELECT {columns} FROM {there}")  # noqa: S608 - quoted


def _without_implied(text: str) -> str:
    """The statement without the keys that a foreign key brings.

    The server drops such a key when a later one covers it, and keeps one that somebody asked for.
    """
    for name, columns in FOREIGN_KEY.findall(text):
        text = text.replace(f"  KEY {name} {columns.replace('`, `', '`,`')},\n", "")
    return text


def _sequence(connection: pymysql.Connection[Any], old: str, name: str) -> None:
    """The copy leaves out the numbers that the server has put aside: which, it does not say."""
    ask(connection, _statement(connection, "SEQUENCE", old, name))
    there = f"{quoted(old)}.{quoted(name)}"
    [(number,)] = ask(connection, f"SELECT next_not_cached_value FROM {there}")  # noqa: S608
    ask(connection, f"SELECT SETVAL({quoted(name)}, {number}, 0)")


def _views(connection: pymysql.Connection[Any], old: str, names: list[str]) -> None:
    """Views may read each other, so each comes when all that it reads is there."""
    import pymysql

    [(new,)] = ask(connection, "SELECT database()")
    texts = [_statement(connection, "VIEW", old, name) for name in names]
    waiting = [text.replace(f"{quoted(old)}.", f"{quoted(new)}.") for text in texts]
    while waiting:
        before, waiting = waiting, []
        for text in before:
            try:
                ask(connection, text)
            except pymysql.MySQLError:
                waiting.append(text)
                if len(waiting) == len(before):
                    raise


def _other(
    connection: pymysql.Connection[Any], kind: str, old: str, name: str, column: int
) -> None:
    """What keeps the mode that it was made in; an event also when it was made, if nothing else."""
    [row] = ask(connection, f"SHOW CREATE {kind} {quoted(old)}.{quoted(name)}")
    text = str(row[column])
    if kind == "EVENT" and ask(connection, UNSTARTED.format(old, name)):
        text = STARTS.sub("", text)
    ask(connection, f"SET SESSION sql_mode = '{row[1]}'")
    ask(connection, text)


def _others(connection: pymysql.Connection[Any], old: str) -> Iterator[tuple[str, int, str]]:
    there = [one for one in OTHERS if one[0] != "LIBRARY" or has_libraries(connection)]
    for kind, column, name, place in there:
        query = f"SELECT {name} FROM information_schema.{place} = '{old}' ORDER BY 1"  # noqa: S608
        for (found,) in ask(connection, query):
            yield kind, column, found
