"""Concurrent index operations, which PostgreSQL refuses in a transaction."""

import pytest
from django.contrib.postgres.operations import (
    AddIndexConcurrently,
    HStoreExtension,
    RemoveIndexConcurrently,
)
from django.db import migrations as m
from django.db import models

from squashkit.project.operations.concurrent import needs_no_transaction, plain

from .optimizing.operations import add, step, written

INDEX = models.Index(fields=["x"], name="i")
ADDED = AddIndexConcurrently("Item", INDEX)
REMOVED = RemoveIndexConcurrently("Item", "i")
MADE = {("app", "item")}


class Own(AddIndexConcurrently):
    """A subclass may do more."""


def test_a_new_table_needs_none():
    found = [plain(one, "app", MADE) for one in (ADDED, REMOVED)]

    assert written(found) == written([m.AddIndex("Item", INDEX), m.RemoveIndex("Item", "i")])


def test_inside_of_an_operation_for_the_database_alone():
    state = [m.AddIndex("Item", INDEX)]
    both = m.SeparateDatabaseAndState([ADDED], state)

    assert written([plain(both, "app", MADE)]) == written(
        [m.SeparateDatabaseAndState([m.AddIndex("Item", INDEX)], state)]
    )
    assert plain(both, "app", set()) is both
    assert needs_no_transaction(both)
    assert not needs_no_transaction(m.SeparateDatabaseAndState([], [ADDED]))


@pytest.mark.parametrize("made", [set(), {("app", "other")}, {("other", "item")}])
@pytest.mark.parametrize("operation", [ADDED, REMOVED])
def test_a_table_with_rows_does(operation, made):
    assert plain(operation, "app", made) is operation


@pytest.mark.parametrize(
    "operation", [add("Item.x"), step(), HStoreExtension(), Own("Item", INDEX)]
)
def test_others_are_left_alone(operation):
    assert plain(operation, "app", MADE) is operation


def test_which_of_them_the_database_refuses_in_a_transaction():
    assert needs_no_transaction(ADDED)
    assert needs_no_transaction(REMOVED)
    assert not any(map(needs_no_transaction, [add("Item.x"), step(), HStoreExtension()]))
