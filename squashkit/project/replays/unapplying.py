"""Takes a database back, where that can be done."""

from __future__ import annotations

from typing import Any

from django.db import connections
from django.db.migrations import operations as django_operations
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from ...model.keys import MigrationKey
from ..protocol import ZERO, Refused, Unapplied, Unapply
from ..views import key_of, viewing
from .clocks import now
from .migrating import said_by
from .noting import Notes, named, noting


def unapply(request: Unapply) -> Unapplied:
    """Go back from point to point; a point behind an operation without a reverse is left out.

    Django itself only finds such an operation when it has unapplied all that comes after it.
    """
    reached, refused, failed, notes = [], [], None, Notes()
    with viewing(request.view), noting(notes):
        for point in request.points:
            try:
                executor = MigrationExecutor(connections[request.alias])
                targets = [(point.app, None if point.name == ZERO else point.name)]
                plan = executor.migration_plan(targets)
                obstacle = next((one for step, _ in plan if (one := _obstacle(point, step))), None)
                if obstacle:
                    refused.append(obstacle)
                    continue
                executor.migrate(targets, plan)
                reached.append(point)
            except (Exception, SystemExit) as error:  # noqa: BLE001  any code may run in a migration
                where = named(notes.running) if notes.running else None
                failed = Refused(point, said_by(error), where)
                break
    left = () if failed else _applied(connections[request.alias])
    connections.close_all()
    return Unapplied(tuple(reached), tuple(refused), failed, now(), left)


def _applied(connection: Any) -> tuple[MigrationKey, ...]:
    """What is recorded; where something raised, a connection may be in the midst of it."""
    return tuple(map(key_of, MigrationRecorder(connection).applied_migrations()))


def _obstacle(point: MigrationKey, migration: Any) -> Refused | None:
    """The first operation that cannot be unapplied."""
    for operation in migration.operations:
        if not _is_reversible(operation):
            key = named(migration)
            return Refused(point, f"{type(operation).__name__} of {key} has no reverse", key)
    return None


def _is_reversible(operation: Any) -> bool:
    """Django asks the outer operation alone, and runs into the inner one."""
    inner: Any = ()
    if isinstance(operation, django_operations.SeparateDatabaseAndState):
        inner = operation.database_operations
    return bool(operation.reversible) and all(map(_is_reversible, inner))
