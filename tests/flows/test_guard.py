"""`check`: each case in which Django's loader is silent or comes too late, on a real database.

Each test brings a database and files into the state in question, lets Django say what it says, and
then asks squashkit. What Django does depends on its version; what squashkit says does not.
"""

import sqlite3
import sys
from contextlib import closing

import pytest

from tests.byhand import FIELD
from tests.commands import run, squashkit
from tests.projects import ID

FIVE = ("0001_a", "0002_b", "0003_c", "0004_d", "0005_e")
SQUASH = "app.0001_squashed_0005_e"


@pytest.fixture
def five(empty_site):
    """Five migrations, and a squash of them that is not there yet."""
    site = empty_site("app")
    site.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}]),")
    for before, name in zip(FIVE[:-1], FIVE[1:], strict=True):
        field = f"migrations.AddField('A', 'f{name[:4]}', models.IntegerField(default=1)),"
        site.migration(f"app.{name}", field, f"app.{before}")
    fields = "".join(f"    f{name[:4]} = models.IntegerField(default=1)\n" for name in FIVE[1:])
    site.models("app", f"class A(models.Model):\n{fields}")
    site.commit()
    site.git("tag", "v1")
    return site


def install(site):
    """The project has squashkit among its apps."""
    settings = site.root / "settings.py"
    settings.write_text(settings.read_text() + 'INSTALLED_APPS += ["squashkit"]\n')


def squash(site):
    """Released as v2."""
    assert squashkit(site.root, "squash").status == 0
    site.commit()
    site.git("tag", "v2")


def delete_files(site):
    for name in FIVE:
        (site.root / f"app/migrations/{name}.py").unlink()


def clean_up(site):
    """With squashkit, by the evidence of another database."""
    database = site.root / "real.sqlite3"
    kept = database.read_bytes() if database.exists() else b""
    site.git("stash", "-q", "--include-untracked") if site.git("status", "--short") else None
    site.manage("migrate")
    assert squashkit(site.root, "cleanup").status == 0
    database.write_bytes(kept)


def drop_replaces(site):
    """By hand: no record tells what went."""
    delete_files(site)
    path = site.root / f"app/migrations/{SQUASH.partition('.')[2]}.py"
    head, _, rest = path.read_text().partition("replaces = [")
    path.write_text(head + rest.partition("]\n")[2].lstrip())


def later(site, after=SQUASH, name="0006_f"):
    field = f"migrations.AddField('A', 'f{name[:4]}', models.IntegerField(default=1)),"
    site.migration(f"app.{name}", field, after)


def check(site, status=1):
    """What squashkit says, whatever the lines."""
    done = squashkit(site.root, "check", "--database", "default")
    assert done.status == status, done.out + done.err
    return " ".join(done.out.split())


def migrate(site, *arguments):
    return site.manage("migrate", *arguments, check=False)


def columns(site):
    with closing(sqlite3.connect(site.root / "real.sqlite3")) as connection:
        return {row[1] for row in connection.execute("PRAGMA table_info(app_a)")}


HALF_WAY = f"SQK301 Database default has 3 of the 5 migrations of {SQUASH}, and not app.0004_d, "


def test_with_the_files_a_database_half_way_goes_on(five):
    migrate(five, "app", "0003")
    squash(five)

    assert check(five, 0) == "No problem: 6 migrations and 1 database."
    migrate(five)
    assert "f0005" in columns(five)
    assert check(five, 0) == "No problem: 6 migrations and 1 database."


def test_files_deleted_and_nothing_later(five):
    migrate(five, "app", "0003")
    squash(five)
    delete_files(five)

    assert "No migrations to apply" in migrate(five)
    assert "f0005" not in columns(five)
    assert check(five).startswith(f"{HALF_WAY}app.0005_e. Next: Deploy what still has their files")


def test_files_deleted_and_a_later_migration_on_the_squash(five):
    migrate(five, "app", "0003")
    squash(five)
    delete_files(five)
    later(five)

    assert check(five).startswith(HALF_WAY)


