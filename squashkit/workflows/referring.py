"""What the rest of the project says about migrations whose files go."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from ..model.history import History
from ..model.keys import MigrationKey
from ..model.plans import Plan
from ..model.references import Reference
from ..source.references import Sought, find_references


def with_references(root: Path, history: History, plan: Plan) -> Plan:
    """The plan with all that names what its segments replace.

    Args:
        root: the project's folder.
        history: the migrations.
        plan: the segments.
    """
    gone = {key for one in plan.segments for key in (*one.members, *one.replaces)}
    return replace(plan, references=references_to(root, history, gone))


def references_to(
    root: Path, history: History, gone: Iterable[MigrationKey]
) -> tuple[Reference, ...]:
    """The lines that name one of these, outside of their own files.

    Args:
        root: the project's folder.
        history: the migrations.
        gone: those whose files go.
    """
    sought = sought_in(history, gone)
    return find_references(root, sought, sought.paths) if sought.paths else ()


def sought_in(history: History, gone: Iterable[MigrationKey]) -> Sought:
    """The migrations of which there are files, by their names.

    Args:
        history: the migrations.
        gone: those that are meant.
    """
    apps = {app.label: app for app in history.apps}
    keys = sorted(key for key in gone if key in history.migrations)
    return Sought(
        {f"{apps[key.app].module}.{key.name}": key for key in keys},
        {Path(history.migrations[key].path).resolve(): key for key in keys},
        {key.app: Path(apps[key.app].directory).resolve().parent for key in keys},
    )
