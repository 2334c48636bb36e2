"""Merges operations into fewer that do the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.migrations import operations as django_operations

from .creating import Creation
from .knowledge import Known
from .ledger import Choice, Fixed, Touched
from .subjects import all_apart, model_of
from .walk import Walk

_RENAMINGS = {django_operations.RenameField, django_operations.RenameModel}


class Optimizer:
    """Merges the operations of one app.

    Takes the place of `django.db.migrations.optimizer.MigrationOptimizer`, with the same method.

    Args:
        state: the models before the first operation; only read.
        touched: the models whose rows an operation may touch, or None for any of any app. Asked
            for what is no change of a model by Django.
        fixed: whether an operation has to stay as it is; others may pass it as far as they can.
    """

    def __init__(
        self,
        state: Any = None,
        touched: Touched = lambda _: None,
        fixed: Fixed = lambda _: False,
    ) -> None:
        self.choice = Choice(state, touched, fixed)
        self._iterations = 0

    def optimize(self, operations: Sequence[Any], app_label: str) -> list[Any]:
        """The fewest operations that were found; neither list nor operations are changed.

        An operation that nothing was merged with comes back as the same object.

        Args:
            operations: in the order in which they run.
            app_label: of the app whose migrations they are.

        Raises:
            TypeError: the label is no text.
        """
        if not isinstance(app_label, str):
            raise TypeError("app_label must be a str.")
        if all_apart(operations):
            self._iterations = 1
            return list(operations)
        walk = Walk(app_label, self.choice)
        before, found, first = len(operations), walk.run(operations), walk.ledger.known
        self._iterations = 1
        # What kept two apart may itself be gone by now.
        while walk.ledger.kept_apart and len(found) < before:
            walk = Walk(app_label, self.choice)
            before, found = len(found), walk.run(found)
            self._iterations += 1
        return list(_arranged(found, operations, first))


def _arranged(found: Sequence[Any], given: Sequence[Any], known: Known) -> Iterator[Any]:
    """New models with their fields in the order of their tables' columns."""
    renamed = {model_of(one, known.app) for one in found if type(one) in _RENAMINGS}
    as_given = {id(one) for one in given}
    for one in found:
        model = (known.app, getattr(one, "name_lower", ""))
        merged = type(one) is django_operations.CreateModel and id(one) not in as_given
        if merged and model not in renamed:
            names = [name.lower() for name, _ in one.fields]
            wanted = known.in_order(model, names)
            yield one if wanted == names else Creation(one).arranged(wanted).build()
        else:
            yield one
