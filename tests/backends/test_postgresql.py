"""What only PostgreSQL refuses or has."""

from __future__ import annotations

import pytest

from squashkit import Project
from tests.projects import ID, Site

SETTINGS = """
import os
from urllib.parse import urlsplit

if os.environ.get("DATABASE_URL"):
    url = urlsplit(os.environ["DATABASE_URL"])
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": url.path[1:],
            "USER": url.username,
            "PASSWORD": url.password or "",
            "HOST": url.hostname,
            "PORT": url.port or 5432,
        }
    }
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
