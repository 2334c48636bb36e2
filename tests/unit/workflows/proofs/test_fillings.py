"""As many made-up rows as the original takes."""

import pytest

from squashkit.project.protocol import Migrated, Walked
from squashkit.workflows.proofs.fillings import FEWER, Rows, Way, filled

ALL = Rows({"a": 3, "b": 3}, (("name", "x"),))


def found(rows, raising):
    """Tries with a history in which each app of `raising` takes only so many rows a table."""

    def walk(rows):
        bad = [app for app, most in raising.items() if rows.most.get(app, 0) > most]
        failed, error = (f"{bad[0]}.0001_b", "E") if bad else ("", "")
        return Way("", Walked(Migrated(0.0, "", "", failed, error)))

    return filled(rows, walk)


@pytest.mark.parametrize(
    ("raising", "most", "notes"),
    [
        ({}, {"a": 3, "b": 3}, ()),
        (
            {"a": 1},
            {"a": 1, "b": 3},
            ("upgrades with more than one made-up row a table in a: a.0001_b raises E",),
        ),
        ({"b": 0}, {"a": 3, "b": 0}, ("upgrades with made-up rows in b: b.0001_b raises E",)),
        (
            {"a": 1, "b": 0},
            {"a": 1, "b": 0},
            (
                "upgrades with more than one made-up row a table in a: a.0001_b raises E",
                "upgrades with made-up rows in b: b.0001_b raises E",
            ),
        ),
    ],
    ids=["all", "one", "none", "both"],
)
def test_an_app_that_raises_gets_fewer_and_others_keep_theirs(raising, most, notes):
    filling = found(ALL, raising)

    assert (filling.rows, filling.notes) == (Rows(most, ALL.asked), notes)


def test_an_app_that_raises_without_rows_ends_it():
    filling = found(ALL, {"a": -1})

    assert filling.rows == Rows()
    assert filling.notes[-1] == "upgrades with made-up rows in any app: a.0001_b raises E"


def test_so_many_apps_may_raise():
    apps = [f"a{number}" for number in range(FEWER + 2)]
    every = Rows(dict.fromkeys(apps, 3))

    assert found(every, dict.fromkeys(apps[:FEWER], 0)).rows.most[apps[-1]] == 3
    assert found(every, dict.fromkeys(apps[:-1], 0)).rows == Rows()
