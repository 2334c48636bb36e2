"""The servers that tests may use, and plain SQL on them."""

from __future__ import annotations

import os
from contextlib import closing

import pytest

from squashkit.databases import mariadb, postgresql
from squashkit.databases.mariadb.connecting import connect as connect_mariadb
from squashkit.databases.naming import POSTGRESQL, scheme_of
from squashkit.databases.postgresql.connecting import connect as connect_postgresql
from squashkit.errors import DatabaseError

URLS = {
    "postgresql": os.environ.get(
        "SQUASHKIT_TEST_POSTGRESQL_URL", "postgresql://postgres@127.0.0.1:5432/postgres"
    ),
    "mariadb": os.environ.get("SQUASHKIT_TEST_MARIADB_URL", "mysql://root@127.0.0.1:3306/"),
}
SNAPSHOTS = {"postgresql": postgresql.snapshot, "mariadb": mariadb.snapshot}


def answering(engine: str) -> str:
    """The URL of a server. Where CI runs, one that does not answer is a failure."""
    try:
        connect(URLS[engine]).close()
    except DatabaseError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(error.fact)
    return URLS[engine]


def connect(url: str):
    kind = connect_postgresql if scheme_of(url) in POSTGRESQL else connect_mariadb
    return kind(url, autocommit=True)


def run(url: str, sql: str) -> None:
    """Run statements, none of which has a semicolon inside."""
    with closing(connect(url)) as connection, connection.cursor() as cursor:
        for statement in filter(str.strip, sql.split(";")):
            cursor.execute(statement)


def databases(url: str) -> set[str]:
    """The names of all databases on a server, but for those of tests that change their own."""
    postgres = scheme_of(url) in POSTGRESQL
    query = "SELECT datname AS name FROM pg_database" if postgres else "SHOW DATABASES"
    with closing(connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute(query)
        names = {row["name"] if postgres else row[0] for row in cursor.fetchall()}
        return {name for name in names if not name.startswith("squashkit_test_")}
