"""`prune`: recorded rows that mean nothing since a cleanup, in real databases."""

import json
import sqlite3
from contextlib import closing

import pytest

from tests.commands import squashkit
from tests.projects import shop

SQUASH = "shop.0001_squashed_0003_name"
OLD = ["0001_initial", "0002_price", "0003_name"]


@pytest.fixture
def cleaned(once, tmp_path):
    """A database with the rows of what a cleanup removed, and one of an app that is gone."""
    return once(with_rows, tmp_path / "site")


def with_rows(root):
    site = shop(root)
    site.commit()
    assert squashkit(site.root, "squash").status == 0
    site.commit()
    site.manage("migrate")
    assert squashkit(site.root, "cleanup").status == 0
    execute(site, "INSERT INTO django_migrations VALUES (99, 'blog', '0001_x', '2020-01-01')")
    return site


def execute(site, sql):
    with closing(sqlite3.connect(site.root / "real.sqlite3")) as connection:
        connection.execute(sql)
        connection.commit()


def rows(site):
    with closing(sqlite3.connect(site.root / "real.sqlite3")) as connection:
        found = connection.execute("SELECT app, name, applied FROM django_migrations")
        return sorted(found.fetchall())


def names(site):
    return [f"{app}.{name}" for app, name, _ in rows(site)]


def test_rows_are_shown_first(cleaned):
    before = rows(cleaned)
    done = squashkit(cleaned.root, "prune", "--dry-run")

    assert done.status == 0
    assert done.out == (
        "default: shop.0001_initial\ndefault: shop.0002_price\ndefault: shop.0003_name\n"
        "3 rows of default would be deleted.\n"
    )
    assert rows(cleaned) == before


def test_rows_go_and_come_back(cleaned):
    before = rows(cleaned)
    gone = squashkit(cleaned.root, "prune", "--record", "rows.json")
    assert (gone.status, names(cleaned)) == (0, ["blog.0001_x", SQUASH])
    assert gone.out.endswith("3 rows of default deleted.\n")
    [state] = json.loads((cleaned.root / "rows.json").read_text())["states"]
    assert list(state["applied"]["shop"]) == OLD
    assert "No migrations to apply" in cleaned.manage("migrate")
    assert squashkit(cleaned.root, "check", "--database", "default").status == 0

    back = squashkit(cleaned.root, "prune", "--undo", "rows.json")
    assert (back.status, rows(cleaned)) == (0, before)
    assert back.out.endswith("3 rows of default put back.\n")
    again = squashkit(cleaned.root, "prune", "--undo", "rows.json")
    assert (again.status, rows(cleaned)) == (0, before)


def test_nothing_is_needless(site):
    site.manage("migrate")
    done = squashkit(site.root, "prune", "--record", "rows.json")

    assert (done.status, done.out) == (0, "No row is needless.\n")
    assert not (site.root / "rows.json").exists()


def test_what_a_squash_still_replaces_stays(site):
    squashkit(site.root, "squash")
    site.manage("migrate")

    assert squashkit(site.root, "prune", "--dry-run").out == "No row is needless.\n"


def test_a_database_with_a_problem_is_left_alone(cleaned):
    execute(cleaned, "DELETE FROM django_migrations WHERE name LIKE '%squashed%'")
    before = rows(cleaned)
    done = squashkit(cleaned.root, "prune", "--record", "rows.json")

    assert (done.status, rows(cleaned)) == (1, before)
    assert done.out.startswith("SQK302  Database default has all 3 migrations")
    assert done.out.endswith("No row is needless.\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "There is no file for the rows that would be deleted.\n  Name a new one: --record"),
        (["--record", "manage.py"], "manage.py is there already.\n  Name a new file with"),
        (["--record", "no/rows.json"], "no/rows.json cannot be written: No such file or"),
        (["--undo", "no.json"], "no.json cannot be read: "),
        (["--undo", "manage.py"], "manage.py is no record of pruned rows of version 1."),
        (["--undo", "x.json", "--dry-run"], "--undo puts back what its file has"),
        (["--dry-run", "default/*"], "Rows of tenants are only read, and default/* means tenants."),
        (["--record", "x.json", "--output", "no/x"], "no/x cannot be written."),
        (["--dry-run", "nowhere"], "There is no database alias nowhere.\n  Aliases here: default."),
    ],
)  # fmt: skip
def test_mistakes(cleaned, arguments, message):
    before = rows(cleaned)
    done = squashkit(cleaned.root, "prune", *arguments)

    assert (done.status, done.out, rows(cleaned)) == (2, "", before)
    assert message in done.err


def test_a_row_that_was_changed_meanwhile_keeps_them_all(cleaned):
    from squashkit import Project, ProjectError

    found = Project(cleaned.root, "settings").prune()
    execute(
        cleaned, "UPDATE django_migrations SET applied = '2021-01-01' WHERE name = '0002_price'"
    )
    before = rows(cleaned)

    with pytest.raises(ProjectError, match=r"shop\.0002_price is on record otherwise"):
        found.write(cleaned.root / "rows.json")
    assert rows(cleaned) == before
