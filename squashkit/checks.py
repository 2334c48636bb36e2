"""System checks: `migrate` and `check --database` stop where Django itself would be silent.

Both run in the project's own process. What they say is what `squashkit check` says.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004

from .analysis.guarding import problems
from .analysis.rules.deployed import UNKNOWN_START
from .errors import SquashkitError
from .model.checks import Problem
from .model.deployed import Deployed
from .model.history import History
from .project.inspecting import inspect
from .project.protocol import Inspect, ReadApplied
from .project.recording import read_applied
from .source.histories import read_history

TAG = "squashkit"


def register_checks() -> None:
    """Make the checks known to Django."""
    register(check_databases, TAG, Tags.database)
    register(check_files, TAG, deploy=True)


def check_databases(
    app_configs: Sequence[Any] | None = None,
    databases: Iterable[str] | None = None,
    **options: Any,
) -> list[CheckMessage]:
    """Whether these databases can go on with the files that are there.

    Args:
        app_configs: for which apps Django asks; a database has all.
        databases: aliases, as `migrate` and `check --database` name them.
        options: what else Django says.
    """
    states = {alias: found for alias in databases or () if (found := _state(alias))}
    if not states:
        return []
    try:
        return [_message(one) for one in problems(_history(), states) if one.databases]
    except SquashkitError as error:
        return [_unreadable(error)]


def check_files(app_configs: Sequence[Any] | None = None, **options: Any) -> list[CheckMessage]:
    """What is wrong with the files, whatever a database has; a part of `check --deploy`.

    Args:
        app_configs: as above.
        options: likewise.
    """
    try:
        return [_message(one) for one in problems(_history(), {})]
    except SquashkitError as error:
        return [_unreadable(error)]


def _history() -> History:
    found = inspect(Inspect((), str(_root())))
    return read_history(found.apps, found.swappable)


def _root() -> Path:
    """The folder of `manage.py`, from wherever it was called: what is ours is below it."""
    program = Path(sys.argv[0])
    return program.resolve().parent if program.name == "manage.py" else Path.cwd()


def _state(alias: str) -> Deployed | None:
    try:
        [read] = read_applied(ReadApplied(alias))
    except SquashkitError:  # `migrate` itself says what is wrong with a server
        return None
    return Deployed(alias, read.applied, read.engine)


def _unreadable(error: SquashkitError) -> CheckMessage:
    return Error(error.fact, hint=error.hint or None, id="squashkit.E300")


def _message(problem: Problem) -> CheckMessage:
    """An error stops `migrate`; what may be a stale row is a warning."""
    number = problem.rule[-3:]
    if problem.rule == UNKNOWN_START.id:
        return Warning(problem.fact, hint=problem.hint, id=f"squashkit.W{number}")
    return Error(problem.fact, hint=problem.hint, id=f"squashkit.E{number}")
