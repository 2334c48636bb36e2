"""Takes a database through its migrations one at a time, so that it is once at every point."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from typing import Any

from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations import RunPython

from ...model.keys import MigrationKey
from ..protocol import Migrate, Walk, Walked
from ..views import key_of, viewing
from .executors import ExecutorCache, Node
from .filling import Filler
from .migrating import line_in, migrate, said_by
from .noting import Notes, noting
from .shuffling import disturbing
from .watching import watching_steps

LOWERINGS = 8
"""How often rows go for one migration, of one table after the other: then it is tried anew."""


def walk(request: Walk) -> Walked:
    """Run each migration by itself; an exception is part of the answer, as with `migrate`."""
    notes, key = Notes(), None
    inside = frozenset(request.inside)
    notes.start()
    with viewing(request.before):
        original = MigrationExecutor(connections[request.alias])
        state = original.migrate(None, [])
        filler = Filler(request.rows, request.alias)
    original.recorder.ensure_schema()
    executors = ExecutorCache(connections[request.alias])
    there = connections[request.alias].introspection.table_names()
    watched = watching_steps(notes.seen, there) if request.watch else nullcontext()
    with viewing(request.after), watched, noting(notes, disturbing(request)):
        try:
            for key in _to_run(request, original.loader.graph):
                node = (key.app, key.name)
                if key in inside:
                    state = _run_alone(executors.now(), node, state, original)
                elif request.lowering:
                    state = _run_or_lower(original, key, state, filler, notes)
                else:
                    state = _run(original, node, state)
                filler.after(key, state)
        except (Exception, SystemExit) as raised:  # noqa: BLE001  any code may run in a migration
            notes.failed = str(key)
            notes.error = str(raised) if isinstance(raised, NotNextError) else said_by(raised)
            notes.line = line_in(notes.running, raised)
    done = notes.migrated(request.alias)
    if request.to_the_end and not done.failed:
        last = migrate(Migrate(request.after, alias=request.alias))
        seconds = done.seconds + last.seconds
        done = replace(last, seconds=seconds, started=done.started, seen=done.seen)
    return Walked(done, filler.filled, tuple(filler.lowered))


def _to_run(request: Walk, graph: Any) -> Iterator[MigrationKey]:
    """What is wanted, without what is to be missing and what needs that."""
    left = {node for key in request.missing for node in graph.backwards_plan((key.app, key.name))}
    return (key for key in request.order if (key.app, key.name) not in left)


class NotNextError(Exception):
    """What has to run next would not run by itself."""


def _run(executor: Any, node: Node, state: Any) -> Any:
    """Run one migration, and return the models after it."""
    # Otherwise Django renders the models anew for each operation.
    state.apps  # noqa: B018
    return executor.apply_migration(state, executor.loader.graph.nodes[node])


def _run_or_lower(
    executor: Any, key: MigrationKey, state: Any, filler: Filler, notes: Notes
) -> Any:
    """Run one migration; where it raises and nothing is left of it, once more with fewer rows."""
    node = (key.app, key.name)
    for _ in range(LOWERINGS):
        try:
            return _run(executor, node, state.clone())
        except Exception as raised:
            gone = _is_undone(executor.connection, executor.loader.graph.nodes[node])
            if not (gone and filler.lower(key, said_by(raised), notes.statements, state)):
                raise
    return _run(executor, node, state)


def _is_undone(connection: Any, migration: Any) -> bool:
    """Whether nothing is left of a migration that raised."""
    if connection.in_atomic_block:  # SQLite checks keys on the way out, which may raise as well
        return False
    if connection.features.can_rollback_ddl and migration.atomic:
        return True
    alone = migration.operations if len(migration.operations) == 1 else ()
    steps = [one for one in alone if isinstance(one, RunPython)]
    return any(migration.atomic if one.atomic is None else one.atomic for one in steps)


def _run_alone(executor: Any, node: Node, state: Any, original: Any) -> Any:
    """Run a migration that has to be one of those that `migrate` would run now.

    Args:
        executor: knows what is applied.
        node: what is to run. Where it is a squash, and one of it and others has begun, Django runs
            what it replaces.
        state: the models before it.
        original: knows the migrations as they are.

    Raises:
        NotNextError: it is not.
    """
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    planned = [(migration.app_label, migration.name) for migration, _ in plan]
    parts = _parts(node, planned, original.loader.disk_migrations)
    if not parts:
        listed = ", ".join(str(key_of(one)) for one in planned[:3])
        raise NotNextError(f"migrate would run {listed or 'nothing'} here")
    for part in parts:
        state = _run(executor, part, state)
    executor.check_replacements()
    return state


def _parts(node: Node, planned: Sequence[Node], migrations: Mapping[Node, Any]) -> list[Node]:
    """A migration, or what it replaces, as far as it is planned."""
    if node in planned:
        return [node]
    replaced = migrations[node].replaces if node in migrations else ()
    return [part for one in replaced for part in _parts(tuple(one), planned, migrations)]
