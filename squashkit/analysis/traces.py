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
        before: the nodes that have to come before it.
    """

    item: Item | None
    place: int
    before: set[Node[Item]] = field(default_factory=set)


class Trace(Generic[Item]):
    """Items that are added one behind the other, and joined or removed again."""

    def __init__(self) -> None:
        self.nodes: list[Node[Item]] = []
        self._met: _Branch[Item] = _Branch()

    def conflicting(self, footprint: Footprint) -> set[Node[Item]]:
        """The nodes that have to come before an item with this footprint, the nearest at least."""
        found: set[Node[Item]] = set()
        for path in footprint.writes:
            found.update(self._met.along(path, with_readers=True))
        for path in footprint.reads:
            found.update(self._met.along(path, with_readers=False))
        return found

    def add(self, item: Item, footprint: Footprint, before: set[Node[Item]]) -> Node[Item]:
        """Put an item behind all others.

        Args:
            item: what is added.
            footprint: what it meets.
            before: what `conflicting` said of that footprint.
        """
        node = Node(item, len(self.nodes), before)
        self.nodes.append(node)
        self._note(node, footprint)
        return node

    def can_join(self, node: Node[Item], before: Iterable[Node[Item]]) -> bool:
        """Whether an item that comes behind these nodes can become one with an earlier node."""
        return not self._leads(node, [other for other in before if other is not node])

    def join(self, node: Node[Item], footprint: Footprint, before: set[Node[Item]]) -> None:
        """Let a node do the work of a further item as well; see `can_join`."""
        node.before |= before - {node}
        self._note(node, footprint)

    def comes_before(self, node: Node[Item], other: Node[Item]) -> bool:
        """Whether the order of the two is fixed that way; a node counts as before itself."""
        return self._leads(node, [other])

    def _leads(self, node: Node[Item], later: Iterable[Node[Item]]) -> bool:
        waiting, seen = list(later), set(later)
        while waiting:
            one = waiting.pop()
            if one is node:
                return True
            fresh = one.before - seen
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
            branch = branch.below.setdefault(part, _Branch())
        return branch

    def taken_by(self, node: Node[Item]) -> None:
        """Forget all that met this place and those below."""
        self.below, self.readers, self.writers = {}, set(), {node}

    def along(self, path: Path, *, with_readers: bool) -> Iterator[Node[Item]]:
        """The nodes at a place, above it and below it."""
        branch = self
        for part in path:
            yield from branch._here(with_readers)
            found = branch.below.get(part)
            if found is None:
                return
            branch = found
        waiting = [branch]
        while waiting:
            branch = waiting.pop()
            yield from branch._here(with_readers)
            waiting.extend(branch.below.values())

    def _here(self, with_readers: bool) -> Iterator[Node[Item]]:
        yield from self.writers
        if with_readers:
            yield from self.readers
