"""System checks: `migrate` and `check --database` stop where Django itself would be silent.

Both run in the project's own process. What they say is what `squashkit check` says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register

from .analysis.guarding import problems
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
    try:
        states = {alias: _state(alias) for alias in databases or ()}
        found = problems(_history(), states) if states else ()
    except SquashkitError:  # `migrate` itself says what is wrong with a file or a server
        return []
    return [_message(one) for one in found if one.databases]


def check_files(app_configs: Sequence[Any] | None = None, **options: Any) -> list[CheckMessage]:
    """What is wrong with the files, whatever a database has; a part of `check --deploy`.

    Args:
        app_configs: as above.
        options: likewise.
    """
    try:
        return [_message(one) for one in problems(_history(), {})]
    except SquashkitError as error:
        return [Error(error.fact, hint=error.hint or None, id="squashkit.E300")]


def _history() -> History:
    found = inspect(Inspect((), str(Path.cwd())))
    return read_history(found.apps, found.swappable)


def _state(alias: str) -> Deployed:
    [read] = read_applied(ReadApplied(alias))
    return Deployed(alias, read.applied, read.engine)


def _message(problem: Problem) -> Error:
    return Error(problem.fact, hint=problem.hint, id=f"squashkit.E{problem.rule[-3:]}")
