"""One-off defaults: given to `AddField` for the rows that exist, not part of the model."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.migrations import operations as django_operations
from django.db.models import NOT_PROVIDED

FIELDS = (django_operations.AddField, django_operations.AlterField)


def forget_one_off_defaults(operations: Iterable[Any]) -> list[Any]:
    """Copies in which a one-off default is gone where no row can need it.

    Django keeps it as the field's own when it merges the operation into `CreateModel`, so that
    `makemigrations` finds a change afterwards (ticket 26223). No row can be there as long as
    nothing that may write rows ran since the table was created by these same operations.
    """
    return [
        _without_default(operation) if empty and is_one_off(operation) else operation
        for operation, empty in _on_empty_tables(operations)
    ]


def _on_empty_tables(operations: Iterable[Any]) -> Iterator[tuple[Any, bool]]:
    """Each operation, and whether it changes a field of a table that cannot have a row yet."""
    empty: set[str] = set()
    for operation in operations:
        if _may_write_rows(operation):
            empty.clear()
        elif isinstance(operation, django_operations.CreateModel):
            empty.add(operation.name_lower)
        elif (
            isinstance(operation, django_operations.RenameModel)
            and operation.old_name_lower in empty
        ):
            empty.add(operation.new_name_lower)
        yield operation, isinstance(operation, FIELDS) and operation.model_name_lower in empty


def _may_write_rows(operation: Any) -> bool:
    return not type(operation).__module__.startswith("django.db.migrations.operations.") or (
        type(operation).__module__.endswith(".special")
    )


def is_one_off(operation: Any) -> bool:
    """Whether the operation's default is for existing rows only.

    Such an operation must not be merged where rows may exist: with a later AlterField, Django 5.2
    and older lose the default, and the rows cannot be filled.
    """
    return isinstance(operation, FIELDS) and not operation.preserve_default


def _without_default(operation: Any) -> Any:
    changed = copy.deepcopy(operation)
    changed.field.default = NOT_PROVIDED
    changed.preserve_default = True
    return changed


def fills_rows_anew(operations: Iterable[Any]) -> set[int]:
    """Identities of field operations that must not be merged where a table may have rows.

    `AddField(default=1)` gives every row a 1; merged with a later `AlterField(default=2)` it would
    give them a 2. That is so for every field that is added or altered more than once with another
    default or another `null`, on a table that these operations did not create.
    """
    fields: dict[tuple[str, str], list[Any]] = {}
    for operation, empty in _on_empty_tables(operations):
        if isinstance(operation, FIELDS) and not empty:
            key = (operation.model_name_lower, operation.name_lower)
            fields.setdefault(key, []).append(operation)
    return {id(one) for same in fields.values() if _differ(same) for one in same}


def _differ(operations: list[Any]) -> bool:
    fills = [(one.field.default, one.field.null) for one in operations]
    return any(fill != fills[0] for fill in fills)
