"""Code that only replaced migrations use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from ..model.history import App, History
from ..model.plans import Plan
from ..source.unused import Gone, Places, find_unused
from .composing import SquashedFile


def with_unused(root: Path, history: History, plan: Plan, files: Sequence[SquashedFile]) -> Plan:
    """The plan with the code that can go after a cleanup.

    Args:
        root: the project's folder.
        history: the migrations.
        plan: what is squashed.
        files: the squashes, which may need the code still.
    """
    folders = {Path(app.directory).resolve() for app in history.apps}
    places = Places(_bases(root.resolve(), history.apps), folders)
    found = find_unused(
        root.resolve(), places, tuple(_gone(history, plan)), (file.text for file in files)
    )
    return replace(plan, unused=found)


def _bases(root: Path, apps: Sequence[App]) -> list[Path]:
    """The folders that dotted names start from."""
    bases = [root]
    for app in apps:
        folder = Path(app.directory).resolve()
        parts = tuple(app.module.split("."))
        if app.first_party and folder.parts[-len(parts) :] == parts:
            bases.append(folder.parents[len(parts) - 1])
    return list(dict.fromkeys(bases))


def _gone(history: History, plan: Plan) -> Iterator[Gone]:
    modules = {app.label: app.module for app in history.apps}
    for key in sorted({key for one in plan.segments for key in (*one.members, *one.replaces)}):
        if key in history.migrations:
            module = f"{modules[key.app]}.{key.name}"
            yield Gone(key, module, Path(history.migrations[key].path))
