"""Proposes segments: which runs of migrations can become one, and why others cannot."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from ..errors import PlanError
from ..model.graph import Graph
from ..model.history import History
from ..model.keys import MigrationKey
from ..model.plans import Bound, Gain, Left, Plan, Reason, Segment
from .continuing import expanded
from .eligibility import barred_apps, barrier
from .floors import count_runs
from .graphs import build_graph, by_app, conflicts, migrate_order
from .interference import ordered_pairs
from .manners import changes_of_manner, is_atomic, mixed
from .naming import squash_name, taken_names
from .ranges import outside, refuse_broken
from .rules.squashing import KEPT, ROWS_ORDER, RUNS_BEFORE, TOO_SHORT, WOVEN
from .runs import Run, fewest_runs
from .wishes import Wish


def propose(history: History, wish: Wish, *, commit: str = "", complete: bool = True) -> Plan:
    """Find the segments of a history that are safe together.

    Args:
        history: what the migration files say.
        wish: which apps are meant.
        commit: recorded in the plan.
        complete: whether the history holds every app of the project.

    Raises:
        PlanError: a wanted app does not exist or is not first-party, or a range is none or cannot
            become one squash.
        HistoryError: the history does not fit together.
    """
    wanted = history.wanted(wish.apps)
    graph = build_graph(history, complete=complete)
    order = migrate_order(graph)
    _refuse_unknown(wish, history)
    for app, ends in conflicts(graph).items():
        if app in wanted:
            _refuse_namesake(by_app(order)[app], ends, history)
    barred = {**barred_apps(history, graph), **(wish.excluded or {})}
    chains = {app: keys for app, keys in by_app(order).items() if app in wanted - barred.keys()}
    bounds = (
        *wish.bounds,
        *_kept(chains, wish.limits.keep),
        *outside(chains, wish.ranges),
    )
    barriers = {**_barriers(history, chains), **_bounds(bounds, last=False)}
    last = {
        **dict(_running_before(history, chains)),
        **changes_of_manner(history, chains),
        **_bounds(bounds, last=True),
    }
    soft = set(ordered_pairs(history, order))
    bound = _with_edges(graph, order, soft)
    runs = fewest_runs(bound, chains, frozenset(barriers), frozenset(last))
    while more := _mixed(history, graph, runs):
        last.update(more)
        runs = fewest_runs(bound, chains, frozenset(barriers), frozenset(last))
    left = [*_left_apps(history, barred, wanted), *_left_alone(chains, barriers)]
    segments = []
    for run in runs:
        segment = _segment(run, history, graph, _Stops(soft, barriers, last))
        segments.append(segment) if isinstance(segment, Segment) else left.append(segment)
    left.sort(key=lambda one: one.migrations)
    counted = tuple(count_runs(graph, order, segments, wanted))
    plan = Plan(commit, tuple(segments), tuple(left), bounds=bounds, runs=counted)
    refuse_broken(plan, wish.ranges, by_app(order))
    return plan


def _running_before(
    history: History, chains: Mapping[str, Sequence[MigrationKey]]
) -> Iterator[tuple[MigrationKey, Reason]]:
    for chain in chains.values():
        for key in chain:
            others = [one for one in history.migrations[key].run_before if one.app != key.app]
            if others:
                yield key, Reason(RUNS_BEFORE.id, f"{key} has to run before {others[0]}.")


def _kept(chains: Mapping[str, Sequence[MigrationKey]], keep: int) -> Iterator[Bound]:
    for app, chain in chains.items():
        for key in chain[-keep:] if keep else ():
            yield Bound(key, Reason(KEPT.id, f"among the last {keep} of {app}."))


def _bounds(bounds: Collection[Bound], *, last: bool) -> dict[MigrationKey, Reason]:
    return {one.key: one.reason for one in bounds if one.last is last}


def _barriers(
    history: History, chains: Mapping[str, Collection[MigrationKey]]
) -> dict[MigrationKey, Reason]:
    found = {}
    for chain in chains.values():
        for key in chain:
            reason = barrier(history, history.migrations[key])
            if reason:
                found[key] = reason
    return found


def _with_edges(
    graph: Graph[MigrationKey],
    order: tuple[MigrationKey, ...],
    soft: Collection[tuple[MigrationKey, MigrationKey]],
) -> Graph[MigrationKey]:
    """The graph with what else must keep its order: each app's own chain, and the soft pairs."""
    edges = {key: set(parents) for key, parents in graph.parents.items()}
    for chain in by_app(order).values():
        for earlier, later in pairwise(chain):
            edges[later].add(earlier)
    for earlier, later in soft:
        edges[later].add(earlier)
    return Graph(edges)


