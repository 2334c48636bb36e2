"""A database of its own on a real PostgreSQL server, gone after the test."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from squashkit.databases.naming import with_name
from tests.servers import answering


@pytest.fixture(scope="session")
def server() -> str:
    return answering("postgresql")


@contextmanager
def a_database(server: str, template: str = "template1") -> Iterator[str]:
    """The URL of a new database, of a name of its own."""
    name = f"squashkit_test_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        try:
            yield with_name(server, name)
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def database(server: str) -> Iterator[str]:
    """The URL of a new database."""
    with a_database(server) as url:
        yield url
