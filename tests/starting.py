"""Starts a server of each engine that no test could reach: `pytest -p tests.starting`.

What is started is gone at the end; what cannot be is named in the summary, with the reason.
"""

from __future__ import annotations

import os
from contextlib import ExitStack

import pytest

from squashkit.databases.mariadb.servers import mysql_server as mysql
from squashkit.databases.mariadb.servers import server as mariadb
from squashkit.databases.postgresql.servers import server as postgresql
from squashkit.errors import DatabaseError
from tests.servers import URLS, VARIABLES, demand

STARTS = {"mariadb": mariadb, "mysql": mysql, "postgresql": postgresql}
KEY = pytest.StashKey[tuple[ExitStack, dict[str, str]]]()


def pytest_configure(config: pytest.Config) -> None:
    """Before workers start, which have the variables from here."""
    stack, said = ExitStack(), dict[str, str]()
    config.stash[KEY] = stack, said
    for engine in () if hasattr(config, "workerinput") else sorted(URLS):
        try:
            demand(engine)
        except DatabaseError as error:
            # A server that somebody has named is not passed over for another.
            named = VARIABLES[engine] in os.environ
            said[engine] = _not_run(engine, error) if named else _start(engine, stack)


def _start(engine: str, stack: ExitStack) -> str:
    try:
        url = stack.enter_context(STARTS[engine]())
    except DatabaseError as error:
        return _not_run(engine, error)
    os.environ[VARIABLES[engine]] = URLS[engine] = url
    return f"tests on {engine} ran on a server that was started for them"


def _not_run(engine: str, error: DatabaseError) -> str:
    return f"tests on {engine} were not run: {error.fact}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say which servers were not those of this machine."""
    _, said = terminalreporter.config.stash[KEY]
    for line in said.values():
        terminalreporter.write_line(line)


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the servers."""
    stack, _ = config.stash[KEY]
    stack.close()
