"""`plan`: what can be squashed, and what it buys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ...analysis.elision import elided
from ...analysis.graphs import build_graph, by_app, migrate_order
from ...analysis.planning import propose, replaced_keys
from ...analysis.ranges import refuse_broken
from ...analysis.rules.squashing import NOT_CARRIED
from ...analysis.wishes import Wish
from ...errors import PlanError
from ...model.composition import Verbatim
from ...model.history import History
from ...model.keys import MigrationKey
from ...model.plans import Left, Plan, Reason, Segment
from ...model.steps import Seen
from ...project.protocol import Block, Reduce, Reduction
from ..branches.bounds import Outside, look_around
from ..branches.inflight import circular, in_flight, to_rename
from ..ports import Site
from .continuing import unlike_their_originals
from .reaches import reaches_of

STATIC_NOTE = (
    "Apps were found by their files alone: installed packages and swappable models are not in the "
    "plan, and operations after the squash were not worked out."
)


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan with what it was made from.

    Attributes:
        reductions: the merged operations of each segment; none for a static plan.
    """

    history: History
    plan: Plan
    reductions: Mapping[MigrationKey, Reduction]

    def only(self, earlier: Plan) -> Planned:
        """The segments that an earlier plan names.

        Raises:
            PlanError: one of them cannot be made any more.
        """
        now = {segment.key: segment for segment in self.plan.segments}
        for segment in earlier.segments:
            unlike = self._unlike(segment, now.get(segment.key))
            if unlike:
                raise PlanError(
                    f"The plan was made at {earlier.commit or 'another time'} and names "
                    f"{segment.key}, which cannot be squashed like that now: {unlike}.",
                    "Make a new plan: squashkit plan",
                )
        wanted = {segment.key for segment in earlier.segments}
        kept = tuple(one for one in self.plan.segments if one.key in wanted)
        return replace(self, plan=replace(self.plan, segments=kept))

    def _unlike(self, earlier: Segment, found: Segment | None) -> str:
        """What keeps a segment from being what it was, or an empty string."""
        for key in earlier.members:
            if key not in self.history.migrations:
                return f"there is no {key}"
        if found is None:
            return "its members do not make a segment"
        for key in found.members:
            if key not in earlier.members:
                return f"{key} runs between its members"
        return "" if found.members == earlier.members else "its members run in another order"


def refuse_cut(history: History, plan: Plan, wish: Wish) -> None:
    """Refuse a plan that has lost a range that the user named.

    Raises:
        PlanError: see `refuse_broken`.
    """
    if wish.ranges:
        refuse_broken(plan, wish.ranges, by_app(migrate_order(build_graph(history))))


def outline(site: Site, wish: Wish, history: History) -> Planned:
    """Propose segments; their operations are not worked out.

    Args:
        site: the project.
        wish: which apps are meant, and how far the plan may go.
        history: the migrations.

    Raises:
        RepositoryError: limits that need git, and there is no repository or no such ref.
        PlanError: an app or a range that cannot be planned.
    """
    outside = look_around(site, history, wish.limits)
    wish = replace(wish, bounds=(*wish.bounds, *outside.bounds))
    plan = _proposed(site, wish, history, outside)
    # What is left alone ends other segments, which continue fewer squashes.
    while site.settings and (unequal := tuple(unlike_their_originals(site, history, plan))):
        wish = replace(wish, bounds=(*wish.bounds, *unequal))
        plan = _proposed(site, wish, history, outside)
    static = () if site.settings else (STATIC_NOTE,)
    notes = (*static, *outside.notes, *to_rename(plan, outside.ahead))
    plan = replace(plan, in_flight=in_flight(plan, outside.dependents), notes=notes)
    return Planned(history, plan, {})


def work_out(
    site: Site, planned: Planned, wish: Wish, seen: tuple[Seen, ...] | None = None
) -> Planned:
    """Merge the operations of the segments.

    Args:
        site: the project.
        planned: the segments.
        wish: says which data steps may be left out.
        seen: what the data steps did on an empty database; None where nobody has looked.
    """
    history, plan = planned.history, planned.plan
    reaches = reaches_of(site.root, history, replaced_keys(plan))
    settings = tuple(sorted(name for name in history.swappable if ":" in name))
    parts = tuple(blocks(history, plan, wish.apart))
    request = Reduce(parts, reaches, seen, wish.limits.elide, settings)
    reductions = {one.segment: one for one in site.process.reduce(request)}
    return Planned(history, _counted(plan, reductions), reductions)


def _proposed(site: Site, wish: Wish, history: History, outside: Outside) -> Plan:
    """Segments that stay free of circles whichever branch is merged."""
    while True:
        plan = propose(history, wish, commit=site.commit, complete=bool(site.settings))
        bounds = circular(plan, history, outside.branches)
        if not bounds:
            return plan
        wish = replace(wish, bounds=(*wish.bounds, *bounds))


def blocks(history: History, plan: Plan, apart: Sequence[Verbatim] = ()) -> Iterator[Block]:
    """The whole history in an order in which each segment runs in one go.

    Args:
        history: the migrations.
        plan: the segments.
        apart: see `Wish`.
    """
    squashes = {segment.key: segment for segment in plan.segments}
    graph = build_graph(history).contract(replaced_keys(plan))
    for key in migrate_order(graph):
        segment = squashes.get(key)
        if segment:
            by_word = tuple(elided(history, segment))
            fixed = tuple(_computed(history, segment.members))
            manner = (segment.initial, segment.atomic)
            own = tuple(one for one in apart if one.key in segment.members)
            yield Block(segment.members, key, *manner, by_word, fixed, own)
        else:
            yield Block((key,))


def _computed(history: History, members: Sequence[MigrationKey]) -> Iterator[Verbatim]:
    for key in members:
        for index, operation in enumerate(history.migrations[key].operations):
            # What names a swappable model is written as that.
            if not history.swappable.keys() >= set(operation.computed):
                yield Verbatim(key, index)


def _counted(plan: Plan, reductions: Mapping[MigrationKey, Reduction]) -> Plan:
    """The plan with operations counted, and without segments whose operations have no source."""
    segments, left = [], list(plan.left)
    for segment in plan.segments:
        reduction = reductions[segment.key]
        if reduction.failure:
            left.append(not_carried(segment, reduction.failure))
        else:
            segments.append(_gained(segment, reduction))
    return replace(plan, segments=tuple(segments), left=tuple(left))


def _gained(segment: Segment, reduction: Reduction) -> Segment:
    gain = replace(segment.gain, operations_after=len(reduction.operations))
    return replace(segment, gain=gain, steps=reduction.steps)


def not_carried(segment: Segment, fact: str, hint: str = "") -> Left:
    """The segment as one that stays, because its code cannot move."""
    return Left(segment.key.app, segment.members, Reason(NOT_CARRIED.id, fact, hint))
