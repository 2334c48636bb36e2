"""Runs Django's own `migrate` on a throw-away database, and the clock."""

from __future__ import annotations

import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from typing import Any

from django.core.management import call_command
from django.core.management.commands import migrate as command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.transaction import TransactionManagementError

from ...model.keys import MigrationKey
from ...model.steps import Seen
from ..operations.concurrent import plain_elsewhere
from ..protocol import RUNNING, UNAPPLYING, Migrate, Migrated
from ..views import place_of, viewing
from .clocks import now, zones
from .shuffling import disturbing, undisturbed
from .watching import watching_steps


def migrate(request: Migrate) -> Migrated:
    """Migrate to the target; an exception in a migration is part of the answer."""
    target = (request.target.app, request.target.name) if request.target else ()
    running: list[Any] = []
    ran: list[MigrationKey] = []
    seen: list[Seen] = []
    failed, line, error = "", 0, ""
    watched = watching_steps(seen) if request.watch else nullcontext()
    with viewing(request.view), watched, noting(running, ran, disturbing(request)):
        started, begin = now(), time.perf_counter()
        try:
            # Django's own class, since an installed app may have put another in its place.
            call_command(
                command.Command(),
                *target,
                database=request.alias,
                interactive=False,
                verbosity=0,
                skip_checks=True,
            )
        except (Exception, SystemExit) as raised:  # noqa: BLE001  any code may run in a migration
            failed = f"{running[-1].app_label}.{running[-1].name}" if running else "migrate"
            line = line_in(running[-1], raised) if running else 0
            error = said_by(raised) + ("" if running else place_of(raised))
        seconds, ended = time.perf_counter() - begin, now()
        ahead = zones(connections[request.alias])
    connections.close_all()
    return Migrated(seconds, started, ended, failed, error, tuple(seen), line, tuple(ran), ahead)


def said_by(raised: BaseException) -> str:
    """What was raised, in one text."""
    raised = _first(raised)
    lines = f"{type(raised).__name__}: {raised}".splitlines()
    return " ".join(map(str.strip, lines)).strip().removesuffix(":")


def line_in(migration: Any, raised: BaseException) -> int:
    """The line of the migration's own file that raised, or called what did; 0 where none did."""
    file = sys.modules[type(migration).__module__].__file__
    frames = traceback.extract_tb(_first(raised).__traceback__)
    return next((one.lineno or 0 for one in reversed(frames) if one.filename == file), 0)


def _first(raised: BaseException) -> BaseException:
    """What broke a transaction, where another says no more than that it is broken.

    On SQLite the check of keys at the end of a migration does, whatever was raised within.
    """
    broken = isinstance(raised, TransactionManagementError)
    return (raised.__cause__ if broken else None) or raised


@contextmanager
def noting(
    running: list[Any],
    ran: list[MigrationKey] | None = None,
    disturb: Callable[[Any], None] = undisturbed,
) -> Iterator[None]:
    """Note which migration runs, either way, so that a failure can name it, and which have run.

    Args:
        running: has the migration while it runs.
        ran: gets each that has run.
        disturb: is called with each before it runs.
    """
    done = [] if ran is None else ran
    apply, unapply = MigrationExecutor.apply_migration, MigrationExecutor.unapply_migration

    def note(word: str, migration: Any, run: Callable[[], Any]) -> Any:
        running.append(migration)
        # What the other process reads where this one ends at once.
        sys.stdout.write(f"{word} {migration}\n")
        sys.stdout.flush()
        with plain_elsewhere():
            found = run()
        running.pop()
        return found

    def apply_migration(executor: Any, state: Any, migration: Any, *rest: Any, **more: Any) -> Any:
        disturb(migration)
        run = partial(apply, executor, state, migration, *rest, **more)
        applied = note(RUNNING, migration, run)
        done.append(MigrationKey(migration.app_label, migration.name))
        return applied

    def unapply_migration(executor: Any, state: Any, migration: Any, **more: Any) -> Any:
        run = partial(unapply, executor, state, migration, **more)
        return note(UNAPPLYING, migration, run)

    MigrationExecutor.apply_migration = apply_migration
    MigrationExecutor.unapply_migration = unapply_migration
    try:
        yield
    finally:
        MigrationExecutor.apply_migration = apply
        MigrationExecutor.unapply_migration = unapply
