"""What could be proven and yet wrong, or harm what is not ours: found by reading, kept as tests."""

import json

import pytest

from squashkit import Project
from tests.commands import squashkit
from tests.projects import ID

INT = "models.IntegerField({})"


def composed(site):
    """The squash's text, or nothing; without a proof, to see what is even tried."""
    squash = Project(site.root, "settings").squash()
    return "".join(file.text for file in squash.files), squash


def test_rows_that_exist_keep_the_default_they_were_filled_with(empty_site):
    site = empty_site("app")
    site.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}]),")
    own = "def apply(self, *arguments): return super().apply(*arguments)"
    site.migration("app.0002_b", "", "app.0001_a", body=own)
    field = "migrations.{}('A', 'n', models.IntegerField(default={})),"
    site.migration("app.0003_c", field.format("AddField", 1), "app.0002_b")
    site.migration("app.0004_d", field.format("AlterField", 2), "app.0003_c")
    text, _ = composed(site)

    assert "default=1" in text
    assert "default=2" in text


def test_an_operation_of_one_s_own_is_not_folded_away(empty_site):
    site = empty_site("app")
    site.write(
        "app/ops.py",
        """
        from django.db import migrations
        class AddFieldWithTrigger(migrations.AddField):
            pass
        """,
    )
    site.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}]),")
    site.migration(
        "app.0002_b",
        "ops.AddFieldWithTrigger('A', 'n', models.IntegerField(null=True)),",
        "app.0001_a",
        before="from app import ops",
    )

    assert "AddFieldWithTrigger" in composed(site)[0]


def test_a_value_of_this_machine_s_settings_is_not_written_down(empty_site):
    site = empty_site("app", settings="CURRENCY = 'EUR'")
    site.migration(
        "app.0001_a",
        f"migrations.CreateModel('A', [{ID}, ('c', models.CharField("
        "max_length=3, default=settings.CURRENCY))]),",
        before="from django.conf import settings",
    )
    site.migration(
        "app.0002_b", "migrations.AddField('A', 'n', models.IntegerField(null=True)),", "app.0001_a"
    )

    text = composed(site)[0]

    assert "default=settings.CURRENCY" in text
    assert "EUR" not in text


def test_a_router_does_not_hide_a_table_from_the_proof(empty_site):
    site = empty_site(
        "app",
        settings="""
        DATABASE_ROUTERS = ["router.Nowhere"]
        """,
    )
    site.write("router.py", "class Nowhere:\n    def allow_migrate(self, *a, **k): return False\n")
    site.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}]),")
    site.migration(
        "app.0002_b", "migrations.AddField('A', 'n', models.IntegerField(null=True)),", "app.0001_a"
    )
    _, squash = composed(site)
    [schema] = [one for one in squash.proof.checks if one.name == "schema"]

    assert not schema.compared.startswith("0 parts of the schema")


def test_uploads_stay_in_memory(empty_site):
    site = empty_site("app", settings="MEDIA_ROOT = 'media'")
    site.migration(
        "app.0001_a",
        "migrations.RunPython(save),",
        before="""
        def save(apps, editor):
            from django.core.files.base import ContentFile
            from django.core.files.storage import default_storage
            default_storage.save("x.txt", ContentFile(b"x"))
        """,
    )
    site.migration("app.0002_b", f"migrations.CreateModel('A', [{ID}]),", "app.0001_a")
    composed(site)

    assert not (site.root / "media").exists()


def test_packages_in_an_environment_are_not_ours(site):
    (site.root / ".venv" / "src").mkdir(parents=True)
    (site.root / "shop").rename(site.root / ".venv" / "src" / "shop")
    with (site.root / "settings.py").open("a") as file:
        file.write("import sys; sys.path.append('.venv/src')\n")
    done = squashkit(site.root, "plan")

    assert done.out.startswith("Nothing to squash.")