def test_files_deleted_and_a_later_migration_on_one_of_them(five):
    migrate(five, "app", "0003")
    squash(five)
    delete_files(five)
    later(five, "app.0005_e")

    assert "NodeNotFoundError" in migrate(five)
    assert check(five).startswith(HALF_WAY)


def test_replaces_gone_and_half_way(five):
    migrate(five, "app", "0003")
    squash(five)
    clean_up(five)

    assert "already exists" in migrate(five)
    assert check(five) == (
        f"{HALF_WAY}app.0005_e. Next: Deploy v2 there first, which still has their files, and run "
        "migrate. 1 problem: 1 migration and 1 database."
    )


def test_replaces_gone_and_the_squash_not_recorded(five):
    migrate(five)
    squash(five)
    clean_up(five)

    assert "already exists" in migrate(five)
    assert check(five).startswith(
        f"SQK302 Database default has all 5 migrations that {SQUASH} replaced, and not {SQUASH} "
        "itself. Next: Deploy v2 there first"
    )


def test_the_same_with_a_later_migration(five):
    migrate(five)
    squash(five)
    clean_up(five)
    later(five)
    with closing(sqlite3.connect(five.root / "real.sqlite3")) as connection:
        row = ("app", "0006_f", "2026-01-01")
        connection.execute(f"INSERT INTO django_migrations (app, name, applied) VALUES {row}")
        connection.commit()

    assert "InconsistentMigrationHistory" in migrate(five)
    assert check(five).startswith("SQK302 Database default has all 5 migrations that")


@pytest.mark.parametrize("target", ["0003", "0005"])
def test_the_way_that_is_named_leads_on(five, target):
    """Whichever database turns up late: through the release that still has the files."""
    migrate(five, "app", target)
    squash(five)
    clean_up(five)
    five.commit()
    five.git("checkout", "-q", "v2")
    migrate(five)
    five.git("checkout", "-q", "main")

    assert check(five, 0) == "No problem: 1 migration and 1 database."
    assert "No migrations to apply" in migrate(five)
    assert "f0005" in columns(five)


def test_replaces_gone_by_hand(five):
    migrate(five)
    squash(five)
    drop_replaces(five)

    assert "already exists" in migrate(five)
    assert check(five).startswith(
        "SQK306 Database default has 5 migrations of app of which there are no files, app.0001_a, "
        f"app.0002_b, app.0003_c and 2 more, and not {SQUASH}. Next: Deploy what has both there"
    )


def test_the_full_way_then_prune(five):
    migrate(five)
    squash(five)
    migrate(five)
    clean_up(five)
    migrate(five, "app", "--prune")

    assert check(five, 0) == "No problem: 1 migration and 1 database."


def test_a_branch_that_depends_on_one_of_the_files(five):
    migrate(five)
    squash(five)
    later(five, "app.0005_e")
    assert check(five, 0) == "No problem: 7 migrations and 1 database."

    (five.root / "app/migrations/0006_f.py").unlink()
    clean_up(five)
    later(five, "app.0005_e")
    assert "NodeNotFoundError" in migrate(five)
    assert f"SQK307 app.0006_f depends on app.0005_e, which {SQUASH} replaced." in check(five)


def test_a_developers_database_with_a_branch_from_the_midst(five):
    """`migrate` speaks of a conflict that is not in the files."""
    for name in FIVE[3:]:
        (five.root / f"app/migrations/{name}.py").unlink()
    later(five, "app.0003_c", "0004_feature")
    migrate(five)
    (five.root / "app/migrations/0004_feature.py").unlink()
    five.git("checkout", "-q", "--", ".")
    squash(five)
    later(five, "app.0003_c", "0004_feature")

    assert "Conflicting migrations detected" in migrate(five)
    assert check(five).startswith(
        "SQK305 On database default app ends in app.0004_feature, app.0005_e, since it has part "
        f"of what {SQUASH} replaces."
    )


def test_a_name_that_is_on_record(five):
    migrate(five)
    squash(five)
    migrate(five)
    clean_up(five)
    later(five, SQUASH, "0003_c")

    assert "No migrations to apply" in migrate(five)
    assert "f0003" in columns(five)
    assert "SQK303 app.0003_c has the name of a migration that" in check(five)


