"""What a server or a migration is in the way of: one message, status 2, nothing left behind."""

from __future__ import annotations

import os
from contextlib import contextmanager

import pytest

from tests.commands import squashkit
from tests.servers import (
    FAMILY,
    TITLES,
    answering,
    as_user,
    databases,
    host_of,
    is_mariadb,
    run,
    title,
)

POOR = f"squashkit_test_{os.getpid()}"


@pytest.fixture(params=sorted(TITLES))
def server(request):
    return answering(request.param)


@pytest.fixture
def refused(site, made):
    """Squash with a server; returns what is said, without the steps on the way there.

    What has been made is looked for where the administrator sees it.
    """

    def squash(server, administrator):
        done = squashkit(site.root, "squash", "--no-git", "--on", server)

        assert (done.status, done.out) == (2, "")
        assert not made & databases(administrator)
        assert not list(site.root.glob("shop/migrations/*squashed*"))
        steps = ("reading", "replaying", "merging", "composing", "proving", "trying")
        progress = tuple(f"squashkit: {step}" for step in steps)
        return [line for line in done.err.splitlines() if not line.startswith(progress)]

    return squash


@contextmanager
def poor_user(server):
    """One that may connect, and no more; its URL with a password."""
    mariadb = is_mariadb(server)
    user = f"{POOR}@'{host_of(server)}'" if mariadb else POOR
    made = (
        f"CREATE USER {user} IDENTIFIED BY 'x'"
        if mariadb
        else f"CREATE ROLE {user} LOGIN PASSWORD 'x'"
    )
    run(server, made)
    try:
        yield as_user(server, POOR, "{}")
    finally:
        run(server, f"DROP USER {user}")


def where(url):
    """How a server is called in messages."""
    return as_user(url, POOR)


@pytest.mark.parametrize("engine", FAMILY)
def test_a_wrong_password(refused, engine):
    """A PostgreSQL that trusts its machine asks for none."""
    server = answering(engine)
    with poor_user(server) as url:
        said = refused(url.format("wrong"), server)

    # A server may look up what a host is called.
    assert [line.replace("@'localhost'", "@'127.0.0.1'") for line in said] == [
        f"squashkit: {where(url)} cannot be reached: Access denied for user "
        f"'{POOR}'@'127.0.0.1' (using password: YES)",
        "  Check that the server runs, and the user, the password and the name in the URL.",
    ]


def test_no_right_to_create_databases(refused, server):
    with poor_user(server) as url:
        fact, hint = refused(url.format("x"), server)

    assert fact.startswith(f"squashkit: {where(url)} makes no throw-away database: ")
    assert hint in {
        "  Let its user create databases (ALTER USER ... CREATEDB), or name another user.",
        "  Let its user create them: GRANT ALL ON `squashkit\\_%`.* TO ..., or name another user.",
    }


@pytest.mark.parametrize("engine", FAMILY)
def test_the_right_that_the_hint_names_is_enough(site, engine):
    server = answering(engine)
    with poor_user(server) as url:
        run(server, f"GRANT ALL ON `squashkit\\_%`.* TO {POOR}@'{host_of(server)}'")
        done = squashkit(site.root, "squash", "--dry-run", "--on", url.format("x"))

    assert (done.status, done.out.count("The proof holds.")) == (0, 1)


def test_an_extension_that_is_missing(refused, site):
    server = answering("postgresql")
    site.migration(
        "shop.0003_name",
        "CreateExtension('no_such'),",
        "shop.0002_price",
        before="from django.contrib.postgres.operations import CreateExtension",
    )
    said = refused(server, server)

    assert said[0].startswith(
        "squashkit: The original history does not migrate on an empty PostgreSQL database: "
        'shop.0003_name raises NotSupportedError: extension "no_such" is not available DETAIL: '
    )
    assert said[-1] == (
        "  Install the extension on that server and let its user create it, or name a server that "
        "has it with --on."
    )


@pytest.mark.parametrize(
    ("code", "error", "hint"),
    [
        (
            "from urllib.request import urlopen; urlopen('http://127.0.0.1:1/')",
            "URLError: <urlopen error [Errno 111] Connection refused>",
            "It reaches for the network, as on every new database: let the step end before that "
            "where its tables are empty, or run this where it gets an answer.",
        ),
        (
            "import socket; socket.create_connection(('127.0.0.1', 1))",
            "ConnectionRefusedError: [Errno 111] Connection refused",
            "It reaches for the network, as on every new database: let the step end before that "
            "where its tables are empty, or run this where it gets an answer.",
        ),
        (
            "from django.conf import settings; settings.PRICES",
            "AttributeError: 'Settings' object has no attribute 'PRICES'",
            "Every new database needs that setting: add it, or name the settings that have it with "
            "--settings.",
        ),
        (
            "1 / 0",
            "ZeroDivisionError: division by zero",
            "Nothing can be proven before `python manage.py migrate` works on an empty database "
            "there. If nobody runs the project on this engine, leave out its --on.",
        ),
    ],
    ids=["network", "socket", "settings", "any"],
)
def test_a_step_that_raises(refused, made, site, server, code, error, hint):
    """On SQLite it raises too, so that only the server is left to try."""
    site.migration(
        "shop.0003_name",
        "migrations.RunPython(step),",
        "shop.0002_price",
        before=f"def step(apps, editor):\n    {code}\n",
    )
    assert refused(server, server) == [
        f"squashkit: The original history does not migrate on an empty {title(server)} database: "
        f"shop.0003_name, line 5, raises {error}",
        f"  {hint}",
    ]
    assert made


# Ends the connection that holds this run's databases, and no other's.
END = """
def end(apps, editor):
    with editor.connection.cursor() as cursor:
        if editor.connection.vendor == "postgresql":
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = regexp_replace(current_database(), '_[0-9]+$', '')"
            )
        if editor.connection.vendor == "mysql":
            cursor.execute(
                "SELECT IS_USED_LOCK(REGEXP_REPLACE(DATABASE(), '_[0-9]+$', ''))"
            )
            cursor.execute(f"KILL {cursor.fetchone()[0]}")
"""


def test_a_server_that_breaks_off(refused, made, site, server):
    site.migration("shop.0003_name", "migrations.RunPython(end),", "shop.0002_price", before=END)

    assert refused(server, server) == [
        f"squashkit: {server} broke off: "
        + ("the connection was lost" if "mysql" in server else "the connection is closed"),
        "  Look at its log. What is left of throw-away databases is dropped with the next run.",
    ]
    assert made
