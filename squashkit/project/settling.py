"""Settles deferred constraints between rows and a change of their tables.

In the original, each migration ends its transaction, and with it what PostgreSQL has deferred. In a
squash, a table with rows that were written before would be refused: "cannot ALTER TABLE because it
has pending trigger events". `connection.check_constraints()` settles them on every engine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..model.composition import Rendered
from .judging import is_data, only_defines
from .optimizing.footprints import footprint_of
from .optimizing.knowledge import Known
from .optimizing.relations import ModelPath

Touched = Mapping[int, "frozenset[ModelPath] | None"]

SETTLE = object()
"""Stands for the operation among others."""
SETTLING = Rendered(
    "migrations.RunPython(\n"
    "    # PostgreSQL alters no table while constraints of its rows are deferred.\n"
    "    lambda apps, schema_editor: schema_editor.connection.check_constraints(),\n"
    "    migrations.RunPython.noop,\n"
    ")",
    ("from django.db import migrations",),
)


def settled(operations: Sequence[Any], touched: Touched, app: str, state: Any) -> Iterator[Any]:
    """The operations, with SETTLE where a table changes whose rows may be waiting.

    Args:
        operations: of one squash that runs in one transaction.
        touched: the models whose rows a step may touch, by the identity of the step; None for any.
        app: the label of the app.
        state: the models before the first operation.
    """
    known = Known(app, state)
    waiting: frozenset[ModelPath] | None = frozenset()
    for operation in operations:
        if not is_data(operation):
            if waiting is None or waiting & _met(operation, known):
                yield SETTLE
                waiting = frozenset()
        elif not only_defines(operation):
            models = touched.get(id(operation))
            waiting = None if waiting is None or models is None else waiting | models
        known.learn(operation)
        yield operation


def _met(operation: Any, known: Known) -> frozenset[ModelPath]:
    footprint = footprint_of(operation, known)
    places = footprint.reads | footprint.writes
    return frozenset((path[0], path[1]) for path in places if len(path) > 1 and path[0])
