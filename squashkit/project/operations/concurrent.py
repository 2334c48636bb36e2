"""Index operations that need no transaction of their own where the table is new."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from operator import is_
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
    if kind is django_operations.SeparateDatabaseAndState:
        inside = [plain(one, app, made) for one in operation.database_operations]
        if all(map(is_, inside, operation.database_operations)):
            return operation
        return kind(inside, operation.state_operations)
    if kind.__module__ != POSTGRES or (app, _model(operation)) not in made:
        return operation
    if kind.__name__ == "AddIndexConcurrently":
        return django_operations.AddIndex(operation.model_name, operation.index)
    if kind.__name__ == "RemoveIndexConcurrently":
        return django_operations.RemoveIndex(operation.model_name, operation.name)
    return operation


@contextmanager
def plain_elsewhere() -> Iterator[None]:
    """On other engines the operations that only PostgreSQL has do what their plain kinds do.

    Django's raise there, so that nobody could replay the history on a throw-away SQLite database.
    The migrations are imported before.
    """
    operations = sys.modules.get(POSTGRES)
    with ExitStack() as stack:
        if operations is not None:
            stack.enter_context(_plain(operations.AddIndexConcurrently))
            stack.enter_context(_plain(operations.RemoveIndexConcurrently))
            stack.enter_context(_plain(operations.AddConstraintNotValid))
            # What is added plainly is valid from the start.
            stack.enter_context(_plain(operations.ValidateConstraint, _nothing))
        yield


@contextmanager
def _plain(kind: Any, instead: Callable[..., None] | None = None) -> Iterator[None]:
    methods = {name: getattr(kind, name) for name in ("database_forwards", "database_backwards")}
    own = methods.keys() & vars(kind).keys()
    for name, method in methods.items():
        plainly = instead or getattr(super(kind, kind), name)
        setattr(kind, name, _by_engine(method, plainly))
    try:
        yield
    finally:
        for name, method in methods.items():
            if name in own:
                setattr(kind, name, method)
            else:
                delattr(kind, name)


def _nothing(*_: Any) -> None:
    """Do nothing."""


def _by_engine(own: Callable[..., None], plainly: Callable[..., None]) -> Callable[..., None]:
    def run(operation: Any, app: str, schema_editor: Any, before: Any, after: Any) -> None:
        here = schema_editor.connection.vendor == "postgresql"
        (own if here else plainly)(operation, app, schema_editor, before, after)

    return run


def _model(operation: Any) -> str:
    return str(getattr(operation, "model_name", "")).lower()


def needs_no_transaction(operation: Any) -> bool:
    """Whether the database refuses the operation in a transaction."""
    inside = getattr(operation, "database_operations", ())
    kind = type(operation)
    concurrent = kind.__module__ == POSTGRES and kind.__name__.endswith("Concurrently")
    return concurrent or any(map(needs_no_transaction, inside))
