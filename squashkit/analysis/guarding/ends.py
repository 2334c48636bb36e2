"""Apps that end twice on one database, since a squash does not count there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from ...errors import HistoryError
from ...model.checks import Problem
from ...model.history import History
from ...model.keys import MigrationKey
from ...model.migrations import Dependency
from ...model.words import listed
from ..alike import Alike
from ..graphs import build_graph, conflicts
from ..leaves import named
from ..rules.deployed import TWO_ENDS
from .standing import Standing


def in_ends(history: History, standing: Collection[Standing], group: Alike) -> Iterator[Problem]:
    """Apps with one end in the files, and several on these databases.

    Args:
        history: the files.
        standing: what stands for others.
        group: databases with the same migrations.
    """
    partial = [one for one in standing if one.declared and one.is_partial(group.keys)]
    if not partial:
        return
    there = _ends(history)
    for app, ends in sorted(_ends(_without(history, partial)).items()):
        if app not in there:
            fact = (
                f"On database {group} {app} ends in {listed(ends)}, since it has part of what "
                f"{listed([one.key for one in partial])} replaces."
            )
            hint = (
                "With the files from before the squash, unapply there what is not in it; then "
                "migrate."
            )
            yield Problem(TWO_ENDS.id, app, fact, hint, group.names)


def _ends(history: History) -> dict[str, tuple[MigrationKey, ...]]:
    """The apps with several ends; of what cannot be loaded at all others speak."""
    try:
        return conflicts(build_graph(history, complete=False))
    except HistoryError:
        return {}


def _without(history: History, partial: Collection[Standing]) -> History:
    """The history as Django sees it where these squashes do not count."""
    ends = {one.key: _end(history, one) for one in partial}
    left = {key: one for key, one in history.migrations.items() if key not in ends}
    moved = {
        key: replace(one, dependencies=tuple(_moved(each, ends) for each in one.dependencies))
        for key, one in left.items()
    }
    return replace(history, migrations=moved)


def _end(history: History, one: Standing) -> MigrationKey:
    files = [history.migrations[key] for key in one.members if key in history.migrations]
    before = {named(parent) for file in files for parent in file.dependencies}
    ends = [file.key for file in files if file.key not in before]
    return ends[-1] if ends else one.key


def _moved(written: Dependency, ends: Mapping[MigrationKey, MigrationKey]) -> Dependency:
    end = ends.get(named(written))
    return Dependency(end.app, end.name) if end else written
