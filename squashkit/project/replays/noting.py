"""Notes what Django's executor runs, how long it takes, and what it raises."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from ...model.keys import MigrationKey
from ...model.steps import Seen
from ..operations.concurrent import plain_elsewhere
from ..protocol import RUNNING, UNAPPLYING, Migrated
from .clocks import now, zones
from .shuffling import undisturbed

LATEST = 100
"""How many statements are kept that a migration runs."""

OF_SAVEPOINTS = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")


def named(migration: Any) -> MigrationKey:
    """The name of a migration that Django has loaded."""
    return MigrationKey(migration.app_label, migration.name)


@dataclass(slots=True)
class Notes:
    """What runs and has run.

    Attributes:
        running: the migration that runs or, after an exception, that raised it.
        ran: those that have run forwards.
        seen: what data steps did, if that is watched.
        failed: what raised, as text; empty where nothing has.
        error: what it raised.
        line: see `Migrated`.
    """

    running: Any = None
    ran: list[MigrationKey] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    failed: str = ""
    error: str = ""
    line: int = 0
    _started: str = ""
    _began: float = 0.0
    _statements: dict[str, None] = field(default_factory=dict)

    def start(self) -> None:
        """The clock runs from now."""
        self._started, self._began = now(), time.perf_counter()

    def migrated(self, alias: str) -> Migrated:
        """What came of it, up to now.

        Args:
            alias: of the database; no connection stays open.
        """
        seconds, ended = time.perf_counter() - self._began, now()
        ahead = zones(connections[alias])
        connections.close_all()
        return Migrated(
            seconds,
            self._started,
            ended,
            self.failed,
            self.error,
            seen=tuple(self.seen),
            line=self.line,
            ran=tuple(self.ran),
            zones=ahead,
            statements=self.statements if self.failed else (),
        )

    @property
    def statements(self) -> tuple[str, ...]:
        """Those of the migration that runs or has raised, the last one first."""
        return tuple(reversed(self._statements))

    def begin(self, migration: Any) -> None:
        """A migration begins to run, or None does."""
        self.running = migration
        self._statements.clear()

    def execute(self, execute: Callable[..., Any], sql: Any, *more: Any) -> Any:
        """Execute a statement; see `connection.execute_wrapper` in Django's documentation."""
        text = str(sql)
        if not text.startswith(OF_SAVEPOINTS):  # each has a name of its own
            self._statements.pop(text, None)
            self._statements[text] = None
        if len(self._statements) > LATEST:
            del self._statements[next(iter(self._statements))]
        return execute(sql, *more)


@contextmanager
def noting(notes: Notes, disturb: Callable[[Any], None] = undisturbed) -> Iterator[None]:
    """Note what runs, either way.

    Args:
        notes: where to.
        disturb: is called with each migration before it runs forwards.
    """
    apply, unapply = MigrationExecutor.apply_migration, MigrationExecutor.unapply_migration

    def note(word: str, executor: Any, migration: Any, run: Callable[[], Any]) -> Any:
        notes.begin(migration)
        # What the other process reads where this one ends at once.
        sys.stdout.write(f"{word} {migration}\n")
        sys.stdout.flush()
        with plain_elsewhere(), executor.connection.execute_wrapper(notes.execute):
            found = run()
        notes.begin(None)
        return found

    def apply_migration(executor: Any, state: Any, migration: Any, *rest: Any, **more: Any) -> Any:
        disturb(migration)
        run = partial(apply, executor, state, migration, *rest, **more)
        applied = note(RUNNING, executor, migration, run)
        notes.ran.append(named(migration))
        return applied

    def unapply_migration(executor: Any, state: Any, migration: Any, **more: Any) -> Any:
        run = partial(unapply, executor, state, migration, **more)
        return note(UNAPPLYING, executor, migration, run)

    MigrationExecutor.apply_migration = apply_migration
    MigrationExecutor.unapply_migration = unapply_migration
    try:
        yield
    finally:
        MigrationExecutor.apply_migration = apply
        MigrationExecutor.unapply_migration = unapply
