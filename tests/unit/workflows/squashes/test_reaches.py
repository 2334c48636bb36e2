"""Data steps, read where their files are."""

from pathlib import Path

import pytest

from squashkit.model.history import App, History
from squashkit.source.reading import read_migration
from squashkit.workflows.squashes.reaches import reaches_of
from tests.builders import key, keys
from tests.projects import Site

STEP = "migrations.RunPython(step),"
ASKS = "def step(apps, schema_editor):\n    apps.get_model('shop', 'Item')\n"


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path / "site", "shop")


def reaches(site, members="shop.0001_a", package="shop.migrations", folder=None):
    """What the members reach, as the models, or why it cannot be told."""
    folder = folder or site.root / "shop/migrations"
    facts = {
        (own := key(f"shop.{path.stem}")): read_migration(own, path.read_bytes(), str(path))
        for path in sorted(folder.glob("0*.py"))
    }
    found = History((App("shop", package, str(folder)),), facts)
    return {
        f"{one.key.name} {one.index}": str(one.code.unknown or " ".join(map(str, one.code.models)))
        for one in reaches_of(site.root, found, keys(members))
    }


def test_steps_have_their_places(site):
    site.migration("shop.0001_a", f"migrations.RunSQL('SELECT 1'),\n{STEP}", before=ASKS)

    assert reaches(site) == {
        "0001_a 0": "shop/migrations/0001_a.py, line 12: it is SQL, which is not read",
        "0001_a 1": "shop.item",
    }


def test_no_steps_and_no_migrations(site):
    site.migration("shop.0001_a", "migrations.CreateModel('Item', []),")

    assert reaches(site) == {}
    assert reaches_of(site.root, History((), {}), []) == ()


def test_only_what_is_asked_for_is_read(site):
    for name in ("0001_a", "0002_b"):
        site.migration(f"shop.{name}", STEP, before=ASKS)

    assert reaches(site) == {"0001_a 0": "shop.item"}


@pytest.mark.parametrize("path", ["shop/tools.py", "shop/tools/__init__.py"])
def test_helpers_of_the_project(site, path):
    site.write(path, "def all_items(apps):\n    apps.get_model('shop', 'Shelf')\n    open('x')\n")
    code = "from shop.tools import all_items\ndef step(apps, schema_editor):\n    all_items(apps)\n"
    site.migration("shop.0001_a", STEP, before=code)

    assert reaches(site) == {"0001_a 0": f"{path}, line 3: it calls open"}


def test_helpers_in_a_folder_that_is_put_on_the_path(site):
    folder = site.root / "src"
    folder.mkdir()
    (site.root / "shop").rename(folder / "shop")
    site.write("src/tools.py", "def all_items(apps):\n    open('x')\n")
    code = "from tools import all_items\ndef step(apps, schema_editor):\n    all_items(apps)\n"
    Site(folder).migration("shop.0001_a", STEP, before=code)

    found = reaches(site, folder=folder / "shop/migrations")
    assert found == {"0001_a 0": "src/tools.py, line 2: it calls open"}


def test_helpers_in_another_migration(site):
    site.migration("shop.0001_a", STEP, before=ASKS)
    site.write(
        "shop/migrations/0002_b.py",
        """\
        from importlib import import_module
        from django.db import migrations
        from ._shared import step

        class Migration(migrations.Migration):
            operations = [migrations.RunPython(step)]
        """,
    )
    site.write("shop/migrations/_shared.py", ASKS)

    assert reaches(site, "shop.0001_a shop.0002_b") == {
        "0001_a 0": "shop.item",
        "0002_b 0": "shop.item",
    }


def test_code_that_is_not_the_projects(site):
    code = "from elsewhere import f\ndef step(apps, schema_editor):\n    f(apps)\n"
    site.migration("shop.0001_a", STEP, before=code)

    [why] = reaches(site).values()
    assert why.startswith("shop/migrations/0001_a.py, line ")
    assert why.endswith(": it uses elsewhere.f")


def test_migrations_that_are_elsewhere(site, tmp_path):
    """Of an app outside the project's folder, or under another package."""
    site.migration("shop.0001_a", STEP, before=ASKS)
    folder = tmp_path / "lib"
    (site.root / "shop/migrations").rename(folder)

    assert reaches(site, package="history.shop", folder=folder) == {"0001_a 0": "shop.item"}
    [why] = reaches_unread(site, folder)
    assert why == f"{folder}/0001_a.py, line 12: it is SQL, which is not read"


def reaches_unread(site, folder):
    path = folder / "0001_a.py"
    path.write_text(path.read_text().replace("RunPython(step)", "RunSQL('SELECT 1')"))
    return reaches(site, package="history.shop", folder=folder).values()


def test_paths_are_short_wherever_the_command_runs(site, monkeypatch):
    monkeypatch.chdir(site.root.parent)
    site.migration("shop.0001_a", "migrations.RunSQL('SELECT 1'),")
    site.root = Path("site")

    [why] = reaches(site).values()
    assert why == "shop/migrations/0001_a.py, line 10: it is SQL, which is not read"
