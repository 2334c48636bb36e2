"""Code that names migrations: shown by a squash, rewritten by a cleanup."""

import json

import pytest

from tests.commands import squashkit
from tests.projects import ID, Site

SEED = """
def seed(apps, editor):
    apps.get_model("shop", "Item").objects.create(price={})
"""
TESTS = """\
from importlib import import_module

from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import TransactionTestCase

seed = import_module("shop.migrations.0003_more")  # runs by hand as well


class SeedTest(TransactionTestCase):
    migrate_to = [("shop", "0003_more")]

    def test_rows(self):
        MigrationExecutor(connection).migrate(self.migrate_to)
        Item = apps.get_model("shop", "Item")
        Item.objects.all().delete()
        seed.seed(apps, None)
        self.assertEqual([item.price for item in Item.objects.all()], [2])
"""
SCRIPT = "manage.py migrate shop 0002_seed\n"


@pytest.fixture
def project(tmp_path) -> Site:
    """Two seeds of one name, a test that uses the second, and a script."""
    site = Site(tmp_path / "site", "shop")
    site.models("shop", "class Item(models.Model):\n    price = models.IntegerField()\n")
    site.migration(
        "shop.0001_initial",
        f'migrations.CreateModel("Item", [{ID}, ("price", models.IntegerField())]),',
    )
    step = "migrations.RunPython(seed),"
    site.migration("shop.0002_seed", step, "shop.0001_initial", before=SEED.format(1))
    site.migration("shop.0003_more", step, "shop.0002_seed", before=SEED.format(2))
    site.write("shop/tests.py", TESTS)
    site.write("deploy.sh", SCRIPT)
    site.commit()
    return site


def test_the_whole_way(project):
    record = json.loads(squashkit(project.root, "squash", "--format", "json").out)
    assert record["written"]
    assert [
        (one["path"], one["line"], one["kind"], [name["name"] for name in one["names"]])
        for one in record["plan"]["references"]
    ] == [
        ("deploy.sh", 1, "text", ["0002_seed"]),
        ("shop/tests.py", 8, "import", ["0003_more"]),
        ("shop/tests.py", 12, "key", ["0003_more"]),
    ]
    project.manage("test", "shop")
    project.commit()
    project.manage("migrate")

    done = squashkit(project.root, "cleanup")
    assert done.status == 0
    assert "deploy.sh:1" in done.out
    text = (project.root / "shop" / "tests.py").read_text()
    squash = "0001_squashed_0003_more"
    assert text == TESTS.replace("0003_more", squash).replace("seed.seed", "seed.seed_0003")
    assert "OK" in project.manage("test", "shop")
    assert "No migrations to apply" in project.manage("migrate")


def test_a_plan_shows_them(project):
    done = squashkit(project.root, "plan")

    assert done.out.partition("Code that names")[2].splitlines() == [
        " these migrations, which a cleanup will meet",
        "Where             As      Migrations",
        "deploy.sh:1       text    shop.0002_seed",
        "shop/tests.py:8   import  shop.0003_more",
        "shop/tests.py:12  key     shop.0003_more",
    ]


def test_a_squash_that_is_taken_over_is_named_by_code(project):
    assert squashkit(project.root, "squash").status == 0
    first, later = "0001_squashed_0003_more", "0001_squashed_0004_note"
    project.write("x.py", TESTS.replace("0003_more", first).replace("seed.seed", "seed.seed_0003"))
    project.write(
        "shop/models.py",
        "from django.db import models\nclass Item(models.Model):\n"
        "    price = models.IntegerField()\n    note = models.TextField(default='')\n",
    )
    project.migration(
        "shop.0004_note",
        'migrations.AddField("Item", "note", models.TextField(default="")),',
        f"shop.{first}",
    )
    project.commit()
    done = squashkit(project.root, "squash")

    assert (done.status, done.out.count("x.py")) == (0, 3)
    text = (project.root / "x.py").read_text()
    assert f'import_module("shop.migrations.{later}")' in text
    assert 'migrate_to = [("shop", "0003_more")]' in text


def test_code_that_only_replaced_migrations_use(project):
    project.write("shop/tools.py", "def check(value):\n    pass\n\ndef price():\n    return 4\n")
    project.migration(
        "shop.0004_price",
        'migrations.AddField("Item", "a", models.IntegerField(default=1, validators=[check])),'
        'migrations.AddField("Item", "b", models.IntegerField(default=price)),',
        "shop.0003_more",
        before="from shop.tools import check, price",
    )
    project.migration(
        "shop.0005_a",
        'migrations.RemoveField("Item", "a"),',
        "shop.0004_price",
    )
    project.models(
        "shop",
        """\
        from shop import tools
        class Item(models.Model):
            price = models.IntegerField()
            b = models.IntegerField(default=tools.price)
        """,
    )
    planned = squashkit(project.root, "plan")
    done = squashkit(project.root, "squash", "--no-git")

    assert (planned.status, done.status) == (0, 0)
    for one in (planned, done):
        listed = one.out.partition("Code that only ")[2].partition("\n\n")[0]
        assert listed.strip().splitlines() == [
            "replaced migrations use: it can go after a cleanup",
            "Where            Name   Used by",
            "shop/tools.py:1  check  shop.0004_price",
        ]


HELPERS = """\
from importlib import import_module


def run(apps, editor):
    import_module("shop.migrations.0002_seed").seed(apps, editor)
"""


def with_helpers(project, text):
    """A squash that uses a module, which names a migration that goes; databases have it all."""
    (project.root / "shop" / "tests.py").unlink()
    project.write("shop/helpers.py", text)
    step, before = "migrations.RunPython(run),", "from shop.helpers import run\n"
    project.migration("shop.0004_again", step, "shop.0003_more", before=before)
    project.commit()
    assert squashkit(project.root, "squash").status == 0
    project.commit()
    project.manage("migrate")


def test_code_that_migrations_import_is_proven_as_it_will_be(project):
    """It is rewritten, and the proof looks at the new text."""
    with_helpers(project, HELPERS)
    done = squashkit(project.root, "cleanup")

    assert done.status == 0
    text = (project.root / "shop" / "helpers.py").read_text()
    assert text == HELPERS.replace("0002_seed", "0001_squashed_0004_again")


def test_a_circle_that_a_cleanup_would_make_is_seen(project):
    """Helpers import a migration at once, and a migration imports them."""
    call = 'import_module("shop.migrations.0002_seed").seed'
    eager = f"seed = {call}\n\n\ndef run"
    with_helpers(project, HELPERS.replace(call, "seed").replace("def run", eager))
    files = project.files()
    done = squashkit(project.root, "cleanup")

    assert done.status != 0
    assert "circular import" in done.out + done.err
    assert project.files() == files
