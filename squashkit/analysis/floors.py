"""In how few migrations each app could run at best, by the graph alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from ..model.graph import Graph
from ..model.keys import MigrationKey
from ..model.plans import Runs, Segment


def count_runs(
    graph: Graph[MigrationKey],
    order: Sequence[MigrationKey],
    segments: Collection[Segment],
    apps: Collection[str],
) -> Iterator[Runs]:
    """What an empty database runs of each app, now and with the squashes, and the least possible.

    Args:
        graph: the migrations as they are; an existing squash stands for what it replaces.
        order: the same in the order in which Django runs them.
        segments: what is to be squashed.
        apps: labels.
    """
    now = Counter(key.app for key in order)
    saved = Counter[str]()
    for segment in segments:
        saved[segment.key.app] += len(segment.members) - 1
    for app in sorted(apps):
        yield Runs(app, now[app], now[app] - saved[app], fewest(graph, order, app))


def fewest(graph: Graph[MigrationKey], order: Sequence[MigrationKey], app: str) -> int:
    """One run, and one more wherever a path leaves the app and comes back.

    What lies on such a path can run neither before the first nor after the second.

    Args:
        graph: the migrations.
        order: the same, parents first.
        app: the label.
    """
    runs, inside, behind = 0, set[MigrationKey](), set[MigrationKey]()
    for key in order:
        needed = graph.parents[key]
        if key.app != app:
            if not needed.isdisjoint(inside) or not needed.isdisjoint(behind):
                behind.add(key)
        elif not runs or not needed.isdisjoint(behind):
            runs, inside, behind = runs + 1, {key}, set()
        else:
            inside.add(key)
    return runs
