"""Settles deferred constraints between rows and a change of their tables.

In the original, each migration ends its transaction, and with it what PostgreSQL has deferred. In a
squash, a table that was there before and got rows would be refused: "cannot ALTER TABLE because it
has pending trigger events". `connection.check_constraints()` settles them on every engine. Tables
that the squash makes itself get their foreign keys at its end, so that nothing of theirs waits.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..model.composition import Rendered
from ..model.keys import MigrationKey
from .judging import is_data, only_defines
from .optimizing.footprints import footprint_of
from .optimizing.knowledge import Known
from .optimizing.relations import ModelPath


@dataclass(frozen=True, slots=True)
class Ran:
    """Where operations come from, by their identities.

    Attributes:
        touched: the models whose rows a step may touch; None for any.
        origins: the migration of each operation that nothing was merged with.
        made: the models whose tables the squash makes.
    """

    touched: Mapping[int, frozenset[ModelPath] | None]
    origins: Mapping[int, MigrationKey]
    made: Collection[ModelPath] = ()


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


def settled(operations: Sequence[Any], ran: Ran, app: str, state: Any) -> Iterator[Any]:
    """The operations, with SETTLE where a table changes whose rows may be waiting.

    What was one transaction in the original needs no settling.

    Args:
        operations: of one squash that runs in one transaction.
        ran: where they come from.
        app: the label of the app.
        state: the models before the first operation.
    """
    known, waiting = Known(app, state), list[Any]()
    for operation in operations:
        if not is_data(operation):
            met = _changed(operation, known) - set(ran.made)
            if any(_may_wait(step, operation, met, ran) for step in waiting):
                yield SETTLE
                waiting.clear()
        elif not only_defines(operation):
            waiting.append(operation)
        known.learn(operation)
        yield operation


def _may_wait(step: Any, operation: Any, met: Collection[ModelPath], ran: Ran) -> bool:
    """Whether rows of a step may wait when the operation comes, as they did not before."""
    if ran.origins.get(id(step)) == ran.origins.get(id(operation)):
        return False
    models = ran.touched.get(id(step))
    return bool(met) if models is None else not models.isdisjoint(met)


def _changed(operation: Any, known: Known) -> set[ModelPath]:
    """The models whose tables an operation may change."""
    places = footprint_of(operation, known).writes
    return {(path[0], path[1]) for path in places if len(path) > 1 and path[0]}
