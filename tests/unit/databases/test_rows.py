from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from squashkit.databases.rows import read_rows, render


def test_every_type_is_told_apart():
    values = [None, "NULL", "", 1, 1.0, "1", "1.0", b"1", b"", "X'31'", "'1'", True]
    rendered = [render(value) for value in values[:-1]]
    assert len(set(rendered)) == len(rendered)


def test_quotes_are_doubled():
    assert render("it's") == "'it''s'"


def test_rows_are_sorted_and_follow_the_sorted_columns():
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(
            """
            CREATE TABLE "t""t" (b, "a ""a");
            INSERT INTO "t""t" VALUES (2, 'x'), (1, NULL), (1, NULL);
            """
        )
        found = read_rows(connection, 't"t', ["b", 'a "a'])
    assert found.columns == ("b", 'a "a')
    assert found.rows == (("'x'", "2"), ("NULL", "1"), ("NULL", "1"))


def test_text_that_is_no_text():
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(
            "CREATE TABLE t (a); INSERT INTO t VALUES (CAST(X'ff' AS TEXT)), (X'ff');"
        )
        assert read_rows(connection, "t", ["a"]).rows == (("CAST(X'ff' AS TEXT)",), ("X'ff'",))


def test_a_table_that_cannot_be_read():
    connection = closing(sqlite3.connect(":memory:"))
    with connection as opened, pytest.raises(sqlite3.OperationalError):
        read_rows(opened, "missing", ["a"])
