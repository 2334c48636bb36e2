"""In which steps a history can run so that each squash finds the rows of all that it needs."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from ..model.graph import Graph
from ..model.keys import MigrationKey
from .graphs import migrate_order


@dataclass(frozen=True, slots=True)
class Level:
    """What can run when all levels before it have run.

    Attributes:
        before: original migrations, in order.
        after: squashes and other migrations that do the same, in order.
    """

    before: tuple[MigrationKey, ...]
    after: tuple[MigrationKey, ...]


def levels(
    graph: Graph[MigrationKey],
    order: Sequence[MigrationKey],
    squash_of: Mapping[MigrationKey, MigrationKey],
    coded: Collection[MigrationKey] = (),
) -> tuple[Level, ...]:
    """The levels of a history: no squash is on one with anything that it needs.

    One in which code runs is above all that comes before it: that code may ask any table.

    Args:
        graph: of the original migrations.
        order: in which they run.
        squash_of: what takes the place of some of them.
        coded: those of them in which code runs.

    Returns:
        none where the squashes need each other in a circle.
    """
    contracted = graph.contract(squash_of)
    if contracted.cycle():
        return ()
    depths: dict[MigrationKey, int] = {}
    squashes = frozenset(squash_of.values())
    for node in migrate_order(contracted):
        needed = depths if node in coded else contracted.parents[node]
        below = max((depths[one] for one in needed), default=-1)
        depths[node] = below + 1 if node in squashes else max(below, 0)
    return tuple(
        Level(
            tuple(key for key in order if depths[squash_of.get(key, key)] == depth),
            tuple(key for key, own in depths.items() if own == depth),
        )
        for depth in sorted(set(depths.values()))
    )
