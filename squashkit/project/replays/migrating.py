"""Runs Django's own `migrate` on a throw-away database."""

from __future__ import annotations

import sys
import traceback
from contextlib import nullcontext
from typing import Any

from django.core.management import call_command
from django.core.management.commands import migrate as command
from django.db.transaction import TransactionManagementError

from ..protocol import Migrate, Migrated
from ..views import place_of, viewing
from .noting import Notes, named, noting
from .shuffling import disturbing
from .watching import watching_steps


def migrate(request: Migrate) -> Migrated:
    """Migrate to the target; an exception in a migration is part of the answer."""
    target = (request.target.app, request.target.name) if request.target else ()
    notes = Notes()
    watched = watching_steps(notes.seen) if request.watch else nullcontext()
    with viewing(request.view), watched, noting(notes, disturbing(request)):
        notes.start()
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
            notes.failed = str(named(notes.running)) if notes.running else "migrate"
            notes.error = said_by(raised) + ("" if notes.running else place_of(raised))
            notes.line = line_in(notes.running, raised)
        return notes.migrated(request.alias)


def said_by(raised: BaseException) -> str:
    """What was raised, in one text."""
    raised = _first(raised)
    lines = f"{type(raised).__name__}: {raised}".splitlines()
    return " ".join(map(str.strip, lines)).strip().removesuffix(":")


def line_in(migration: Any | None, raised: BaseException) -> int:
    """The line of the migration's own file that raised, or called what did; 0 where none did."""
    if not migration:
        return 0
    file = sys.modules[type(migration).__module__].__file__
    frames = traceback.extract_tb(_first(raised).__traceback__)
    return next((one.lineno or 0 for one in reversed(frames) if one.filename == file), 0)


def _first(raised: BaseException) -> BaseException:
    """What broke a transaction, where another says no more than that it is broken.

    On SQLite the check of keys at the end of a migration does, whatever was raised within.
    """
    broken = isinstance(raised, TransactionManagementError)
    return (raised.__cause__ if broken else None) or raised
