"""Operations that are more than a change of models by Django: data steps, and those of others."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from django.db.migrations import operations as django_operations

from .optimizing.relations import ModelPath

_NAMES = ("name_lower", "model_name_lower", "old_name_lower", "new_name_lower")
FREE = (
    django_operations.RunPython,
    django_operations.RunSQL,
    django_operations.SeparateDatabaseAndState,
)


def is_free(operation: Any) -> bool:
    """Whether its author's own text says more than what Django would write for it."""
    return isinstance(operation, FREE) or is_foreign(operation)


def is_foreign(value: Any) -> bool:
    """Whether the class of an operation or a field is not Django's; it may do more than that."""
    return not type(value).__module__.startswith("django.")


def is_noop(operation: Any) -> bool:
    """Whether a RunPython or RunSQL does nothing in either direction."""
    if isinstance(operation, django_operations.RunPython):
        codes = {operation.code, operation.reverse_code}
        return codes <= {django_operations.RunPython.noop, None}
    if isinstance(operation, django_operations.RunSQL):
        return not operation.sql and not operation.reverse_sql and not operation.state_operations
    return False


def copied(operation: Any) -> Any:
    """A copy whose fields may be changed; its functions are the same, which may be of any kind."""
    codes = [
        getattr(one, name, None)
        for one in (operation, *inside(operation))
        for name in ("code", "reverse_code")
    ]
    return copy.deepcopy(operation, {id(code): code for code in codes if code is not None})


def advance(state: Any, app: str, operation: Any) -> None:
    """Let an operation change the models."""
    # state_forwards changes the fields it is given (db/migrations/state.py, rename_field).
    copied(operation).state_forwards(app, state)


def models_inside(operation: Any, app: str) -> set[ModelPath]:
    """The models that operations inside of this one are about, if there are any inside."""
    found = {getattr(one, name, "") for one in inside(operation) for name in _NAMES}
    return {(app, name) for name in found if name}


def inside(operation: Any) -> Iterator[Any]:
    """The operations that an operation holds, at any depth."""
    for name in ("database_operations", "state_operations"):
        for one in getattr(operation, name, None) or ():
            yield one
            yield from inside(one)
