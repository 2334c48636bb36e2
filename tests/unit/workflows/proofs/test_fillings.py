"""As many made-up rows as the original takes."""

import pytest

from squashkit.project.protocol import Filled, Migrated, Rows
from squashkit.workflows.proofs.fillings import MOST, Try, blamed, filled

ALL = Rows(("app",), asked=(("name", "x"),))


def found(raising, last="SELECT FROM a"):
    """Tries with a history that takes only so many rows in each of these tables.

    Args:
        raising: by table; the migration that raises has its name.
        last: what the one that raises executes at last.
    """

    def attempt(rows):
        tables = {one: (one,) for one in (*raising, "a", "b") if rows.apps and rows.of(one)}
        bad = [one for one, most in raising.items() if rows.of(one) * bool(rows.apps) > most]
        if not bad:
            return Try(rows, Migrated(0.0, "", ""), Filled(tables=tables))
        table = bad[0]
        statements = (last.format(table), f"SELECT FROM {table}")
        raised = Migrated(0.0, "", "", f"app.{table}", "E", statements=statements)
        return Try(rows, raised, Filled(tables=tables))

    return filled(ALL, attempt)


ONE = "upgrades with more than one made-up row in {0}: app.{0} raises E"
NONE = "upgrades with made-up rows in {0}: app.{0} raises E"


@pytest.mark.parametrize(
    ("raising", "fewer", "notes"),
    [
        ({}, {}, ()),
        ({"a": 1}, {"a": 1}, (ONE.format("a"),)),
        ({"b": 0}, {"b": 0}, (NONE.format("b"),)),
        ({"a": 1, "b": 0}, {"a": 1, "b": 0}, (ONE.format("a"), NONE.format("b"))),
    ],
    ids=["all", "one", "none", "both"],
)
def test_a_table_that_is_named_last_gets_fewer_and_others_keep_theirs(raising, fewer, notes):
    filling = found(raising, "SELECT FROM {}")

    assert (filling.rows, filling.notes) == (Rows(ALL.apps, fewer, ALL.asked), notes)
    assert filling.made == filling.rows


def test_at_last_all_tables_that_a_migration_names_get_none():
    filling = found({"b": 0})

    assert filling.rows.fewer == {"a": 0, "b": 0}
    assert filling.notes[-1] == "upgrades with made-up rows in b: app.b raises E"


@pytest.mark.parametrize(
    ("raising", "last"),
    [({"a": -1}, "SELECT FROM {}"), ({"c": 0}, "SELECT 1")],
    ids=["without rows too", "which names no table"],
)
def test_a_migration_that_raises_anyhow_ends_it(raising, last):
    assert found(raising, last).rows.apps == (() if "a" in raising else ALL.apps)


def test_so_many_migrations_may_raise():
    tables = [f"t{number}" for number in range(MOST + 1)]

    assert found(dict.fromkeys(tables[:-1], 1), "SELECT FROM {}").rows.apps
    assert found(dict.fromkeys(tables, 1), "SELECT FROM {}").rows == Rows()


@pytest.mark.parametrize(
    ("statement", "tables"),
    [
        ("SELECT 1", []),
        ("SELECT * FROM a_b", []),
        ('SELECT * FROM "A"', [{"a"}]),
        ("UPDATE a SET x = (SELECT max(x) FROM b.c)", [{"a", "c"}]),
        ("DELETE FROM new", [{"a", "old"}]),
    ],
)
def test_tables_that_a_statement_names(statement, tables):
    rows = Filled(tables={"a": ("a",), "b.c": ("c",), "new": ("a", "old")})

    assert list(blamed([statement], rows)) == tables
