"""As many made-up rows as the original takes."""

import pytest

from squashkit.model.keys import MigrationKey
from squashkit.project.protocol import ROWS, Filled, Limit, Lowered, Migrated, Rows
from squashkit.workflows.proofs.fillings import TRIES, Try, fewer, filled

ALL = Rows(("app", "other"), asked=(("name", "x"),))
A, B = MigrationKey("app", "0001_a"), MigrationKey("app", "0002_b")


def made(*tables):
    return Filled(1, (), {one: (one,) for one in tables})


def raised(*statements, key=B):
    return Migrated(0.0, "", "", str(key), "E", statements=statements)


@pytest.mark.parametrize(
    ("limits", "left"),
    [
        ({}, Limit(ROWS, (B,))),
        ({"a": Limit(ROWS, (B,))}, Limit(1, (B,))),
        ({"a": Limit(1, (B,))}, Limit(0, (B,))),
        ({"a": Limit(0, (B,))}, Limit(0, (B,))),
        ({"a": Limit(1, (A,))}, Limit(1, (A, B))),
        ({"a": Limit(0, (A,))}, Limit(0, (A, B))),
    ],
    ids=["plain", "one", "none", "never less", "one for two", "none for two"],
)
def test_the_tables_that_the_last_statement_names_get_fewer(limits, left):
    rows = Rows(ALL.apps, {"b": Limit(1, (B,)), **limits})
    found = fewer(rows, raised("SELECT 1", "SELECT FROM a", "SELECT FROM b"), made("a", "b"))

    assert found == Rows(ALL.apps, {"b": Limit(1, (B,)), "a": left})


@pytest.mark.parametrize(
    ("apps", "left"),
    [(("app", "other"), Rows(("other",))), (("app",), Rows()), (("other",), Rows())],
    ids=["without its app", "which was the last one", "whose app has none"],
)
def test_where_no_table_is_named_the_app_gets_none(apps, left):
    assert fewer(Rows(apps), raised("SELECT FROM c"), made("a")) == left


def found(*raising):
    """Tries with a history that raises for so many first tries, and what is said of them."""
    steps = iter(raising)

    def attempt(rows):
        done = next(steps, None) if rows.apps else None
        tables = made("a", "b") if rows.apps else Filled()
        return Try(rows, done or Migrated(0.0, "", ""), tables)

    filling = filled(ALL, attempt)
    assert filling.made == filling.rows
    return filling.rows, filling.notes


def test_all_rows_are_made_up_where_nothing_raises():
    assert found() == (ALL, ())


@pytest.mark.parametrize(
    ("raising", "notes"),
    [
        (
            [raised("SELECT FROM a")],
            ["upgrades with more than 3 made-up rows in a: app.0002_b raises E"],
        ),
        (
            [raised("SELECT FROM a, b")],
            ["upgrades with more than 3 made-up rows in a, b: app.0002_b raises E"],
        ),
        (
            [raised("SELECT FROM a"), raised("SELECT FROM a"), raised("SELECT FROM a, b")],
            [
                "upgrades with made-up rows in a: app.0002_b raises E",
                "upgrades with more than 3 made-up rows in b: app.0002_b raises E",
            ],
        ),
        ([raised()], ["upgrades with made-up rows in tables of app: app.0002_b raises E"]),
        (
            [raised("SELECT FROM a"), raised("SELECT FROM a", key=A)],
            [
                "upgrades with more than 3 made-up rows in a: "
                "app.0002_b raises E; app.0001_a raises E"
            ],
        ),
        (
            [raised("SELECT FROM a"), raised(), raised()],
            ["upgrades with made-up rows in any table: app.0002_b raises E"],
        ),
    ],
    ids=["one", "two", "none", "its app", "for two", "all"],
)
def test_what_is_left_out_is_said(raising, notes):
    assert found(*raising)[1] == tuple(notes)


def test_another_engine_begins_with_what_was_good_on_the_first():
    steps = [raised("SELECT FROM a"), Migrated(0.0, "", "")]
    first = filled(ALL, lambda rows: Try(rows, steps.pop(0), made("a")))
    asked = []

    def attempt(rows):
        asked.append(rows)
        return Try(rows, Migrated(0.0, "", ""), made("a"))

    other = filled(ALL, attempt, first)
    assert asked == [ALL.limited({"a": Limit(ROWS, (B,))})]
    assert (other.rows, other.notes) == (first.rows, first.notes)


def test_it_begins_anew_where_the_first_took_no_rows_at_all():
    none = filled(Rows(), lambda rows: Try(rows, Migrated(0.0, "", ""), Filled()))
    assert filled(ALL, lambda rows: Try(rows, Migrated(0.0, "", ""), Filled()), none).rows == ALL


def test_it_is_not_tried_for_ever():
    def raising(times):
        return [raised("SELECT FROM a", key=MigrationKey("app", str(n))) for n in range(times)]

    assert found(*raising(TRIES - 1))[0].apps == ALL.apps
    assert found(*raising(TRIES))[0] == Rows()


def lowered(key, *tables):
    return Lowered(str(key), "E", {one: Limit(ROWS, (key,)) for one in tables})


def test_what_was_met_with_fewer_rows_in_one_try_is_tried_anew():
    asked, steps = [], [(lowered(A, "a"), lowered(B, "b")), ()]

    def attempt(rows):
        asked.append(rows)
        return Try(rows, Migrated(0.0, "", ""), made("a", "b"), steps.pop(0))

    filling = filled(ALL, attempt)
    assert asked == [ALL, ALL.limited({"a": Limit(ROWS, (A,)), "b": Limit(ROWS, (B,))})]
    assert (filling.made, filling.notes) == (
        asked[1],
        (
            "upgrades with more than 3 made-up rows in a: app.0001_a raises E",
            "upgrades with more than 3 made-up rows in b: app.0002_b raises E",
        ),
    )


@pytest.mark.parametrize(
    ("key", "limits"),
    [
        (A, {"a": Limit(ROWS, (A,))}),
        (B, {"a": Limit(ROWS, (A,)), "b": Limit(ROWS, (B,))}),
    ],
    ids=["the same", "another"],
)
def test_what_raises_after_one_was_met_with_fewer(key, limits):
    """What raises once more may do so for what is left of the rows that are gone."""
    steps = [((lowered(A, "a"),), raised("SELECT FROM b", key=key)), ((), Migrated(0.0, "", ""))]

    def attempt(rows):
        before, done = steps.pop(0)
        return Try(rows, done, made("a", "b"), before)

    assert filled(ALL, attempt).rows == ALL.limited(limits)
