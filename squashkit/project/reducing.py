"""Merges the operations of a segment into fewer, and makes sure that they still mean the same.

Django's optimiser does the merging. It is wrong in places (renamed models that others refer to,
ticket 32263; one-off defaults, ticket 26223), so its result is only taken when it leads from the
same models to the same models; otherwise the operations are merged in smaller stretches.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.migrations import operations as django_operations
from django.db.migrations.operations.base import Operation
from django.db.migrations.optimizer import MigrationOptimizer
from django.db.migrations.state import ProjectState

from ..model.composition import Rendered, Verbatim
from ..model.keys import MigrationKey
from .defaults import fills_rows_anew, forget_one_off_defaults, is_one_off
from .protocol import Block, Dropped, Reduce, Reduction
from .rendering import CannotRenderError, Renderer
from .views import load

FREE = (
    django_operations.RunPython,
    django_operations.RunSQL,
    django_operations.SeparateDatabaseAndState,
)
# From the boldest to the most careful: what the optimiser may not look across.
WAYS: tuple[tuple[str, tuple[type[Any], ...]], ...] = (
    ("fully", ()),
    ("between renamed models", (django_operations.RenameModel,)),
    ("between renames", (django_operations.RenameModel, django_operations.RenameField)),
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an operation comes from, and a copy of it that may be changed."""

    key: MigrationKey
    index: int
    operation: Any


def reduce(request: Reduce) -> tuple[Reduction, ...]:
    """Work out the operations of every segment, in the order in which everything runs."""
    loader = load()
    migrations = loader.disk_migrations
    state = ProjectState(real_apps=loader.unmigrated_apps)
    modules = {
        f"{migrations[key.app, key.name].__module__}"
        for block in request.blocks
        if block.segment
        for key in block.members
    }
    reductions = []
    for block in request.blocks:
        if block.segment:
            reductions.append(_reduce_block(block, migrations, state, Renderer(modules)))
        for key in block.members:
            _advance(state, key.app, migrations[key.app, key.name].operations)
    return tuple(reductions)


def _advance(state: Any, app: str, operations: Sequence[Any]) -> None:
    # state_forwards changes the fields it is given (db/migrations/state.py, rename_field).
    for operation in copy.deepcopy(list(operations)):
        operation.state_forwards(app, state)


def _reduce_block(
    block: Block, migrations: dict[tuple[str, str], Any], state: Any, renderer: Renderer
) -> Reduction:
    assert block.segment is not None
    origins = [
        Origin(key, index, copy.deepcopy(operation))
        for key in block.members
        for index, operation in enumerate(migrations[key.app, key.name].operations)
    ]
    dropped = tuple(_droppable(origins, block.elided))
    gone = {(one.key, one.index) for one, _ in dropped}
    kept = [one for one in origins if (one.key, one.index) not in gone]
    folded, operations = _fold(block.segment.app, kept, state)
    try:
        sources = tuple(_source(operation, kept, renderer) for operation in operations)
    except CannotRenderError as error:
        return Reduction(block.segment, failure=str(error))
    drops = tuple(Dropped(one.key, type(one.operation).__name__, why) for one, why in dropped)
    return Reduction(block.segment, sources, drops, folded)


def _droppable(
    origins: Sequence[Origin], elided: Sequence[Verbatim]
) -> Iterator[tuple[Origin, str]]:
    for one in origins:
        if is_noop(one.operation):
            yield one, "noop"
        elif one.operation.elidable and Verbatim(one.key, one.index) in elided:
            yield one, "elidable"


def is_noop(operation: Any) -> bool:
    """Whether a RunPython or RunSQL does nothing in either direction."""
    if isinstance(operation, django_operations.RunPython):
        codes = {operation.code, operation.reverse_code}
        return codes <= {django_operations.RunPython.noop, None}
    if isinstance(operation, django_operations.RunSQL):
        return not operation.sql and not operation.reverse_sql and not operation.state_operations
    return False


def _fold(app: str, origins: Sequence[Origin], state: Any) -> tuple[str, list[Any]]:
    """The fewest operations that lead to the same models, and how they were found."""
    originals = [one.operation for one in origins]
    expected = _outcome(app, originals, state)
    for name, walls in WAYS:
        operations = _optimized_between(app, _prepared(originals), walls)
        if _outcome(app, operations, state) == expected:
            return name, operations
    return "not at all", originals


def _prepared(originals: Sequence[Any]) -> list[Any]:
    """The operations for Django's optimiser: one-off defaults gone, nothing elidable."""
    operations = []
    for operation in forget_one_off_defaults(originals):
        if operation.elidable:
            # The optimiser drops these unasked; what may go has gone already.
            operation.elidable = False
        operations.append(operation)
    return operations


def _optimized_between(app: str, operations: list[Any], walls: tuple[type[Any], ...]) -> list[Any]:
    """Optimise what lies between the walls, which stay where and as they are."""
    result: list[Any] = []
    stretch: list[Any] = []
    refilled = fills_rows_anew(operations)
    for operation in operations:
        # A subclass may do more than its base, which is all that the optimiser knows.
        foreign = not type(operation).__module__.startswith("django.")
        if (
            isinstance(operation, walls)
            or foreign
            or is_one_off(operation)
            or (id(operation) in refilled)
        ):
            result += [*_optimized(stretch, app), operation]
            stretch = []
        else:
            stretch.append(operation)
    return result + _optimized(stretch, app)


def _optimized(operations: list[Any], app: str) -> list[Any]:
    return list(MigrationOptimizer().optimize(operations, app)) if operations else []


def _outcome(app: str, operations: Sequence[Any], state: Any) -> Any:
    """The models after the operations, or what went wrong."""
    after = state.clone()
    try:
        _advance(after, app, operations)
    except Exception as error:  # noqa: BLE001  a wrong merge fails in any way it likes
        return f"{type(error).__name__}: {error}"
    return after.models


def _source(operation: Any, origins: Sequence[Origin], renderer: Renderer) -> Verbatim | Rendered:
    origin = next((one for one in origins if one.operation is operation), None)
    if origin and _is_free(operation):
        return Verbatim(origin.key, origin.index)
    return renderer.render(operation)


def _is_free(operation: Operation) -> bool:
    """Whether its author's own text says more than what Django would write for it."""
    return isinstance(operation, FREE) or not type(operation).__module__.startswith("django.")
