"""Tests of Django's that get something else from squashkit's optimiser, each with the reason.

A test that fails and is not here is an error, and so is one that is here and passes.
"""

from __future__ import annotations

DIFFERENCES = {
    "test_alter_field_rename_field": "As few operations, in another order.",
    "test_create_alter_index_field": (
        "Django makes an index on (a, b) one on (a) when b is removed. PostgreSQL drops the whole "
        "index with the column and SQLite refuses, so both operations stay."
    ),
    "test_create_alter_unique_field": (
        "Django makes a constraint on (a, b) one on (a) when b is removed. PostgreSQL drops the "
        "whole constraint with the column and SQLite refuses, so both operations stay."
    ),
    "test_create_alter_owrt_field": (
        "Django's own state keeps the old name of a renamed field in `order_with_respect_to`, so "
        "merged operations would lead to other models."
    ),
    "test_create_model_alter_constraint": "Constraints keep the order that the state has.",
    "test_create_model_rename_index_no_old_fields": "One operation less is left.",
    "test_optimize_elidable_operation": (
        "What may be left out is decided elsewhere, by proof; see data steps."
    ),
}

OTHER_SCHEMAS = {
    "test_create_alter_index_field": (
        "From Django 5.1 on, SQLite's schema editor drops the index of `index_together` when it "
        "remakes the table for the next operation; a table that is made at once keeps it."
    ),
}
"""Tests with pairs that leave another schema, each with the reason."""
REMAKES_WITHOUT_INDEX = (5, 1)
"""The version of Django since when they do."""
