"""The databases of one alias, each with those of the other aliases beside it."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from squashkit.databases.sqlite.sandboxes import files
from squashkit.workflows.proofs.aliases.families import Families


def execute(database, statement):
    with closing(sqlite3.connect(database)) as connection, connection:
        return connection.execute(statement).fetchall()


def tables(database):
    return [name for (name,) in execute(database, "SELECT name FROM sqlite_master")]


@pytest.fixture
def box():
    with files() as made:
        yield made


def test_each_database_has_its_own_beside_it(box):
    default = box.database("default")
    execute(default, "CREATE TABLE t (n integer)")
    families = Families("b", box, {"default": default}, ("c",))
    one, other = families.database("walk"), families.database("walk")
    execute(families.known[one]["default"], "CREATE TABLE u (n integer)")

    assert tables(families.known[one]["default"]) == ["t", "u"]
    assert tables(families.known[other]["default"]) == tables(default) == ["t"]
    assert tables(families.known[one]["c"]) == []


def test_a_copy_takes_what_is_beside_along(box):
    families = Families("default", box, {}, ("b",))
    one = families.database("walk")
    execute(families.known[one]["b"], "CREATE TABLE t (n integer)")
    copy = families.copy(one, "back")

    assert copy != one
    assert tables(families.known[copy]["b"]) == ["t"]


def test_where_nobody_migrates_default_it_is_empty(box):
    families = Families("b", box, {}, ())

    assert tables(families.known[families.database("walk")]["default"]) == []
