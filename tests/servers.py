"""The servers that tests may use, and plain SQL on them."""

from __future__ import annotations

import os
from contextlib import closing
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from squashkit.databases.mariadb.connecting import connect as connect_mariadb
from squashkit.databases.mariadb.connecting import version
from squashkit.databases.mariadb.kinds import kind
from squashkit.databases.naming import MARIADB, POSTGRESQL, scheme_of
from squashkit.databases.postgresql.connecting import connect as connect_postgresql
from squashkit.errors import DatabaseError

VARIABLES = {
    "mariadb": "SQUASHKIT_TEST_MARIADB_URL",
    "mysql": "SQUASHKIT_TEST_MYSQL_URL",
    "postgresql": "SQUASHKIT_TEST_POSTGRESQL_URL",
}
USUAL = {
    "mariadb": "mysql://root@127.0.0.1:3306/",
    "mysql": "mysql://root@127.0.0.1:3307/",
    "postgresql": "postgresql://postgres@127.0.0.1:5432/postgres",
}
URLS = {engine: os.environ.get(VARIABLES[engine], url) for engine, url in USUAL.items()}
TITLES = {"mariadb": "MariaDB", "mysql": "MySQL", "postgresql": "PostgreSQL"}
DUMPS = {"MariaDB": "mariadb-dump", "MySQL": "mysqldump", "PostgreSQL": "pg_dump"}
FAMILY = ("mariadb", "mysql")
"""Those that take the same SQL, for the most part."""


def is_demanded(engine: str) -> bool:
    """Whether a server that does not answer is a failure: where CI runs, and where one is named.

    MySQL is an engine more, which most machines do not have beside MariaDB.
    """
    return VARIABLES[engine] in os.environ or (engine != "mysql" and "CI" in os.environ)


def answering(engine: str) -> str:
    """The URL of a server of this engine; the test is skipped where there need not be one."""
    try:
        demand(engine)
    except DatabaseError as error:
        if is_demanded(engine):
            raise
        pytest.skip(error.fact)
    return URLS[engine]


def demand(engine: str) -> None:
    """Raise if no such server answers, or another one does."""
    url = URLS[engine]
    found = title(url)
    if found != TITLES[engine]:
        raise DatabaseError(f"{url} is {found}, not {TITLES[engine]}.")


def title(url: str) -> str:
    """What the engine of a server is called."""
    with closing(connect(url)) as connection:
        return kind(version(connection)) if is_mariadb(url) else "PostgreSQL"


def is_mariadb(url: str) -> bool:
    """Whether a server is one of FAMILY."""
    return scheme_of(url) in MARIADB


def as_user(url: str, user: str, password: str = "") -> str:
    """The URL for another user of the server, whether that is reached by a port or a socket."""
    at = urlsplit(url)
    where = at.netloc.rpartition("@")[2]
    query = urlencode([pair for pair in parse_qsl(at.query) if pair[0] != "user"], safe="/")
    name = f"{user}:{password}" if password else user
    # On MariaDB such a user may see no database that is there.
    path = "/" if is_mariadb(url) else at.path
    return at._replace(netloc=f"{name}@{where}", path=path, query=query).geturl()


def host_of(url: str) -> str:
    """From where MariaDB sees users come."""
    return "localhost" if "unix_socket" in url else "127.0.0.1"


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
