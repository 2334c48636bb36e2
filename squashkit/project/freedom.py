"""Operations that are more than a change of models by Django: data steps, and those of others."""

from __future__ import annotations

from typing import Any

from django.db.migrations import operations as django_operations

FREE = (
    django_operations.RunPython,
    django_operations.RunSQL,
    django_operations.SeparateDatabaseAndState,
)


def is_free(operation: Any) -> bool:
    """Whether its author's own text says more than what Django would write for it."""
    return isinstance(operation, FREE) or is_foreign(operation)


def is_foreign(operation: Any) -> bool:
    """Whether the class is not Django's; a subclass may do more than its base."""
    return not type(operation).__module__.startswith("django.")


def is_noop(operation: Any) -> bool:
    """Whether a RunPython or RunSQL does nothing in either direction."""
    if isinstance(operation, django_operations.RunPython):
        codes = {operation.code, operation.reverse_code}
        return codes <= {django_operations.RunPython.noop, None}
    if isinstance(operation, django_operations.RunSQL):
        return not operation.sql and not operation.reverse_sql and not operation.state_operations
    return False
