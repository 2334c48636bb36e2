"""What only PostgreSQL refuses or has."""

from __future__ import annotations

import psycopg
import pytest

from squashkit import Project
from tests.projects import ID, Site

SETTINGS = """
import os
import dj_database_url

if os.environ.get("DATABASE_URL"):
    DATABASES = {"default": dj_database_url.parse(os.environ["DATABASE_URL"])}
"""
SEED = """
def seed(apps, editor):
    parent = apps.get_model("app", "Parent").objects.create()
    apps.get_model("app", "Child").objects.create(parent=parent)
"""
FK = "models.ForeignKey('app.Parent', models.CASCADE)"


@pytest.fixture
def family(tmp_path) -> Site:
    """Rows with a foreign key that was there before, and then a change of their table."""
    site = Site(tmp_path, "app", "other", settings=SETTINGS)
    site.migration(
        "app.0001_a",
        f"migrations.CreateModel('Parent', [{ID}]),\n"
        f"migrations.CreateModel('Child', [{ID}, ('parent', {FK})]),",
    )
    site.migration("other.0001_o", f"migrations.CreateModel('O', [{ID}]),", "app.0001_a")
    site.migration(
        "app.0002_b", "migrations.RunPython(seed),", "app.0001_a other.0001_o", before=SEED
    )
    site.migration(
        "app.0003_c",
        "migrations.AddField('Child', 'x', models.IntegerField(default=1)),",
        "app.0002_b",
    )
    return site


def squashed(site: Site) -> str:
    """The text of the squash, which is on disk now."""
    squash = Project(site.root, "settings").squash()
    assert squash.holds
    [path] = squash.write(require_git=False)
    return path.read_text()


def test_rows_are_settled_before_their_table_changes(family, database, monkeypatch):
    text = squashed(family)
    monkeypatch.setenv("DATABASE_URL", database)

    assert "check_constraints()" in text
    assert "Applying app.0002_squashed_0003_c... OK" in family.manage("migrate")


def test_without_that_the_server_refuses(family, database, monkeypatch):
    text = squashed(family)
    path = family.root / "app/migrations/0002_squashed_0003_c.py"
    path.write_text(text.replace("schema_editor.connection.check_constraints()", "None"))
    monkeypatch.setenv("DATABASE_URL", database)

    assert "pending trigger events" in family.manage("migrate", check=False)


UNSEED = """
def unseed(apps, editor):
    apps.get_model("app", "Parent").objects.all().delete()
"""


@pytest.mark.parametrize("settles", [True, False])
def test_rows_are_settled_before_their_table_goes(family, database, monkeypatch, settles):
    family.migration(
        "app.0002_b",
        "migrations.RunPython(seed, unseed),",
        "app.0001_a",
        before=SEED + UNSEED,
    )
    text = squashed(family)
    path = family.root / "app/migrations/0001_squashed_0003_c.py"
    if not settles:
        path.write_text(text.replace("schema_editor.connection.check_constraints()", "None"))
    monkeypatch.setenv("DATABASE_URL", database)
    family.manage("migrate", "app")
    said = family.manage("migrate", "app", "zero", check=False)

    assert ("Unapplying app.0001_squashed_0003_c... OK" in said) == settles
    assert ("pending trigger events" in said) != settles


def test_a_table_on_which_nothing_waits_needs_no_end(tmp_path, database, monkeypatch):
    site = Site(tmp_path, "app", settings=SETTINGS)
    fill = "\ndef fill(apps, editor):\n    apps.get_model('app', 'A').objects.create(x=1)\n"
    site.migration(
        "app.0001_a", f"migrations.CreateModel('A', [{ID}, ('x', models.IntegerField())]),"
    )
    site.migration("app.0002_b", "migrations.RunPython(fill),", "app.0001_a", before=fill)
    site.migration(
        "app.0003_c",
        "migrations.AlterField('A', 'x', models.BigIntegerField(unique=True)),\n"
        "migrations.RunSQL('INSERT INTO app_a (x) VALUES (1) ON CONFLICT (x) DO NOTHING'),",
        "app.0002_b",
    )
    text = squashed(site)
    monkeypatch.setenv("DATABASE_URL", database)

    assert "finish_tables" not in text
    assert "Applying app.0001_squashed_0003_c... OK" in site.manage("migrate")


def test_a_new_table_may_point_to_rows_that_wait(family, database, monkeypatch):
    made = f"migrations.CreateModel('Other', [{ID}, ('parent', {FK})]),"
    family.migration("app.0003_c", made, "app.0002_b")
    text = squashed(family)
    monkeypatch.setenv("DATABASE_URL", database)

    assert "finish_tables" not in text
    assert "Applying app.0002_squashed_0003_c... OK" in family.manage("migrate")


def test_a_foreign_key_to_a_key_that_changes_is_made_once(tmp_path, database, monkeypatch):
    """Where it is still to come, Django would make it there, and once more at the end."""
    site = Site(tmp_path, "app", settings=SETTINGS)
    small = "('id', models.AutoField(primary_key=True))"
    site.migration("app.0001_a", f"migrations.CreateModel('Parent', [{small}]),")
    site.migration(
        "app.0002_b", f"migrations.CreateModel('Child', [{ID}, ('parent', {FK})]),", "app.0001_a"
    )
    fill = "\ndef fill(apps, editor):\n    apps.get_model('app', 'Parent').objects.create()\n"
    site.migration("app.0003_c", "migrations.RunPython(fill),", "app.0002_b", before=fill)
    big = "migrations.AlterField('Parent', 'id', models.BigAutoField(primary_key=True)),"
    site.migration("app.0004_d", big, "app.0003_c")
    text = squashed(site)
    monkeypatch.setenv("DATABASE_URL", database)
    site.manage("migrate")

    assert "finish_tables" in text
    with psycopg.connect(database) as connection:
        found = connection.execute("SELECT count(*) FROM pg_constraint WHERE contype = 'f'")
        assert found.fetchone() == (1,)


def test_an_index_that_was_made_concurrently_is_made_with_its_table(
    tmp_path, database, monkeypatch
):
    site = Site(tmp_path, "app", settings=SETTINGS)
    site.migration(
        "app.0001_a", f"migrations.CreateModel('A', [{ID}, ('x', models.IntegerField())]),"
    )
    site.migration(
        "app.0002_b",
        "AddIndexConcurrently('A', models.Index(fields=['x'], name='ix')),",
        "app.0001_a",
        before="from django.contrib.postgres.operations import AddIndexConcurrently",
        body="atomic = False",
    )
    monkeypatch.setenv("DATABASE_URL", database)
    [made] = Project(site.root, "settings").plan().segments

    assert made.atomic
    assert made.gain.operations_after == 1
