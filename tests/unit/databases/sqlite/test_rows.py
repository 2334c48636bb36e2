from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from squashkit.databases.sqlite.catalogue import Catalogue
from squashkit.databases.sqlite.rows import read_rows, read_tables, render
from squashkit.model.schema import Reference


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


@pytest.mark.parametrize(
    ("definition", "key", "numbered"),
    [
        ("id integer PRIMARY KEY AUTOINCREMENT", ("id",), True),
        ("id integer PRIMARY KEY", ("id",), False),  # Django's IntegerField(primary_key=True)
        ("id text PRIMARY KEY", ("id",), False),
        ("b int, a int, PRIMARY KEY (b, a)", ("a", "b"), False),
        ("a int DEFAULT 'AUTOINCREMENT'", (), False),
    ],
)
def test_the_key_of_a_table(definition, key, numbered):
    found = tables(f"CREATE TABLE t ({definition})")["t"]
    assert (found.key, found.numbered) == (key, numbered)


@pytest.mark.parametrize(
    ("definition", "references"),
    [
        ("a int REFERENCES P", [("a", "p", "Id")]),
        ("a int REFERENCES p (ID)", [("a", "p", "Id")]),
        ('"A b" int REFERENCES p ("name")', [("A b", "p", "name")]),
        ("a int REFERENCES missing (id)", []),
        ("a int, b int, FOREIGN KEY (a, b) REFERENCES p (id, name)", []),
    ],
)
def test_the_references_of_a_table(definition, references):
    parent = "CREATE TABLE p (Id integer PRIMARY KEY, name text UNIQUE);"
    found = tables(f"{parent} CREATE TABLE t ({definition})")["t"]
    assert found.references == tuple(Reference(*one) for one in references)


def tables(sql: str):
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(sql)
        return read_tables(Catalogue(connection), [])
