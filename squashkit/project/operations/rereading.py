"""Lets Django read a model again before it gets another name.

For a `RenameModel` Django follows what it remembers to lead to the model. Of a model that was there
when `migrate` began, it remembers also what has been deleted since, and then finds no such model
("App 'shop' doesn't have a 'shelf' model"), until an operation changes the model. The original may
have had one that a squash does without. Instead, a field comes and goes in the state alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db import models
from django.db.migrations import operations as django_operations

from .optimizing.relations import ModelPath, base_models, related

FIELD = "squashkit_read_again"


class Bereft:
    """The models that another one led to which has been deleted, at one place in all histories."""

    def __init__(self) -> None:
        self.models: set[ModelPath] = set()

    def take(self, operation: Any, app: str, state: Any) -> set[ModelPath]:
        """Go on by an operation.

        Args:
            operation: the next one.
            app: the label of its app.
            state: the models before it.

        Returns:
            The models that it renames while they, or what they inherit from, are bereft.
        """
        found = set()
        for one in _inner(operation):
            if isinstance(one, django_operations.DeleteModel):
                self.models |= _leads(state, (app, one.name_lower))
            elif isinstance(one, django_operations.RenameModel):
                old = (app, one.old_name_lower)
                if not self.models.isdisjoint(_family(state, old)):
                    found.add(old)
                # Renamed, it is read again.
                self.models.discard(old)
        return found


def with_rereading(
    operations: Iterable[Any], app: str, bereft: Collection[ModelPath]
) -> Iterator[Any]:
    """The operations, with one that changes nothing before those that rename a bereft model."""
    for operation in operations:
        for one in _inner(operation):
            renames = isinstance(one, django_operations.RenameModel)
            if renames and (app, one.old_name_lower) in bereft:
                yield _reread(one.old_name)
        yield operation


def _reread(name: str) -> Any:
    there_and_gone = [
        django_operations.AddField(name, FIELD, models.BooleanField(null=True)),
        django_operations.RemoveField(name, FIELD),
    ]
    return django_operations.SeparateDatabaseAndState(state_operations=there_and_gone)


def _inner(operation: Any) -> Iterator[Any]:
    """The operation and those that it holds."""
    yield operation
    for held in ("database_operations", "state_operations"):
        for one in getattr(operation, held, None) or ():
            yield from _inner(one)


def _leads(state: Any, model: ModelPath) -> set[ModelPath]:
    """The models that any field or base of a model leads to."""
    shape = state.models.get(model)
    if shape is None:
        return set()
    fields = {target for one in shape.fields.values() for target, _ in related(one, model)}
    return fields.union(base_models(shape.bases, model[0])) - {model}


def _family(state: Any, model: ModelPath) -> Iterator[ModelPath]:
    """A model and all that it inherits from."""
    yield model
    if model in state.models:
        for base in base_models(state.models[model].bases, model[0]):
            yield from _family(state, base)
