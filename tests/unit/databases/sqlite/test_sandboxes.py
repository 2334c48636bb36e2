from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

import pytest

from squashkit.databases.sandboxes import sandbox
from squashkit.databases.sqlite.connecting import connect_read_only
from squashkit.errors import DatabaseError
from squashkit.folders import PREFIX


def test_a_sandbox_is_in_the_temporary_directory_and_goes_away():
    with sandbox() as box:
        database = Path(box.database("before"))
        assert box.directory.parent.parent == Path(tempfile.gettempdir())
        assert box.directory.parent.name.startswith(PREFIX)
        assert database.parent == box.directory
    assert not box.directory.exists()


def test_a_sandbox_goes_away_after_an_error():
    with pytest.raises(ValueError, match="on purpose"), sandbox() as box:
        raise ValueError("on purpose")
    assert not box.directory.exists()


def test_every_database_is_a_fresh_one_whatever_its_name():
    with sandbox() as box:
        paths = [Path(box.database("release/v1.0")) for _ in range(3)]
        assert len(set(paths)) == 3
        assert {path.read_bytes() for path in paths} == {b""}
        assert all(path.name.startswith("release-v1.0-") for path in paths)


def test_a_copy_has_the_content_and_is_independent():
    with sandbox() as box:
        source = box.database("source")
        with closing(sqlite3.connect(source)) as connection:
            connection.executescript("CREATE TABLE t (x); INSERT INTO t VALUES (1);")
        target = box.copy(source, "target")
        with closing(sqlite3.connect(source)) as connection:
            connection.executescript("DELETE FROM t;")
        with closing(sqlite3.connect(target)) as connection:
            assert connection.execute("SELECT x FROM t").fetchall() == [(1,)]


def test_a_copy_has_what_is_still_in_the_write_ahead_log():
    with sandbox() as box:
        source = box.database("source")
        with closing(sqlite3.connect(source)) as connection:
            connection.executescript("PRAGMA journal_mode = wal; CREATE TABLE t (x);")
            target = box.copy(source, "target")
        with closing(sqlite3.connect(target)) as copied:
            assert copied.execute("SELECT name FROM sqlite_master").fetchall() == [("t",)]


def test_reading_neither_makes_a_database_nor_writes_to_one():
    with sandbox() as box:
        missing = box.directory / "missing.sqlite3"
        with pytest.raises(sqlite3.OperationalError):
            box.copy(str(missing), "copy")
        assert not missing.exists()
        connection = closing(connect_read_only(box.database("empty")))
        with connection as opened, pytest.raises(sqlite3.OperationalError, match="readonly"):
            opened.execute("CREATE TABLE t (x)")


def test_a_disk_that_is_full():
    with pytest.raises(DatabaseError) as refused, sandbox() as box:  # noqa: PT012
        source, directory = box.database("source"), box.directory
        with closing(sqlite3.connect(source)) as connection:
            connection.execute("PRAGMA max_page_count = 1")
            connection.execute("CREATE TABLE t AS SELECT randomblob(100000)")

    assert refused.value.fact == (
        f"A throw-away database in {directory} cannot be used: database or disk is full."
    )
    assert refused.value.hint == (
        "Make room there, or name another folder for temporary files in TMPDIR."
    )
    assert not directory.exists()
