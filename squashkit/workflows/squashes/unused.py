"""Code that only replaced migrations use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from ...model.history import History
from ...model.keys import MigrationKey
from ...model.plans import Plan
from ...source.unused import Gone, Places, find_unused
from ..modules import import_bases


def with_unused(root: Path, history: History, plan: Plan, texts: Iterable[str]) -> Plan:
    """The plan with the code that can go after a cleanup.

    Args:
        root: the project's folder.
        history: the migrations.
        plan: what is squashed.
        texts: what the squashes consist of, which may need the code still.
    """
    folders = {Path(app.directory).resolve() for app in history.apps}
    places = Places(import_bases(root, history.apps), folders)
    found = find_unused(root.resolve(), places, tuple(_gone(history, plan)), texts)
    return replace(plan, unused=found)


def _module(history: History, key: MigrationKey) -> str:
    app = history.app(key.app)
    return f"{app.module}.{key.name}" if app else ""


def _gone(history: History, plan: Plan) -> Iterator[Gone]:
    for key in sorted({key for one in plan.segments for key in (*one.members, *one.replaces)}):
        if key in history.migrations:
            yield Gone(key, _module(history, key), Path(history.migrations[key].path))
