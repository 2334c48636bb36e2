"""A graph of migrations: who depends on whom, and in which order Django runs them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from functools import cached_property
from typing import Generic, TypeVar

Node = TypeVar("Node", bound=Hashable)


class Graph(Generic[Node]):
    """An immutable directed graph; nodes must sort.

    Args:
        parents: each node to the nodes that must come before it. A parent that is no node itself
            becomes one without parents.
    """

    def __init__(self, parents: Mapping[Node, Iterable[Node]]) -> None:
        edges = {node: frozenset(before) for node, before in parents.items()}
        for before in list(edges.values()):
            for parent in before:
                edges.setdefault(parent, frozenset())
        self.parents: Mapping[Node, frozenset[Node]] = edges

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """All nodes, sorted."""
        return tuple(sorted(self.parents))  # type: ignore[type-var]

    @cached_property
    def children(self) -> Mapping[Node, frozenset[Node]]:
        """Each node to the nodes that name it as a parent."""
        found: dict[Node, set[Node]] = {node: set() for node in self.parents}
        for node, before in self.parents.items():
            for parent in before:
                found[parent].add(node)
        return {node: frozenset(after) for node, after in found.items()}

    def ancestors(self, node: Node) -> frozenset[Node]:
        """All nodes that must come before this one."""
        return self._reach(node, self.parents)

    def descendants(self, node: Node) -> frozenset[Node]:
        """All nodes that must come after this one."""
        return self._reach(node, self.children)

    def _reach(self, start: Node, step: Mapping[Node, frozenset[Node]]) -> frozenset[Node]:
        found: set[Node] = set()
        waiting = list(step[start])
        while waiting:
            node = waiting.pop()
            if node not in found:
                found.add(node)
                waiting.extend(step[node])
        return frozenset(found)

    def forwards(self, target: Node) -> tuple[Node, ...]:
        """The nodes to run for this target, itself last, in the order Django runs them.

        The same walk as `MigrationGraph.iterative_dfs` in django/db/migrations/graph.py.
        """
        order: dict[Node, None] = {}
        stack = [(target, False)]
        while stack:
            node, expanded = stack.pop()
            if node in order:
                continue
            if expanded:
                order[node] = None
            else:
                stack.append((node, True))
                before = sorted(self.parents[node])  # type: ignore[type-var]
                stack.extend((parent, False) for parent in before)
        return tuple(order)

    def in_order(self, targets: Iterable[Node]) -> tuple[Node, ...]:
        """The nodes of the targets' plans one after the other, each node once."""
        order: dict[Node, None] = {}
        for target in targets:
            for node in self.forwards(target):
                order.setdefault(node)
        return tuple(order)

    def contract(self, groups: Mapping[Node, Node]) -> Graph[Node]:
        """The graph in which every node of a group is one node that inherits all their edges."""
        edges: dict[Node, set[Node]] = {}
        for node, before in self.parents.items():
            one = groups.get(node, node)
            others = {groups.get(parent, parent) for parent in before}
            edges.setdefault(one, set()).update(others - {one})
        return Graph(edges)

    def cycle(self) -> tuple[Node, ...]:
        """The nodes of one cycle in the order of their edges, or nothing."""
        done: set[Node] = set()
        for start in self.nodes:
            found = self._cycle_from(start, done)
            if found:
                return found
        return ()

    def _cycle_from(self, start: Node, done: set[Node]) -> tuple[Node, ...]:
        path: dict[Node, None] = {}
        stack = [(start, False)]
        while stack:
            node, leaving = stack.pop()
            if leaving:
                path.pop(node)
                done.add(node)
            elif node in path:
                walked = list(path)
                return tuple(walked[walked.index(node) :])
            elif node not in done:
                path[node] = None
                stack.append((node, True))
                stack.extend((parent, False) for parent in self.parents[node])
        return ()
