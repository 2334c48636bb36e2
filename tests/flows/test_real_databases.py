"""The databases of the project's own settings are read at most, whatever a command does."""

from __future__ import annotations

import json
import uuid
from contextlib import contextmanager

import pytest

from squashkit.databases import mariadb, postgresql, sqlite
from squashkit.databases.naming import scheme_of
from tests.commands import squashkit
from tests.flows.teams import Team, add
from tests.projects import ID
from tests.servers import answering, run

STEP = """\
from django.db import connections

def everywhere(apps, editor):
    for alias in connections:
        with connections[alias].cursor() as cursor:
            cursor.execute("CREATE TABLE made_in_%s (id integer)" % alias)
    apps.get_model("shop", "Item").objects.create(price=5)

def nowhere(apps, editor):
    for alias in connections:
        with connections[alias].cursor() as cursor:
            cursor.execute("DROP TABLE made_in_%s" % alias)
"""
SETTINGS = """
import dj_database_url, pymysql
pymysql.install_as_MySQLdb()
for alias, url in {urls!r}.items():
    at = dj_database_url.parse(url)
    told = {{name.upper(): one for name, one in at.get("OPTIONS", {{}}).items()}}
    DATABASES[alias] = {{**at, **told, "OPTIONS": {{}}}}
"""
COMMANDS = (
    ("squash", "--on", "default", "--from", "v1"),
    ("validate", "--on", "default", "--from", "v1"),
    ("diff", "default", "other"),
    ("state",),
    ("check", "--database", "default", "other"),
    ("prune", "--dry-run"),
    ("cleanup", "--on", "default"),
)


BLOCKED = 1
"""The status of a cleanup that some database is not ready for."""


@contextmanager
def two_databases(engine, folder):
    """URLs of two real databases, which are there for the time of a test."""
    names = {alias: f"squashkit_test_{uuid.uuid4().hex[:8]}" for alias in ("default", "other")}
    if engine == "sqlite":
        yield {alias: f"sqlite:///{folder / name}.sqlite3" for alias, name in names.items()}
        return
    server = answering(engine)
    for name in names.values():
        run(server, f"CREATE DATABASE {name}")
    path, question, query = server.partition("?")
    try:
        yield {
            alias: f"{path.rpartition('/')[0]}/{name}{question}{query}"
            for alias, name in names.items()
        }
    finally:
        for name in names.values():
            run(server, f"DROP DATABASE {name}")


@pytest.fixture(params=["sqlite", "mariadb", "postgresql"])
def urls(request, tmp_path):
    with two_databases(request.param, tmp_path) as found:
        yield found


@pytest.fixture
def deployed(empty_site, urls):
    """A project whose databases have rows and half of its migrations."""
    site = empty_site("shop", settings=SETTINGS.format(urls=urls))
    price = "('price', models.IntegerField(default=1))"
    site.migration("shop.0001_a", f"migrations.CreateModel('Item', [{ID}, {price}]),")
    more = "migrations.AddField('Item', 'name', models.CharField(max_length=9, default='x')),"
    site.migration("shop.0002_b", more, "shop.0001_a")
    site.commit()
    site.git("tag", "v1")
    site.migration(
        "shop.0003_c", "migrations.RunPython(everywhere, nowhere),", "shop.0002_b", before=STEP
    )
    longer = more.replace("Add", "Alter").replace("9", "20")
    site.migration("shop.0004_d", longer, "shop.0003_c")
    site.commit()
    for alias in urls:
        site.manage("migrate", "shop", "0002", "--database", alias)
        site.manage("shell", "-c", INSERT.format(alias=alias))
    return site


INSERT = """
from django.db import connections
for price in 7, 8:
    connections['{alias}'].cursor().execute(
        "INSERT INTO shop_item (price, name) VALUES (%s, 'real')", [price])
"""


def content(url):
    """All of a database; of a file also its bytes, and when they were written."""
    scheme = scheme_of(url)
    if scheme == "sqlite":
        path = url.removeprefix("sqlite:///")
        with open(path, "rb") as file:
            return sqlite.snapshot(path), file.read()
    return (postgresql if scheme == "postgresql" else mariadb).snapshot(url)


def test_every_command_leaves_them_as_they_are(deployed, urls):
    before = {alias: content(url) for alias, url in urls.items()}
    ended = {command: squashkit(deployed.root, *command).status for command in COMMANDS}

    assert ended == {**dict.fromkeys(COMMANDS, 0), COMMANDS[-1]: BLOCKED}
    assert {alias: content(url) for alias, url in urls.items()} == before

    # What a step would have done there is seen.
    deployed.manage("migrate", "shop", "0003")
    assert [content(url) == before[alias] for alias, url in urls.items()] == [False, False]


def recorded(site):
    """What `squashkit state` says of each database, with the times."""
    document = json.loads(squashkit(site.root, "state", "--format", "json").out)
    return {state["name"]: state["applied"]["shop"] for state in document["states"]}


def test_rows_that_a_cleanup_made_needless_go_and_come_back(deployed, urls):
    """Also the times are as they were: engines keep them in different ways."""
    assert squashkit(deployed.root, "squash").status == 0
    deployed.commit()
    for alias in urls:
        # A step of these migrations writes to all databases at once.
        deployed.manage("migrate", "shop", "--fake", "--database", alias)
    assert squashkit(deployed.root, "cleanup").status == 0
    before = recorded(deployed)
    gone = squashkit(deployed.root, "prune", "--record", "rows.json")
    after = recorded(deployed)
    back = squashkit(deployed.root, "prune", "--undo", "rows.json")

    assert (gone.status, back.status) == (0, 0)
    assert [len(rows) for rows in before.values()] == [5, 5]
    assert [list(rows) for rows in after.values()] == [["0001_squashed_0004_d"]] * 2
    assert recorded(deployed) == before


def test_rows_get_the_new_names_of_a_rebase_and_nothing_else_changes(urls, tmp_path):
    """The one thing that is written to a database, as `--update-database` asks for it."""
    team = Team(tmp_path / "team")
    with (team.root / "settings.py").open("a") as file:
        file.write(SETTINGS.format(urls={"default": urls["default"]}))
    team.commit()
    team.git("tag", "-f", "start")
    team.add("main", "shop.0004_size", add("size"), "shop.0003_name")
    team.add("topic", "shop.0004_colour", add("colour"), "shop.0003_name")
    for branch in ("main", "topic"):
        team.on(branch)
        team.site.manage("migrate")
    before, times = structure(urls["default"]), recorded(team.site)["default"]
    done = squashkit(team.root, "rebase", "--onto", "main", "--update-database", "default")

    assert done.status == 0, done.out + done.err
    assert structure(urls["default"]) == before
    times["0005_colour"] = times.pop("0004_colour")
    assert recorded(team.site)["default"] == times


def structure(url):
    found = content(url)
    return (found[0] if isinstance(found, tuple) else found).parts
