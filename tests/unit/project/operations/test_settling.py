"""Where a squash has to settle rows on its way back."""

import pytest
from django.db import migrations as m
from django.db import models

from squashkit.project.operations.finishing import FINISH, Ran
from squashkit.project.operations.settling import SETTLE, settled

from .optimizing.operations import add, create, fk, remove, rename, rows
from .steps import state_after

A, B = create("A"), create("B", a=fk("A"))
NOT_OURS = frozenset({("other", "x")})


def back():
    return m.RunPython(rows, rows)


def settles(*operations, state=None, touched=None, origins=None):
    """The operations by their names, with `|` where rows are settled on the way back."""
    known = Ran(
        {id(one): touched for one in operations},
        {id(one): (origins or {}).get(number, number) for number, one in enumerate(operations)},
    )
    found = settled(operations, known, "app", state)
    return " ".join("|" if one is SETTLE else type(one).__name__ for one in found)


def test_after_the_last_table_that_changes_on_the_way_back():
    assert settles(A, B, back(), back()) == "CreateModel CreateModel | RunPython RunPython"


def test_once_for_each_change_that_comes_between():
    assert settles(A, B, back(), add("B.x"), back()) == (
        "CreateModel CreateModel | RunPython AddField | RunPython"
    )


@pytest.mark.parametrize(
    "step",
    [
        back(),
        m.RunSQL("SELECT 1", "DELETE FROM app_b"),
        m.SeparateDatabaseAndState([back()]),
    ],
    ids=lambda one: type(one).__name__,
)
def test_steps_that_go_back(step):
    assert "|" in settles(A, B, step)


@pytest.mark.parametrize(
    "step",
    [
        m.RunPython(rows),
        m.RunPython(rows, m.RunPython.noop),
        m.RunSQL("SELECT 1"),
        m.RunSQL("SELECT 1", m.RunSQL.noop),
        m.SeparateDatabaseAndState([m.RunPython(rows)]),
    ],
    ids=lambda one: type(one).__name__,
)
def test_steps_that_do_nothing_then(step):
    assert "|" not in settles(A, B, step)


@pytest.mark.parametrize(
    ("operations", "more"),
    [
        ((A, create("C"), back()), {}),  # without foreign keys nothing waits
        ((back(),), {"state": state_after(A, B)}),  # nothing changes before
        ((A, B, back()), {"origins": {1: 0, 2: 0, 0: 0}}),  # the original has no end there
        ((A, B, back()), {"touched": NOT_OURS}),
        ((A, B, m.AlterModelOptions("B", {"ordering": ["id"]}), back()), {"touched": NOT_OURS}),
        ((A, B, back(), add("B.x")), {"state": None, "origins": {2: 1, 0: 1}}),
    ],
    ids=["no keys", "no change", "one migration", "other rows", "options", "later"],
)
def test_where_nothing_is_to_be_settled(operations, more):
    assert "|" not in settles(*operations, **more)


def test_a_table_keeps_its_rows_when_it_gets_another_name():
    other = frozenset({("app", "c")})
    assert settles(A, B, rename("B", "C"), back(), touched=other) == (
        "CreateModel CreateModel RenameModel | RunPython"
    )
    state = state_after(A, B)
    assert settles(add("B.x"), rename("B", "C"), back(), touched=other, state=state) == (
        "AddField RenameModel | RunPython"
    )


def test_a_new_table_of_an_old_name_is_another_one():
    both = (B, m.DeleteModel("B"), create("B"))
    assert settles(*both, remove("A.x"), back(), touched=frozenset({("app", "b")})) == (
        "CreateModel DeleteModel CreateModel RemoveField RunPython"
    )


def test_the_end_on_the_way_there_is_left_where_it_is():
    known = Ran({}, {})
    found = settled([A, FINISH, step := back()], known, "app", state_after(B))
    assert found[-1] is step
    assert FINISH in found


def test_what_many_to_many_fields_lead_to_counts():
    many = create("C", tags=models.ManyToManyField("app.A"))
    assert settles(A, many, back()) == "CreateModel CreateModel | RunPython"
