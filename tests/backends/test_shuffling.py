"""Rows come in another order where a step asks for none, on the engines that may do so."""

import pytest

from squashkit.databases.sandboxes import sandbox
from squashkit.project.process import ProjectProcess
from squashkit.project.protocol import Migrate, View, Walk
from tests.builders import keys
from tests.projects import ID
from tests.servers import answering

ORDER = keys("app.0001_a app.0002_b app.0003_c")
COPY = """\
def copy(apps, editor):
    A, B = (apps.get_model('app', name) for name in 'AB')
    for one in A.objects.{}:
        B.objects.create(name=one.name)
"""
MAKE = """\
def make(apps, editor):
    for name in 'xyz':
        apps.get_model('app', 'A').objects.create(name=name)
"""


@pytest.fixture(params=["", "postgresql"], ids=["sqlite", "postgresql"])
def server(request):
    return request.param and answering(request.param)


def site_with(empty_site, rows):
    """Rows of one table become those of another, as they come."""
    site, fields = empty_site("app"), f"[{ID}, ('name', models.CharField(max_length=9))]"
    models = "\n".join(f"migrations.CreateModel('{name}', {fields})," for name in "AB")
    site.migration("app.0001_a", models)
    site.migration("app.0002_b", "migrations.RunPython(make),", "app.0001_a", before=MAKE)
    site.migration(
        "app.0003_c", "migrations.RunPython(copy),", "app.0002_b", before=COPY.format(rows)
    )
    return ProjectProcess(site.root, "settings")


def copied(process, server, ask, rows="app_b"):
    """The names in the order of their keys."""
    with sandbox(server) as box:
        database = box.database("x")
        ask(process, database)
        return [name.strip("'") for _, name in box.read(database).tables[rows].rows]


def migrate(process, database):
    assert process.migrate(Migrate(View(), shuffled=True), database).error == ""


def walk(process, database):
    asked = Walk(View(), View(), ORDER, shuffled=True)
    assert process.walk(asked, database).migrated.error == ""


@pytest.mark.parametrize("ask", [migrate, walk])
def test_in_another_order(empty_site, server, ask):
    assert copied(site_with(empty_site, "all()"), server, ask) == ["z", "y", "x"]


@pytest.mark.parametrize("ask", [migrate, walk])
def test_who_asks_for_an_order_gets_it(empty_site, server, ask):
    process = site_with(empty_site, "order_by('pk')")

    assert copied(process, server, ask) == ["x", "y", "z"]
    assert copied(process, server, ask, "app_a") == ["x", "y", "z"]