def test_rows_that_were_pruned_before_the_files_came_back(five):
    migrate(five)
    squash(five)
    migrate(five)
    clean_up(five)
    migrate(five, "app", "--prune")
    five.git("checkout", "-q", "HEAD", "--", ".")

    assert "already exists" in migrate(five)
    assert f"SQK304 Database default has {SQUASH} and no migration that it replaces." in check(five)


def test_a_squash_of_a_squash_whose_file_is_gone(empty_site):
    """All originals are on record and the inner squash is not: Django takes that for half way."""
    site = empty_site("app")
    site.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}]),")
    site.migration("app.0002_b", FIELD.format("AddField", 1), "app.0001_a")
    site.models("app", "class A(models.Model):\n    n = models.IntegerField(default=1)\n")
    migrate(site)
    (site.root / "app/migrations/0001_a.py").unlink()
    (site.root / "app/migrations/0002_b.py").unlink()
    whole = f"migrations.CreateModel('A', [{ID}, ('n', models.IntegerField(default=1))]),"
    site.migration("app.t", whole, body='replaces = [("app", "s"), ("app", "0002_b")]')

    assert "No migrations to apply" in migrate(site)
    assert "SQK301 Database default has 1 of the 2 migrations of app.t, and not app.s." in check(
        site
    )


@pytest.fixture
def installed(five):
    """The project has squashkit among its apps, and a database that is half way."""
    install(five)
    migrate(five, "app", "0003")
    squash(five)
    delete_files(five)
    return five


def test_migrate_refuses_where_squashkit_is_installed(installed):
    said = migrate(installed)

    assert "SystemCheckError" in said
    assert "(squashkit.E301) Database default has 3 of the 5 migrations of" in said
    assert "HINT: Deploy what still has their files there first" in said
    assert "f0004" not in columns(installed)


def test_migrate_refuses_a_name_that_means_something_else_now(five):
    install(five)
    migrate(five)
    squash(five)
    migrate(five)
    clean_up(five)
    later(five, SQUASH, "0003_c")
    assert "(squashkit.E303) Database default has app.0003_c on record as what" in migrate(five)

    # A database made since never had the other one.
    (five.root / "real.sqlite3").unlink()
    assert "Applying app.0003_c... OK" in migrate(five)
    assert "No migrations to apply" in migrate(five)


def test_a_record_that_cannot_be_read_stops_migrate(installed):
    record = installed.write("app/migrations/replaced.json", "<<<<<<< HEAD\n{}\n")
    said = migrate(installed)

    assert f"(squashkit.E300) {record} cannot be read" in said
    assert "settle the merge conflict" in said


def test_one_database_that_is_down_does_not_hide_another(installed):
    settings = installed.root / "settings.py"
    other = '{"ENGINE": "django.db.backends.sqlite3", "NAME": "/nowhere/x.sqlite3"}'
    settings.write_text(f"{settings.read_text()}DATABASES['other'] = {other}\n")
    aliases = ("--database", "other", "--database", "default")

    assert "squashkit.E301" in installed.manage("check", *aliases, check=False)


def test_the_checks_of_django(installed, tmp_path):
    later(installed, "app.0005_e")
    without = installed.manage("check", check=False)
    database = installed.manage("check", "--database", "default", check=False)
    later(installed, SQUASH, "0004_d")
    deploy = installed.manage("check", "--deploy", "--tag", "squashkit", check=False)

    assert "System check identified no issues" in without
    assert "squashkit.E301" in database
    assert "(squashkit.E308) app.0001_squashed_0005_e replaces 5 migrations" in deploy
    (tmp_path / "other").mkdir()
    command = (sys.executable, str(installed.root / "manage.py"), "check", "--deploy")
    assert "squashkit.E308" in run(tmp_path / "other", *command).err


def test_a_fine_database_is_migrated_as_ever(five):
    install(five)
    squash(five)
    migrate(five)
    clean_up(five)

    assert "No migrations to apply" in migrate(five)
    assert "System check identified no issues" in five.manage("check", "--database", "default")
