"""The graph that Django would build from a history, and the order in which it would run it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..errors import HistoryError
from ..model.graph import Graph
from ..model.history import History
from ..model.keys import MigrationKey
from ..model.migrations import FIRST, LATEST, Dependency, MigrationFacts


def replacements(history: History) -> dict[MigrationKey, MigrationKey]:
    """Each replaced migration to the outermost squash on disk that stands for it."""
    direct = history.replaced()
    return {key: outermost(key, direct) for key in direct}


def outermost(key: MigrationKey, direct: Mapping[MigrationKey, MigrationKey]) -> MigrationKey:
    """What stands for a migration in the end.

    Args:
        key: the migration.
        direct: migrations that are replaced, each to what replaces it.
    """
    seen = {key}
    while key in direct and direct[key] not in seen:
        key = direct[key]
        seen.add(key)
    return key


def build_graph(history: History, *, complete: bool = True) -> Graph[MigrationKey]:
    """The graph of a database that has none of the migrations applied.

    Existing squashes stand for what they replace, as `MigrationLoader.build_graph` does.

    Args:
        history: what the files say.
        complete: whether the history holds every app; if not, unknown labels are left out.

    Raises:
        HistoryError: dependencies that lead nowhere, or a cycle; all of them in one message.
    """
    replaced = replacements(history)
    edges: dict[MigrationKey, set[MigrationKey]] = {key: set() for key in history.migrations}
    dangling: list[str] = []
    for child, parent, written in _edges(history):
        if parent is None or (parent not in edges and parent not in replaced):
            if complete or history.app(written.app):
                dangling.append(_dangling(history.migrations[child], written))
        else:
            edges[child].add(parent)
    if dangling:
        raise HistoryError("\n".join(sorted(dangling)), "Correct the dependency in that file.")
    for migration in history.migrations.values():
        for before in migration.run_before:
            key = MigrationKey(before.app, before.name)
            if key in edges:
                edges[key].add(migration.key)
    graph = Graph(edges).contract(replaced)
    _refuse_cycle(graph)
    return graph


def _refuse_cycle(graph: Graph[MigrationKey]) -> None:
    cycle = graph.cycle()
    if cycle:
        circle = " -> ".join(str(key) for key in (*cycle, cycle[0]))
        raise HistoryError(
            f"The migrations depend on each other in a circle: {circle}.",
            "Take one of these dependencies out; `manage.py migrate` fails on them too.",
        )


def _dangling(migration: MigrationFacts, written: Dependency) -> str:
    return f"{migration.path}: {migration.key} depends on {written}, which does not exist."


def _edges(
    history: History,
) -> Iterator[tuple[MigrationKey, MigrationKey | None, Dependency]]:
    """Child, parent (None where there is none) and the dependency as it was written."""
    ends = {app.label: _ends(history, app.label) for app in history.apps}
    for child, migration in history.migrations.items():
        for written in migration.dependencies:
            app = history.swappable.get(written.setting, "") if written.setting else written.app
            if written.name not in {FIRST, LATEST}:
                yield child, MigrationKey(app, written.name), written
            elif app == child.app:
                continue
            elif app in ends:
                yield child, ends[app][written.name], written
            # Django takes `__first__` of an app without migrations for fulfilled.


def _ends(history: History, label: str) -> dict[str, MigrationKey | None]:
    """What `__first__` and `__latest__` mean for this app."""
    own = [migration.key for migration in history.of_app(label)]
    inside = {
        key: {MigrationKey(d.app, d.name) for d in history.migrations[key].dependencies} & set(own)
        for key in own
    }
    parents = set().union(*inside.values()) if inside else set()
    return {
        FIRST: next((key for key in own if not inside[key]), None),
        LATEST: next((key for key in own if key not in parents), None),
    }


def leaves(graph: Graph[MigrationKey]) -> tuple[MigrationKey, ...]:
    """The migrations on which none of their own app depends, sorted."""
    return tuple(
        key for key in graph.nodes if all(child.app != key.app for child in graph.children[key])
    )


def migrate_order(graph: Graph[MigrationKey]) -> tuple[MigrationKey, ...]:
    """The order in which `manage.py migrate` runs everything on an empty database."""
    return graph.in_order(leaves(graph))


def conflicts(graph: Graph[MigrationKey]) -> dict[str, tuple[MigrationKey, ...]]:
    """The apps with more than one leaf, which Django refuses to migrate."""
    by_app: dict[str, list[MigrationKey]] = {}
    for leaf in leaves(graph):
        by_app.setdefault(leaf.app, []).append(leaf)
    return {app: tuple(keys) for app, keys in by_app.items() if len(keys) > 1}


def by_app(order: Iterable[MigrationKey]) -> dict[str, tuple[MigrationKey, ...]]:
    """The given migrations, app by app, their order kept."""
    chains: dict[str, list[MigrationKey]] = {}
    for key in order:
        chains.setdefault(key.app, []).append(key)
    return {app: tuple(keys) for app, keys in sorted(chains.items())}
