"""Tries the graph in every situation that a database can be in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from ...errors import ProjectError
from ...model.keys import MigrationKey
from ...model.schema import Difference, Layer
from ..protocol import SituationsTried, TrySituations
from ..views import key_of, load, on_disk, viewing
from .executors import ExecutorCache

EACH = 500
"""Up to how many migrations a database is tried after each of them."""


def try_situations(request: TrySituations) -> SituationsTried:
    """Apply, on paper, prefixes of the original order; each must lead on to everything.

    For each the loader must load, find the recorded history consistent, see one leaf an app, and
    plan exactly what is still missing.
    """
    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    try:
        changed = load(request.view).disk_migrations
    except ProjectError as error:
        unloadable = Difference(Layer.STRUCTURE, "new database", "migrates on", error.fact)
        return SituationsTried(0, (unloadable,))
    disk = dict(on_disk())
    # Files that are to come back, and `replaces` with them, are nowhere but in the view.
    disk |= {node: one for node, one in changed.items() if one.replaces or node not in disk}
    found, tried = [], set(_points(request, changed))
    with viewing(request.view):
        executors = ExecutorCache(connection)
        for count in range(len(request.order) + 1):
            if count:
                _record(recorder, disk, request.order[count - 1])
            if count not in tried:
                continue
            fault = _fault(executors, request.order[count:], disk)
            if fault:
                subject = f"database after {request.order[count - 1]}" if count else "new database"
                found.append(Difference(Layer.STRUCTURE, subject, "migrates on", fault))
    return SituationsTried(len(tried), tuple(found))


def _points(request: TrySituations, disk: Mapping[tuple[str, str], Any]) -> Iterator[int]:
    """After how many migrations to look: after each, or of a long history where it can matter.

    While one squash is half way, and nothing else runs, the graph is the same after each member.
    """
    if len(request.order) <= EACH:
        yield from range(len(request.order) + 1)
        return
    squashes = {key_of(member): key for key, one in sorted(disk.items()) for member in one.replaces}
    start = 0
    yield 0
    for squash, members in groupby(request.order, key=squashes.get):
        end = start + len(list(members))
        inside = (start + 1, (start + end) // 2, end - 1, end)
        yield from inside if squash else range(start + 1, end + 1)
        start = end


def _record(recorder: Any, disk: Mapping[tuple[str, str], Any], done: MigrationKey) -> None:
    """Record as the executor does: a squash with all that it replaces, squashes among that too."""
    recorder.record_applied(done.app, done.name)
    for member in _members(disk, done):
        _record(recorder, disk, member)


def _members(disk: Mapping[tuple[str, str], Any], key: MigrationKey) -> list[MigrationKey]:
    one = disk.get((key.app, key.name))
    members = [key_of(member) for member in one.replaces] if one else []
    return [member for member in members if member != key]


def _fault(
    executors: ExecutorCache, missing: Sequence[MigrationKey], disk: Mapping[tuple[str, str], Any]
) -> str:
    try:
        executor = executors.now()
        executor.loader.check_consistent_history(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Exception as error:  # noqa: BLE001  whatever Django raises is the finding
        return f"{type(error).__name__}: {error}"
    leaves = executor.loader.detect_conflicts()
    if leaves:
        return f"more than one leaf: {leaves}"
    keys = [key_of((migration.app_label, migration.name)) for migration, _ in plan]
    # A squash that the view makes a normal migration still stands for what it replaced.
    known = {**executor.loader.disk_migrations, **disk}
    return _unlike(_expanded(known, keys), _expanded(disk, missing))


def _expanded(
    disk: Mapping[tuple[str, str], Any], keys: Iterable[MigrationKey]
) -> set[MigrationKey]:
    """What has run when these have: of a squash, its members, and what those replace."""
    found: set[MigrationKey] = set()
    for key in keys:
        members = _members(disk, key)
        found |= _expanded(disk, members) if members else {key}
    return found


def _unlike(planned: set[MigrationKey], missing: set[MigrationKey]) -> str:
    if planned == missing:
        return ""
    lost = ", ".join(map(str, sorted(missing - planned)))
    more = ", ".join(map(str, sorted(planned - missing)))
    return "; ".join(
        [f"would not run {lost}" if lost else "", f"would also run {more}" if more else ""]
    ).strip("; ")
