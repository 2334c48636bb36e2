"""The apps of a history that end in several migrations, side by side."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from ...errors import PlanError
from ...model.graph import Graph
from ...model.history import History
from ...model.keys import MigrationKey
from ...model.merges import Clash, Fork, Said
from ..conflicts.commuting import clash
from ..conflicts.effects import Act, Doing, doings
from ..conflicts.loading import graph_of
from ..graphs import conflicts

NAME_LETTERS = 47
"""Up to how many letters the names of the ends may have; `makemigrations --merge` has the same."""


@dataclass(frozen=True, slots=True)
class Sides:
    """A fork, with what is on each side of it.

    Attributes:
        members: each end to the migrations of the app that lead to it alone, in their order; none
            where another end comes after it by way of another app.
    """

    fork: Fork
    members: Mapping[MigrationKey, tuple[MigrationKey, ...]]


def forks_of(
    history: History, apps: Collection[str] = (), last: Collection[str] = ()
) -> tuple[Sides, ...]:
    """Find what has to be joined, and what is in the way.

    Args:
        history: the migrations.
        apps: labels; empty for all of ours.
        last: ends that are to come last in their app, as `shop.0004_x`, whatever is in the way.

    Raises:
        PlanError: an app that is not ours, or a name that is no such end.
    """
    wanted = history.wanted(apps)
    graph = graph_of(history.migrations)
    found = {app: ends for app, ends in conflicts(graph).items() if app in wanted}
    _refuse_unknown(last, found)
    _refuse_impossible(last, found, graph)
    return tuple(_sides(history, graph, app, ends, last) for app, ends in sorted(found.items()))


def _refuse_unknown(last: Collection[str], found: Mapping[str, Collection[MigrationKey]]) -> None:
    ends = sorted(str(key) for keys in found.values() for key in keys)
    unknown = sorted(set(last) - set(ends))
    if unknown:
        there = f"Ends of apps that have several: {', '.join(ends) or 'none'}."
        raise PlanError(f"{unknown[0]} is not one of several ends of an app.", there)


def _refuse_impossible(
    last: Collection[str],
    found: Mapping[str, Collection[MigrationKey]],
    graph: Graph[MigrationKey],
) -> None:
    for app, ends in found.items():
        chosen = [end for end in ends if str(end) in last]
        if len(chosen) > 1:
            listed = " and ".join(map(str, chosen))
            raise PlanError(f"Only one migration of {app} can come last, not {listed}.")
        later = [end for end in ends for one in chosen if one in graph.ancestors(end)]
        if later:
            raise PlanError(
                f"{chosen[0]} cannot come last: {later[0]} comes after it, by way of another app.",
                f"Leave out --last: squashkit merge {app}",
            )


def _sides(
    history: History,
    graph: Graph[MigrationKey],
    app: str,
    ends: tuple[MigrationKey, ...],
    last: Collection[str],
) -> Sides:
    members = {end: tuple(_own(graph, end, ends)) for end in ends}
    chosen = next((end for end in ends if str(end) in last), None)
    left = tuple(
        clash
        for pair in combinations(ends, 2)
        if not _is_ordered(graph, *pair)
        for clash in _clashes(history, *(members[end] for end in pair))
        if not (chosen in pair and clash.both_run)
    )
    if left:
        return Sides(Fork(app, ends, left), members)
    merge = None if chosen else MigrationKey(app, merge_name(history, ends))
    return Sides(Fork(app, ends, (), merge, chosen), members)


def _is_ordered(graph: Graph[MigrationKey], one: MigrationKey, other: MigrationKey) -> bool:
    """Whether one comes after the other already, by way of another app."""
    return one in graph.ancestors(other) or other in graph.ancestors(one)


def _own(
    graph: Graph[MigrationKey], end: MigrationKey, ends: Collection[MigrationKey]
) -> Iterator[MigrationKey]:
    """What leads to one end alone, in the order in which Django runs it."""
    shared = set().union(*({one, *graph.ancestors(one)} for one in ends if one != end))
    return (key for key in graph.forwards(end) if key.app == end.app and key not in shared)


def _clashes(
    history: History, ones: Sequence[MigrationKey], others: Sequence[MigrationKey]
) -> Iterator[Clash]:
    """Each clash once, however often its operations meet."""
    told: set[tuple[str, str, str]] = set()
    for first in _doings(history, ones):
        for second in _doings(history, others):
            found = _clash(first, second)
            if found and (mark := (found.what, found.one.does, found.other.does)) not in told:
                told.add(mark)
                yield found


def _doings(history: History, keys: Sequence[MigrationKey]) -> list[Doing]:
    return [one for key in keys for one in doings(history.migrations[key])]


def _clash(one: Doing, other: Doing) -> Clash | None:
    if one.subject != other.subject:
        return None
    part, acts = clash(one, other), {one.act, other.act}
    code = Act.READ in acts and (acts == {Act.READ} or Act.REMOVE in acts)
    if part is None and not code:
        return None
    what = f"{one.subject}.{part}" if part else str(one.subject)
    return Clash(what, _said(one), _said(other), code or acts == {Act.ALTER})


def _said(one: Doing) -> Said:
    line = one.operation.line or one.migration.line
    return Said(one.migration.key, one.migration.path, line, f"{one.act.value} {one.what}")


def merge_name(history: History, ends: Collection[MigrationKey]) -> str:
    """The name that `makemigrations --merge` would give, without its date where that is too long.

    Args:
        history: the migrations.
        ends: of one app.
    """
    app = next(iter(ends)).app
    numbers = [key.number for key in history.migrations if key.app == app]
    number = max((one for one in numbers if one is not None), default=0) + 1
    names = "_".join(sorted(key.name for key in ends))
    if len(names) > NAME_LETTERS:
        names = "_and_".join(sorted(key.name[:4] for key in ends))
    return f"{number:04}_merge_{names}"
