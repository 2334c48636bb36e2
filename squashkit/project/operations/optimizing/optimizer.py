"""Merges operations into fewer that do the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.migrations import operations as django_operations

from .apart import all_apart, by_model
from .creating import Creation
from .knowledge import Known
from .ledger import Choice, Fixed, Touched
from .subjects import model_of
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
        self._iterations = 1
        if all_apart(operations):
            return list(operations)
        before = self.choice.state.models if self.choice.state else ()
        # What is there already may be related in any way.
        models = [] if any(app == app_label for app, _ in before) else by_model(operations)
        if len(models) > 1:
            return self._model_by_model(models, operations, app_label)
        return self._together(operations, app_label)

    def _model_by_model(
        self, models: Iterable[list[int]], operations: Sequence[Any], app_label: str
    ) -> list[Any]:
        """Where no model leads to another, each is worked on by itself, and keeps its places."""
        found: dict[int, Any] = {}
        for places in models:
            own = [operations[place] for place in places]
            left = self._together(own, app_label) if len(own) > 1 else own
            found.update(zip(places, left, strict=False))
        return [found[place] for place in sorted(found)]

    def _together(self, operations: Sequence[Any], app_label: str) -> list[Any]:
        walk = Walk(app_label, self.choice)
        before, found, first = len(operations), walk.run(operations), walk.ledger.known
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
