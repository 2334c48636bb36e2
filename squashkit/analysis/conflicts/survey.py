"""Every conflict of a set of refs: each with the base, and each pair on the base."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations
from operator import attrgetter

from ...model.findings import Finding, Level
from ...model.refs import Ref
from .changes import Changes, Migrations, changes_since, without_shared
from .commuting import same_models
from .loading import circle, dangling, may_close, own_faults, two_leaves
from .meeting import Meeting, Side
from .moving import moved_along
from .numbering import same_names, same_numbers
from .rewriting import rewritten
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
) -> tuple[Finding, ...]:
    """Compare every branch with the base, and every pair of branches on the base.

    Args:
        base: where the branches are to be merged.
        history: the migrations of the base.
        branches: the tracked refs.
        planned: squashes that are planned on the base.

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
            found += _with_base_findings(meeting, planned)
            joined.append(_on_base(meeting))
    for one, other in combinations(joined, 2):
        if _may_meet(one, other):
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


def _may_meet(one: Side, other: Side) -> bool:
    """A quick look, since there are as many pairs as the square of the refs."""
    return bool(
        one.own.apps & other.own.apps
        or one.doings.keys() & other.doings.keys()
        or one.own.removed
        or other.own.removed
        or (may_close(one) and may_close(other))
    )


def _pair(base: Side, one: Side, other: Side) -> Meeting:
    """Two branches on the base, each without what the other has too: one may contain the other."""
    mine = Side(one.ref, without_shared(one.own, other.history), one.history)
    theirs = Side(other.ref, without_shared(other.own, one.history), other.history)
    return Meeting(base, mine, theirs)


def _with_base_findings(meeting: Meeting, planned: Sequence[Span]) -> Iterator[Finding]:
    return chain(
        _both(meeting),
        rewritten(meeting),
        inside_squash(meeting, planned),
        behind_squash(meeting),
    )


def _pair_findings(meeting: Meeting) -> Iterator[Finding]:
    if meeting.one.own and meeting.other.own:
        yield from _both(meeting)


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
