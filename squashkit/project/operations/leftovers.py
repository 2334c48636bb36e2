"""What Django leaves for the end of a migration (`BaseDatabaseSchemaEditor.deferred_sql`)."""

from __future__ import annotations

from typing import Any

from django.db import models

from .optimizing.kinds import OF_NO_TABLE, kind_of
from .optimizing.needs import is_djangos
from .optimizing.subjects import ABOUT_ONE

_HELD = ("constraints", "index_together", "indexes", "unique_together")
_OF_ONE_TABLE = ABOUT_ONE - {"AlterModelTable"}
# Where other classes are unique, PostgreSQL may have an index for LIKE as well.
_NEVER_TEXT = (models.IntegerField, models.UUIDField)


def has_table(operation: Any) -> bool:
    """Whether a `CreateModel` makes a table."""
    return operation.options.get("managed", True) and not operation.options.get("proxy")


def leaves_something(operation: Any) -> bool:
    """Whether something of a new table is left, at least on one of the engines.

    Args:
        operation: a `CreateModel`.
    """
    if operation.bases != (models.Model,):
        return True
    held = any(operation.options.get(name) for name in _HELD)
    return held or any(_leaves_something(field) for _, field in operation.fields)


def may_add_index(operation: Any) -> bool:
    """Whether the operation adds a field with an index, or has operations inside that may."""
    if kind_of(operation) != "AddField":
        return kind_of(operation) == "SeparateDatabaseAndState"
    return _leaves_something(operation.field)


def makes_table(operation: Any) -> bool:
    """Whether the operation adds a field that has a table of its own."""
    return kind_of(operation) == "AddField" and bool(operation.field.many_to_many)


def is_of_the_state(operation: Any) -> bool:
    """Whether the operation does not touch the database at all."""
    if kind_of(operation) == "SeparateDatabaseAndState":
        return not operation.database_operations
    return kind_of(operation) in OF_NO_TABLE


def may_give_table(operation: Any) -> bool:
    """Whether a model may have the table of another one after an operation for the state."""
    inside = getattr(operation, "state_operations", ())
    return not {kind_of(one) for one in inside} <= _OF_ONE_TABLE


def _leaves_something(field: Any) -> bool:
    if not is_djangos(type(field)) or field.remote_field or field.db_index:
        return True
    return bool(field.unique) and not isinstance(field, _NEVER_TEXT)