def _left_apps(
    history: History, barred: Mapping[str, Reason], wanted: frozenset[str]
) -> Iterator[Left]:
    for app in sorted(wanted & barred.keys()):
        keys = tuple(migration.key for migration in history.of_app(app))
        yield Left(app, keys, barred[app])


def _left_alone(
    chains: Mapping[str, Sequence[MigrationKey]], barriers: Mapping[MigrationKey, Reason]
) -> Iterator[Left]:
    """Neighbours that stay for one reason are told in one go."""
    for app, chain in chains.items():
        for reason, keys in groupby(chain, key=barriers.get):
            if reason:
                yield Left(app, tuple(keys), reason)


@dataclass(frozen=True, slots=True)
class _Stops:
    """What may end a run: pairs in order, migrations that stay, and last members."""

    soft: Collection[tuple[MigrationKey, MigrationKey]]
    barriers: Mapping[MigrationKey, Reason]
    last: Mapping[MigrationKey, Reason]


def _segment(
    run: Run,
    history: History,
    graph: Graph[MigrationKey],
    stops: _Stops,
) -> Segment | Left:
    """A run as a segment, or why it is none."""
    app = run.members[0].app
    ends = _ends(run, graph, stops)
    if len(run.members) < 2:
        because = f", since {ends[0].fact}" if ends else "."
        alone = Reason(TOO_SHORT.id, f"{run.members[0]} stands alone{because}")
        return Left(app, run.members, alone)
    replaces = expanded(history, run.members)
    name = squash_name(replaces)
    _refuse_taken(MigrationKey(app, name), history)
    initial = _is_initial(run, graph)
    operations = sum(len(history.migrations[key].operations) for key in run.members)
    gain = Gain(len(run.members), operations)
    return Segment(
        MigrationKey(app, name),
        run.members,
        initial,
        gain,
        ends,
        replaces,
        is_atomic(history, run.members, initial=initial),
        history.migrations[run.members[0]].base,
    )


def _is_initial(run: Run, graph: Graph[MigrationKey]) -> bool:
    first = run.members[0]
    return not any(parent.app == first.app for parent in graph.parents[first])


def _mixed(
    history: History, graph: Graph[MigrationKey], runs: Sequence[Run]
) -> dict[MigrationKey, Reason]:
    """Where runs in the middle of their app's history have to be cut as well."""
    later = (run for run in runs if not _is_initial(run, graph))
    return dict(end for run in later for end in mixed(history, run.members))


def _refuse_unknown(wish: Wish, history: History) -> None:
    known = {app.label for app in history.apps}
    for label in sorted((wish.excluded or {}).keys() - known):
        raise PlanError(
            f"There is no app {label} to exclude.",
            f"Apps with migrations here: {', '.join(sorted(known)) or 'none'}.",
        )


def _refuse_namesake(
    chain: Sequence[MigrationKey], ends: Sequence[MigrationKey], history: History
) -> None:
    """A stray file of the squash's name is a second leaf; say what it is rather than `merge`."""
    for end in ends:
        rest = [key for key in chain if key != end]
        if len(rest) > 1 and squash_name(rest) == end.name:
            _refuse_taken(end, history)


def _refuse_taken(key: MigrationKey, history: History) -> None:
    """Django takes a migration for applied as soon as one of its name is recorded (26760)."""
    if key in history.migrations:
        where = history.migrations[key].path
        raise PlanError(
            f"{where} exists already; it has the name of the squash that {key.app} would get.",
            f"Rename that migration, or leave its app alone: --exclude {key.app}",
        )
    if key.name in taken_names(history, key.app):
        raise PlanError(
            f"{key} is the name of a migration that was replaced earlier; databases may have it.",
            f"Leave its app alone: --exclude {key.app}",
        )


def _ends(run: Run, graph: Graph[MigrationKey], stops: _Stops) -> tuple[Reason, ...]:
    """Why the run stops before the app does."""
    if run.awaits is None:
        return ()
    if run.members[-1] in stops.last:
        return (stops.last[run.members[-1]],)
    if run.awaits in stops.barriers:
        return (stops.barriers[run.awaits],)
    if run.missing is None:
        return ()
    if (run.missing, run.awaits) in stops.soft and run.missing not in graph.parents[run.awaits]:
        fact = f"{run.missing} runs before {run.awaits} and meets the models as they are then."
        return (Reason(ROWS_ORDER.id, fact),)
    needed = sorted(set(run.members) & graph.ancestors(run.missing))
    through = f", which needs {needed[-1]}" if needed else ""
    return (Reason(WOVEN.id, f"{run.awaits} depends on {run.missing}{through}."),)


def replaced_keys(plan: Plan) -> dict[MigrationKey, MigrationKey]:
    """Each member of the plan's segments to its squash."""
    return {member: segment.key for segment in plan.segments for member in segment.members}
