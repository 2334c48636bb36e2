"""Django's own graph of a tree of files, and what it says about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.migrations.exceptions import CircularDependencyError
from django.db.migrations.graph import DummyNode, MigrationGraph

from .headers import Header, Key

SYMBOLIC = {"__first__", "__latest__"}

Project = Mapping[Key, tuple[Header, ...]]
"""Each migration with what it says; where two sides of a merge differ, with what both say."""


@dataclass(frozen=True)
class Loaded:
    """What Django would say of a project.

    Attributes:
        leaves: app label to its leaves.
        dangling: migrations with what they depend on and what is not there: NodeNotFoundError.
        circle: whether there is one: CircularDependencyError.
    """

    leaves: Mapping[str, frozenset[Key]]
    dangling: frozenset[tuple[Key, Key]]
    circle: bool

    def ends(self, app: str) -> int:
        """How many leaves an app has."""
        return len(self.leaves.get(app, ()))


def load(project: Project) -> Loaded:
    """Build the graph as `MigrationLoader.build_graph` does for an empty database.

    Apps that are not among the files are taken for apps that have what is asked of them.

    Args:
        project: the migrations.
    """
    graph = MigrationGraph()
    for key in project:
        graph.add_node(key, key)
    _add_dependencies(graph, project)
    for key in sorted(project):
        _replace(graph, key, {one for header in project[key] for one in header.replaces})
    dummies = [node for node in graph.node_map.values() if isinstance(node, DummyNode)]
    missing = frozenset((child.key, node.key) for node in dummies for child in node.children)
    return Loaded(_leaves(graph), missing, _has_circle(graph))


def _add_dependencies(graph: MigrationGraph, project: Project) -> None:
    apps = {app for app, _ in project}
    # First those inside apps: what `__first__` means is known only then.
    for inside in (True, False):
        for key, headers in project.items():
            parents = {one for header in headers for one in header.dependencies}
            children = {one for header in headers for one in header.run_before}
            for parent in _meant(graph, key, _chosen(parents, key, apps, inside)):
                graph.add_dependency(key, key, parent, skip_validation=True)
            for child in _meant(graph, key, _chosen(children, key, apps, inside)):
                graph.add_dependency(key, child, key, skip_validation=True)


def _chosen(keys: Iterable[Key], own: Key, apps: set[str], inside: bool) -> list[Key]:
    return [one for one in sorted(keys) if one[0] in apps and (one[0] == own[0]) == inside]


def _meant(graph: MigrationGraph, own: Key, keys: Iterable[Key]) -> list[Key]:
    """`MigrationLoader.check_key`: an app's own `__first__` says nothing.

    What `__latest__` was, until Django 1.8 took it away, is told in the same way.
    """
    found = []
    for app, name in keys:
        if name not in SYMBOLIC:
            found.append((app, name))
        elif app != own[0]:
            ends = graph.root_nodes(app) if name == "__first__" else graph.leaf_nodes(app)
            found += [key for key in ends if graph.nodes[key] is not None][:1]
    return found


def _replace(graph: MigrationGraph, key: Key, members: set[Key]) -> None:
    # A squash that another one has replaced is gone already.
    if members and key in graph.node_map:
        graph.remove_replaced_nodes(key, members)


def _leaves(graph: MigrationGraph) -> dict[str, frozenset[Key]]:
    found: dict[str, set[Key]] = {}
    for key in graph.leaf_nodes():
        if graph.nodes[key] is not None:
            found.setdefault(key[0], set()).add(key)
    return {app: frozenset(keys) for app, keys in found.items()}


def _has_circle(graph: MigrationGraph) -> bool:
    try:
        graph.ensure_not_cyclic()
    except CircularDependencyError:
        return True
    return False
