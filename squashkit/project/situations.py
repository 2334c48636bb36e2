"""Tries the graph in every situation that a database can be in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from ..errors import ProjectError
from ..model.keys import MigrationKey
from ..model.schema import Difference, Layer
from .protocol import SituationsTried, TrySituations
from .views import key_of, load, on_disk, viewing

EACH = 500
"""Up to how many migrations a database is tried after each of them."""


def try_situations(request: TrySituations) -> SituationsTried:
    """Apply, on paper, prefixes of the original order; each must lead on to everything.

    For each the loader must load, find the recorded history consistent, see one leaf an app, and
    plan exactly what is still missing.
    """
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
        database = _Database(disk)
        for count in range(len(request.order) + 1):
            if count:
                database.record(request.order[count - 1])
            if count not in tried:
                continue
            fault = _fault(database, request.order[count:], disk)
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


class _Database:
    """What a database has applied, and the executor that Django has for it.

    The graph depends on what is applied only as far as none, some or all of what a migration
    replaces are (`MigrationLoader.build_graph`): it is built anew where that changes.

    Args:
        disk: the migrations that there are files of.
    """

    def __init__(self, disk: Mapping[tuple[str, str], Any]) -> None:
        self.disk = disk
        self.recorder = MigrationRecorder(connection)
        self.recorder.ensure_schema()
        self._applied: set[tuple[str, str]] = set()
        self._executor: Any = None
        self._stages: list[int] = []

    def record(self, done: MigrationKey) -> None:
        """Record as Django does: a squash with all that it replaces, squashes among it too.

        Args:
            done: what has run.
        """
        self.recorder.record_applied(done.app, done.name)
        self._applied.add((done.app, done.name))
        for member in _members(self.disk, done):
            self.record(member)

    def executor(self) -> Any:
        """As `migrate` would make it now."""
        executor, self._executor = self._executor, None
        if executor is None or self._stages != self._stages_of(executor.loader):
            executor = MigrationExecutor(connection)
            self._stages = self._stages_of(executor.loader)
        loader = executor.loader
        loader.applied_migrations |= {
            node: self.disk.get(node) for node in self._applied - loader.replacements.keys()
        }
        self._executor = executor
        return executor

    def _stages_of(self, loader: Any) -> list[int]:
        """Whether none, some or all has run of what each migration replaces."""
        replaced = ({*one.replaces} for one in loader.replacements.values())
        return [(one <= self._applied) + bool(one & self._applied) for one in replaced]


def _members(disk: Mapping[tuple[str, str], Any], key: MigrationKey) -> list[MigrationKey]:
    one = disk.get((key.app, key.name))
    members = [key_of(member) for member in one.replaces] if one else []
    return [member for member in members if member != key]


def _fault(
    database: _Database, missing: Sequence[MigrationKey], disk: Mapping[tuple[str, str], Any]
) -> str:
    try:
        executor = database.executor()
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
