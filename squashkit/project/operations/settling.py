"""Settles rows in the middle of a squash on its way back, as `finishing` does on its way there.

What takes a step back may leave rows whose constraints PostgreSQL checks at the end of a migration,
and until then it changes no table of theirs ("cannot DROP TABLE because it has pending trigger
events"). The original came to such an end before it went on.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db import migrations as django_migrations

from ...model.keys import MigrationKey
from .finishing import FINISH, Ran, running
from .freedom import inside
from .judging import is_data
from .leftovers import is_of_the_state
from .optimizing.footprints import models_changed
from .optimizing.kinds import kind_of
from .optimizing.knowledge import Known
from .optimizing.relations import ModelPath

SETTLE = object()
"""Stands for the operation among others."""
SETTLING = running("migrations.RunPython.noop, squashkit_finish")
Tables = frozenset[int]
_NONE: Tables = frozenset()


class _Place(NamedTuple):
    """An operation on the way back.

    Attributes:
        origin: its migration; None where it was merged.
        changed: the tables that it changes.
        waiting: those whose rows may wait after it.
    """

    origin: MigrationKey | None = None
    changed: Tables = _NONE
    waiting: Tables = _NONE


def settled(operations: Sequence[Any], ran: Ran, app: str, state: Any) -> list[Any]:
    """The operations, with SETTLE where rows have to be settled on the way back.

    Args:
        operations: of one squash, with FINISH where that is needed.
        ran: what is known of them.
        app: the label of the app.
        state: the models before the first operation.
    """
    walk, found, waiting = _Walk(ran, Known(app, state)), list[Any](), list[_Place]()
    places = [walk.take(operation) for operation in operations]
    for operation, place in reversed([*zip(operations, places, strict=True)]):
        if any(_holds_back(one, place) for one in waiting):
            found.append(SETTLE)
            waiting = []
        if place.waiting:
            waiting.append(place)
        found.append(operation)
    return found[::-1]


def _holds_back(step: _Place, other: _Place) -> bool:
    together = step.origin is not None and step.origin == other.origin
    return not together and not step.waiting.isdisjoint(other.changed)


class _Walk:
    """Numbers the tables, which keep theirs when they get another name."""

    def __init__(self, ran: Ran, known: Known) -> None:
        self.ran = ran
        self.known = known
        self._numbers: dict[ModelPath, int] = {}
        self._last = 0

    def take(self, operation: Any) -> _Place:
        """What an operation means on the way back; the next one comes after it."""
        if operation is FINISH:
            return _Place()
        place = self._place(operation)
        self.known.learn(operation)
        return place

    def _place(self, operation: Any) -> _Place:
        origin = self.ran.origins.get(id(operation))
        if is_data(operation):
            waiting = self._waiting(operation) if _goes_back(operation) else ()
            return _Place(origin, waiting=self._tables(waiting))
        if is_of_the_state(operation):
            return _Place(origin)
        return _Place(origin, self._tables(self._changed(operation)))

    def _changed(self, operation: Any) -> set[ModelPath]:
        app = self.known.app
        if kind_of(operation) == "RenameModel":
            old, new = (app, operation.old_name_lower), (app, operation.new_name_lower)
            self._numbers[new] = self._number(old)
            return {new}
        if kind_of(operation) == "CreateModel":  # one of this name may have gone
            self._numbers.pop((app, operation.name_lower), None)
        return models_changed(operation, self.known)

    def _waiting(self, step: Any) -> set[ModelPath]:
        """Models with foreign keys, from them or to them, whose rows a step may change."""
        touched = self.ran.touched.get(id(step))
        found = set[ModelPath]()
        for model in self.known.models if touched is None else touched:
            linked = self.known.linked(model)
            found |= linked | {model} if linked else set()
        return found

    def _tables(self, models: Iterable[ModelPath]) -> Tables:
        return frozenset(map(self._number, models))

    def _number(self, model: ModelPath) -> int:
        if model not in self._numbers:
            self._last += 1
            self._numbers[model] = self._last
        return self._numbers[model]


def _goes_back(step: Any) -> bool:
    """Whether something happens to rows when a step is unapplied."""
    one = django_migrations
    if isinstance(step, one.SeparateDatabaseAndState):
        return any(map(_goes_back, inside(step)))
    if isinstance(step, one.RunPython):
        return step.reverse_code not in {None, one.RunPython.noop}
    if isinstance(step, one.RunSQL):
        return bool(step.reverse_sql)
    return bool(step.reversible) and is_data(step)
