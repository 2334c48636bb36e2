"""Throw-away databases on servers: they are gone at the end, and nothing else is touched."""

from __future__ import annotations

import pytest

from squashkit.analysis.comparing import compare
from squashkit.databases.naming import with_name
from squashkit.databases.sandboxes import sandbox
from squashkit.errors import DatabaseError
from tests.backends.test_mariadb_changes import base_of
from tests.servers import FAMILY, TITLES, answering, as_user, databases, host_of, run

TABLE = "CREATE TABLE t (x integer); INSERT INTO t VALUES (1)"


@pytest.fixture(params=sorted(TITLES))
def server(request):
    return answering(request.param)


@pytest.fixture(params=FAMILY)
def relative(request):
    """A server whose databases are copied object by object."""
    return answering(request.param)


def test_a_copy_has_the_content_and_is_independent(server):
    with sandbox(server) as box:
        source = box.database("one")
        run(source, TABLE)
        first, second = box.copy(source, "two"), box.copy(source, "three")
        assert compare(box.read(source), box.read(first)) == ()
        run(first, "INSERT INTO t VALUES (2)")

        rows = [len(box.read(one).tables["t"].rows) for one in (source, first, second)]
        assert rows == [1, 2, 1]


def test_everything_is_dropped_at_the_end(server, made):
    with pytest.raises(KeyboardInterrupt), sandbox(server) as box:  # noqa: PT012
        box.copy(box.database("one"), "two")
        assert len(made & databases(server)) == 2
        raise KeyboardInterrupt
    assert not made & databases(server)


def test_what_is_there_is_not_touched(server, made):
    """Nothing is written to the database that the URL names, nor to others like it."""
    with sandbox(server) as around:
        real = around.database("of the user")
        run(real, TABLE)
        before, content = set(made), around.read(real)
        with sandbox(real) as box:
            run(box.database("one"), "CREATE TABLE t (y integer)")
            box.copy(real, "two")
        assert made & databases(server) == before
        assert compare(content, around.read(real)) == ()


def test_what_a_killed_run_left_is_dropped_with_the_next(server):
    with sandbox(server) as alive:
        kept = alive.database("one")
        left = with_name(server, "squashkit_00000000_1")
        run(server, "CREATE DATABASE squashkit_00000000_1")
        run(server, "CREATE DATABASE squashkit_mine")
        try:
            with sandbox(server):
                there = {with_name(server, name) for name in databases(server)}
            assert left not in there
            assert {kept, with_name(server, "squashkit_mine")} <= there
        finally:
            run(server, "DROP DATABASE squashkit_mine")


def test_a_copy_has_every_kind_of_object(relative):
    with sandbox(relative) as box:
        source = box.database("one")
        run(source, base_of(relative))
        run(source, "CREATE VIEW a_first AS SELECT id FROM cheap_books")
        copied = box.copy(source, "two")

        assert compare(box.read(source), box.read(copied)) == ()


def test_a_copy_leaves_out_what_the_server_works_out_by_itself(relative):
    """It was tried to write a column that nobody sees."""
    with sandbox(relative) as box:
        source = box.database("one")
        run(source, "CREATE TABLE t (x integer, y integer AS (x + 1) INVISIBLE)")
        run(source, "INSERT INTO t VALUES (1)")
        copied = box.copy(source, "two")

        assert compare(box.read(source), box.read(copied)) == ()


KIN = """
    CREATE TABLE p (id bigint PRIMARY KEY, b bigint, UNIQUE (id, b));
    CREATE TABLE t (id bigint PRIMARY KEY, a bigint, b bigint,
        CONSTRAINT one FOREIGN KEY (a) REFERENCES p (id),
        CONSTRAINT two FOREIGN KEY (a, b) REFERENCES p (id, b))
"""


@pytest.mark.parametrize("later", ["CREATE INDEX c ON t (a, b, id)", "DO 1"])
def test_in_a_copy_a_key_of_a_foreign_key_goes_when_it_would(later, relative):
    with sandbox(relative) as box:
        source = box.database("one")
        run(source, KIN)
        copied = box.copy(source, "two")
        run(source, later)
        run(copied, later)

        assert compare(box.read(source), box.read(copied)) == ()


USERS = {
    "postgresql": ("CREATE ROLE squashkit_poor LOGIN", "DROP ROLE squashkit_poor"),
    **dict.fromkeys(FAMILY, ("CREATE USER squashkit_poor@'{}'", "DROP USER squashkit_poor@'{}'")),
}


@pytest.mark.parametrize("engine", sorted(USERS))
def test_a_user_who_may_not_create_databases(engine):
    server = answering(engine)
    poor = as_user(server, "squashkit_poor")
    made, gone = (text.format(host_of(server)) for text in USERS[engine])
    run(server, made)
    try:
        with sandbox(poor) as box, pytest.raises(DatabaseError) as raised:
            box.database("one")
    finally:
        run(server, gone)
    assert raised.value.fact.startswith(f"{poor} makes no throw-away database: ")
    assert "or name another user." in raised.value.hint


def test_what_is_no_server():
    with pytest.raises(DatabaseError) as raised, sandbox("oracle://me:secret@host/x"):
        pass
    assert raised.value.fact == (
        "oracle://me@host/x is no server that squashkit can prove something on."
    )
