"""The fewest contiguous runs, one app each, in which a whole graph can be carried out.

A segment is safe for the graph when all its members can run one after the other with nothing of
another app in between: then each segment can be one node and no circle arises. So the segments
are the runs of one app in a linear order of the graph, and the best order is the one with the
fewest runs. The search walks level by level: all states that k runs can reach, then k + 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..model.graph import Graph
from ..model.keys import MigrationKey

WIDTH = 64
"""States kept on a level. Only when a level has more may the answer miss the optimum."""


@dataclass(frozen=True, slots=True)
class Run:
    """Members of one app that run one after the other, and what stopped them.

    Attributes:
        members: the migrations, in their order.
        awaits: the app's next migration, or None at the app's end.
        missing: a migration that has to run before `awaits` and had not.
    """

    members: tuple[MigrationKey, ...]
    awaits: MigrationKey | None = None
    missing: MigrationKey | None = None


@dataclass(frozen=True, slots=True)
class _State:
    """What was placed so far, as a bit set, and the runs that led here."""

    placed: int
    runs: tuple[Run, ...] = ()


def fewest_runs(
    graph: Graph[MigrationKey],
    chains: Mapping[str, Sequence[MigrationKey]],
    alone: frozenset[MigrationKey],
    last: frozenset[MigrationKey] = frozenset(),
) -> tuple[Run, ...]:
    """Order the graph so that the apps in `chains` are taken in as few runs as possible.

    Args:
        graph: all migrations with all edges that must hold, free of cycles.
        chains: the apps to take in runs, each with its migrations in their order.
        alone: members of chains that may not be part of a run; they end it and cost nothing.
        last: members of chains after which a run ends.
    """
    return _Search(graph, chains, alone, last).best()


class _Search:
    """The graph as bit sets; migrations are numbers here."""

    def __init__(
        self,
        graph: Graph[MigrationKey],
        chains: Mapping[str, Sequence[MigrationKey]],
        alone: frozenset[MigrationKey],
        last: frozenset[MigrationKey],
    ) -> None:
        self.keys = graph.nodes
        self.index = {key: place for place, key in enumerate(self.keys)}
        self.before = [self._mask(graph.parents[key]) for key in self.keys]
        self.chains = [[self.index[key] for key in chain] for chain in chains.values()]
        chained = {key for chain in chains.values() for key in chain}
        self.free = [self.index[key] for key in self.keys if key not in chained or key in alone]
        self.alone = self._mask(alone & set(self.keys))
        self.last = self._mask(last & set(self.keys))

    def _mask(self, keys: frozenset[MigrationKey] | set[MigrationKey]) -> int:
        return sum(1 << self.index[key] for key in keys)

    def best(self) -> tuple[Run, ...]:
        level = {start.placed: start for start in [self._settle(_State(0))]}
        everything = (1 << len(self.keys)) - 1
        while everything not in level:
            after = {state.placed: state for one in level.values() for state in self._after(one)}
            furthest = sorted(after, key=lambda placed: (-placed.bit_count(), placed))
            level = {placed: after[placed] for placed in furthest[:WIDTH]}
        return level[everything].runs

    def _after(self, state: _State) -> list[_State]:
        """The states one run further. A run that finishes its app is never wrong to take."""
        found = []
        for chain in self.chains:
            members, stopped = self._run(chain, state.placed)
            if members:
                grown = self._settle(self._take(state, members, stopped))
                if stopped is None:
                    return [grown]
                found.append(grown)
        return found

    def _run(self, chain: list[int], placed: int) -> tuple[list[int], int | None]:
        """As many of the chain's next migrations as can follow each other, and the next one."""
        members: list[int] = []
        for node in chain:
            if placed >> node & 1:
                continue
            ended = bool(members) and bool(self.last >> members[-1] & 1)
            if ended or self.before[node] & ~placed or self.alone >> node & 1:
                return members, node
            members.append(node)
            placed |= 1 << node
        return members, None

    def _take(self, state: _State, members: list[int], stopped: int | None) -> _State:
        placed = state.placed | sum(1 << node for node in members)
        keys = tuple(self.keys[node] for node in members)
        if stopped is None:
            return _State(placed, (*state.runs, Run(keys)))
        missing = self.before[stopped] & ~placed
        blocker = self.keys[missing.bit_length() - 1] if missing else None
        return _State(placed, (*state.runs, Run(keys, self.keys[stopped], blocker)))

    def _settle(self, state: _State) -> _State:
        """Place every free migration that is ready, and those that become ready by it."""
        placed = state.placed
        waiting = [node for node in self.free if not placed >> node & 1]
        while True:
            ready = [node for node in waiting if not self.before[node] & ~placed]
            if not ready:
                return _State(placed, state.runs)
            placed |= sum(1 << node for node in ready)
            waiting = [node for node in waiting if not placed >> node & 1]
