"""Items in an order of which only what matters is kept.

Two items keep their order when one changes what the other meets; all others may pass each other.
So the items are a graph, and two of them can be brought together exactly when no third has to run
between them. (The literature calls this a trace monoid.)
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from ..model.footprints import Footprint, Path

Item = TypeVar("Item")


@dataclass(slots=True, eq=False)
class Node(Generic[Item]):
    """One item in its place.

    Attributes:
        item: None once it is gone; the node stays, for the order that others have through it.
        place: where it stood at first; smaller comes first where the order is free.
        walls: how many nodes that meet everything there are up to here; no way leads back over one.
        before: the nodes that have to come before it.
    """

    item: Item | None
    place: int
    walls: int = 0
    before: set[Node[Item]] = field(default_factory=set)


class Trace(Generic[Item]):
    """Items that are added one behind the other, and joined or removed again."""

    def __init__(self) -> None:
        self.nodes: list[Node[Item]] = []
        self._met: _Branch[Item] = _Branch()
        self._walls = 0
        self._latest = -1

    def conflicting(self, footprint: Footprint) -> set[Node[Item]]:
        """The nodes that have to come before an item with this footprint, the nearest at least."""
        found: set[Node[Item]] = set()
        for path in footprint.writes:
            for branch in self._met.along(path):
                found |= branch.writers
                found |= branch.readers
        for path in footprint.reads:
            for branch in self._met.along(path):
                found |= branch.writers
        return found

    def add(self, item: Item, footprint: Footprint, before: set[Node[Item]]) -> Node[Item]:
        """Put an item behind all others.

        Args:
            item: what is added.
            footprint: what it meets.
            before: what `conflicting` said of that footprint.
        """
        self._walls += footprint.boundless
        node = Node(item, len(self.nodes), self._walls, before)
        self.nodes.append(node)
        self._note(node, footprint)
        return node

    def can_join(self, node: Node[Item], before: Iterable[Node[Item]]) -> bool:
        """Whether an item that comes behind these nodes can become one with an earlier node."""
        return not self._leads(node, [other for other in before if other is not node])

    def join(self, node: Node[Item], footprint: Footprint, before: set[Node[Item]]) -> None:
        """Let a node do the work of a further item as well; see `can_join`."""
        node.before |= before - {node}
        later = (other.place for other in before if other.place > node.place)
        self._latest = max(self._latest, *later, -1)
        self._note(node, footprint)

    def comes_before(self, node: Node[Item], other: Node[Item]) -> bool:
        """Whether the order of the two is fixed that way; a node counts as before itself."""
        return self._leads(node, [other])

    def _leads(self, node: Node[Item], later: Iterable[Node[Item]]) -> bool:
        # What stood before the node can only come behind it through a join with something later.
        first = 0 if self._latest >= node.place else node.place
        waiting = list(later)
        seen = set(waiting)
        while waiting:
            one = waiting.pop()
            if one is node:
                return True
            fresh = {
                other
                for other in one.before - seen
                if other.walls >= node.walls and other.place >= first
            }
            seen |= fresh
            waiting.extend(fresh)
        return False

    def _note(self, node: Node[Item], footprint: Footprint) -> None:
        for path in footprint.writes:
            # Whatever met this place is before the node by now, so the node stands for it.
            self._met.at(path).taken_by(node)
        for path in footprint.reads:
            self._met.at(path).readers.add(node)

    def items(self) -> Iterator[Item]:
        """All items that are left, in the first order of those that the graph allows."""
        after: dict[Node[Item], list[Node[Item]]] = {}
        missing = {node: len(node.before) for node in self.nodes}
        for node in self.nodes:
            for earlier in node.before:
                after.setdefault(earlier, []).append(node)
        ready = [node.place for node in self.nodes if not node.before]
        while ready:
            node = self.nodes[heapq.heappop(ready)]
            if node.item is not None:
                yield node.item
            for later in after.get(node, ()):
                missing[later] -= 1
                if not missing[later]:
                    heapq.heappush(ready, later.place)


class _Branch(Generic[Item]):
    """A place in the tree, with the last nodes that met it."""

    __slots__ = ("below", "readers", "writers")

    def __init__(self) -> None:
        self.below: dict[str, _Branch[Item]] = {}
        self.readers: set[Node[Item]] = set()
        self.writers: set[Node[Item]] = set()

    def at(self, path: Path) -> _Branch[Item]:
        """The branch for a place, made where there is none."""
        branch = self
        for part in path:
            following = branch.below.get(part)
            if following is None:
                following = branch.below[part] = _Branch()
            branch = following
        return branch

    def taken_by(self, node: Node[Item]) -> None:
        """Forget all that met this place and those below."""
        self.below, self.readers, self.writers = {}, set(), {node}

    def along(self, path: Path) -> list[_Branch[Item]]:
        """The branches of a place, of those above it and of those below it."""
        branch, found = self, [self]
        for part in path:
            following = branch.below.get(part)
            if following is None:
                return found
            branch = following
            found.append(branch)
        for inner in branch.below.values():
            found += inner.along(())
        return found