class TestCleanup:
    @pytest.fixture
    def squashed(self, site):
        """The squash is written and recorded."""
        assert squashkit(site.root, "squash").status == 0
        site.commit()
        site.manage("migrate")
        return site

    def test_every_database_of_the_settings_is_asked(self, squashed):
        with (squashed.root / "settings.py").open("a") as file:
            file.write("DATABASES['other'] = {**DATABASES['default'], 'NAME': 'other.sqlite3'}\n")
        new = squashkit(squashed.root, "cleanup", "--dry-run")
        assert not (squashed.root / "other.sqlite3").exists()
        squashed.manage("migrate", "shop", "0002", "--database", "other")
        begun = squashkit(squashed.root, "cleanup")

        assert (new.status, begun.status) == (0, 1)
        assert "other was never migrated." in new.out
        assert "Database other has 2 of the 3 migrations" in begun.out

    def test_a_file_that_git_ignores_is_not_deleted(self, squashed):
        squashed.write(".git/info/exclude", "0002_price.py\n")
        squashed.git("rm", "-q", "--cached", "shop/migrations/0002_price.py")
        squashed.git("commit", "-qm", "gone")
        done = squashkit(squashed.root, "cleanup")

        assert done.status == 2
        assert "not committed: shop/migrations/0002_price.py" in done.err
        assert (squashed.root / "shop" / "migrations" / "0002_price.py").exists()

    def test_code_that_needs_what_goes_blocks(self, squashed):
        squashed.write("shop/tests.py", "import_module('shop.migrations.0002_price').x\n")
        squashed.write("x.py", "\nexecutor.migrate([('shop', '0002_price')])\n")
        squashed.commit()
        done = squashkit(squashed.root, "cleanup")

        assert done.status == 2
        assert done.err == (
            "squashkit: Code names migrations whose files would go, and cannot be "
            "rewritten:\n"
            "  shop/tests.py, line 1, imports shop.0002_price: it uses `x`, which "
            "shop.0001_squashed_0003_name does not have. Move what it needs out of the "
            "migration, or delete the code that uses it.\n"
            "  x.py, line 2, names shop.0002_price: it is in the middle of "
            "shop.0001_squashed_0003_name, and there will be no such state. Delete the test that "
            "is about it, or keep the files.\n"
            "  Nothing was changed. Correct these places, then run this again.\n"
        )

    def test_a_file_that_is_not_utf_8_is_named(self, squashed):
        path = squashed.root / "shop" / "migrations" / "0009_more.py"
        path.write_bytes(
            "# coding: latin-1\n# \xe9\nfrom django.db import migrations\n"
            "class Migration(migrations.Migration):\n"
            "    dependencies = [('shop', '0003_name')]\n".encode("latin-1")
        )
        squashed.commit()
        squashed.manage("migrate")
        done = squashkit(squashed.root, "cleanup")

        assert done.status == 2
        assert done.err.startswith(f"squashkit: {path} is not UTF-8")


def test_a_second_squash_finds_nothing_and_asks_for_nothing(site):
    assert squashkit(site.root, "squash").status == 0
    done = squashkit(site.root, "squash")

    assert done.status == 0
    assert "Nothing was written." in done.out


@pytest.mark.parametrize(
    "text", ["{}", "no", '{"state": "decided", "write": [], "delete": ["%s"]}']
)
def test_a_journal_that_is_not_ours_harms_nothing(site, tmp_path, text):
    victim = tmp_path / "victim.txt"
    victim.write_text("mine")
    site.write(".squashkit-journal.json", text.replace("%s", str(victim)))
    done = squashkit(site.root, "squash")

    assert done.status == 2
    assert ".squashkit-journal.json is not a journal of squashkit" in done.err
    assert victim.read_text() == "mine"


def test_a_dry_run_completes_nothing(site):
    noted = {"state": "decided", "write": [], "delete": [str(site.root / "shop" / "models.py")]}
    site.write(".squashkit-journal.json", json.dumps(noted))
    squashkit(site.root, "squash", "--dry-run")

    assert (site.root / "shop" / "models.py").exists()


def test_the_settings_module_s_own_dictionary_names_no_real_database(empty_site):
    site = empty_site("app")
    site.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}]),")
    # Into the database that the settings module names, past Django.
    note = """
    import sqlite3
    from settings import DATABASES
    def note(*_):
        with sqlite3.connect(DATABASES["default"]["NAME"]) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS note (n)")
    """
    step = "migrations.RunPython(note, migrations.RunPython.noop, atomic=False),"
    site.migration("app.0002_b", step, "app.0001_a", before=note)
    squashkit(site.root, "squash", "--no-git")

    assert not (site.root / "real.sqlite3").exists()
