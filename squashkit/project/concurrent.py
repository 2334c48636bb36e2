"""Index operations that need no transaction of their own where the table is new."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.migrations import operations as django_operations

from .optimizing.relations import ModelPath

POSTGRES = "django.contrib.postgres.operations"


def plain(operation: Any, app: str, made: Collection[ModelPath]) -> Any:
    """The operation, or one that does not work concurrently and does the same to a new table.

    Args:
        operation: any; those of PostgreSQL are known by name, as importing them needs its driver.
        app: the label of the app.
        made: the models that the same squash makes.
    """
    kind = type(operation)
    if kind.__module__ != POSTGRES or (app, _model(operation)) not in made:
        return operation
    if kind.__name__ == "AddIndexConcurrently":
        return django_operations.AddIndex(operation.model_name, operation.index)
    if kind.__name__ == "RemoveIndexConcurrently":
        return django_operations.RemoveIndex(operation.model_name, operation.name)
    return operation


def _model(operation: Any) -> str:
    return str(getattr(operation, "model_name", "")).lower()


def needs_no_transaction(operation: Any) -> bool:
    """Whether the database refuses the operation in a transaction."""
    return type(operation).__module__ == POSTGRES and type(operation).__name__.endswith(
        "Concurrently"
    )
