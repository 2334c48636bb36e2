"""Every conflict of a set of refs: each with the base, and each pair on the base."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations
from operator import attrgetter, eq

from ...model.findings import Finding, Level
from ...model.refs import Ref
from .changes import Changes, Migrations, changes_since, without_shared
from .commuting import same_models
from .loading import circle, dangling, own_faults, two_leaves
from .meeting import Meeting, Side
from .moving import moved_along
from .numbering import same_names, same_numbers
from .rewriting import SameCode, rewritten
from .squashes import (
    Span,
    behind_squash,
    inside_squash,
    overlapping,
    replaced_names,
)

ORDER = (Level.ERROR, Level.WARNING, Level.NOTE)


@dataclass(frozen=True, slots=True)
class Branch:
    """A tracked ref.

    Attributes:
        ref: which.
        history: its migrations.
        starts: the histories at the commits where it left the base; never empty.
    """

    ref: Ref
    history: Migrations
    starts: Sequence[Migrations]


def survey(
    base: Ref,
    history: Migrations,
    branches: Sequence[Branch],
    planned: Sequence[Span] = (),
    same_code: SameCode = eq,
) -> tuple[Finding, ...]:
    """Compare every branch with the base, and every pair of branches on the base.

    Args:
        base: where the branches are to be merged.
        history: the migrations of the base.
        branches: the tracked refs.
        planned: squashes that are planned on the base.
        same_code: whether two files, given by the ids of their contents, are the same code.

    Returns:
        the findings, errors first.
    """
    ground = Side(base, Changes(added=history), history)
    found = [*own_faults(ground)]
    joined = []
    for branch in sorted(branches, key=attrgetter("ref")):
        meeting = _with_base(base, history, branch)
        if meeting.other.own:
            found += own_faults(meeting.other, ground)
            found += _with_base_findings(meeting, planned, same_code)
            joined.append(_on_base(meeting))
    for one, other in _pairs(joined):
        found += _pair_findings(_pair(ground, one, other))
    return in_order(found)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Errors first, then by app, rule and refs.

    Args:
        findings: in any order.
    """
    return tuple(sorted(findings, key=_order))


def _order(one: Finding) -> tuple[object, ...]:
    return ORDER.index(one.level), one.app, one.rule, one.refs, one.fact


def _with_base(base: Ref, history: Migrations, branch: Branch) -> Meeting:
    own = without_shared(changes_since(branch.starts, branch.history), history)
    since = without_shared(changes_since(branch.starts, history), branch.history)
    one, other = Side(base, since, history), Side(branch.ref, own, branch.history)
    return Meeting(one, one, other)


def _on_base(meeting: Meeting) -> Side:
    return Side(meeting.other.ref, meeting.other.own, meeting.merged)


def _pairs(sides: Sequence[Side]) -> Iterator[tuple[Side, Side]]:
    """The pairs that have anything in common; most branches of a team have not."""
    meeting: dict[object, list[int]] = {}
    for place, side in enumerate(sides):
        for token in _tokens(side):
            meeting.setdefault(token, []).append(place)
    found = {pair for places in meeting.values() for pair in combinations(places, 2)}
    for one, other in sorted(found):
        yield sides[one], sides[other]


def _tokens(side: Side) -> set[object]:
    """What a side touches: two sides can only meet where they share one of these."""
    squashed = {member for one in side.own.added.values() for member in one.replaces}
    closing = {"circle"} if side.own.may_close else set()
    return {*side.own.apps, *side.doings, *side.needs, *side.own.removed, *squashed, *closing}


def _pair(base: Side, one: Side, other: Side) -> Meeting:
    """Two branches on the base, each without what the other has too: one may contain the other."""
    return Meeting(base, _without(one, other.history), _without(other, one.history))


def _without(side: Side, other: Migrations) -> Side:
    own = without_shared(side.own, other)
    # The same side keeps what it has worked out for other pairs.
    return side if own == side.own else Side(side.ref, own, side.history)


def _with_base_findings(
    meeting: Meeting, planned: Sequence[Span], same_code: SameCode
) -> Iterator[Finding]:
    return chain(
        _both(meeting),
        rewritten(meeting, same_code),
        inside_squash(meeting, planned),
        behind_squash(meeting),
    )


def _pair_findings(meeting: Meeting) -> Iterator[Finding]:
    if meeting.one.own and meeting.other.own:
        yield from _both(meeting)
        yield from inside_squash(meeting)


def _both(meeting: Meeting) -> Iterator[Finding]:
    """What can happen between any two refs."""
    merged = moved_along(meeting)
    return chain(
        two_leaves(merged),
        same_names(merged),
        same_numbers(merged),
        same_models(meeting),
        overlapping(meeting),
        replaced_names(meeting),
        dangling(meeting),
        circle(meeting),
    )
