"""Takes a database through its migrations one at a time, so that it is once at every point."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from ..model.keys import MigrationKey
from .filling import Filler
from .migrating import line_in, migrate, noting, now
from .protocol import Migrate, Migrated, Walk, Walked
from .views import key_of, viewing


def walk(request: Walk) -> Walked:
    """Run each migration by itself; an exception is part of the answer, as with `migrate`."""
    filler, running, key = Filler(), list[Any](), None
    failed, line, error = "", 0, ""
    started, begin = now(), time.perf_counter()
    with viewing(request.before):
        original = MigrationExecutor(connection)
    state = original.migrate(None, [])
    with viewing(request.after), noting(running):
        try:
            for key in request.order:
                asked = MigrationExecutor(connection) if key in request.inside else original
                state = _step(asked, key, state)
                if key.app in request.fill:
                    filler.fill(key.app, state)
        except (Exception, SystemExit) as raised:  # noqa: BLE001  any code may run in a migration
            failed = str(key)
            error = f"{type(raised).__name__}: {raised}".strip().removesuffix(":")
            line = line_in(running[-1], raised) if running else 0
    connections.close_all()
    seconds = time.perf_counter() - begin
    done = Migrated(seconds, started, now(), failed, error, line=line)
    if request.to_the_end and not failed:
        last = migrate(Migrate(request.after))
        done = replace(last, seconds=seconds + last.seconds, started=started)
    return Walked(done, filler.made, tuple(sorted(filler.bare)))


class NotNextError(Exception):
    """What has to run next would not run by itself."""


def _step(executor: Any, key: MigrationKey, state: Any) -> Any:
    """Run one migration, if that is one of those that `migrate` would run now.

    Raises:
        NotNextError: it is not.
    """
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    found = _find(key, plan)
    if found is None:
        listed = ", ".join(str(key_of((one.app_label, one.name))) for one, _ in plan[:3])
        raise NotNextError(f"migrate would run {listed or 'nothing'}")
    return executor.migrate(None, [(found, False)], state)


def _find(key: MigrationKey, plan: Iterable[tuple[Any, bool]]) -> Any:
    return next((one for one, _ in plan if (one.app_label, one.name) == (key.app, key.name)), None)
