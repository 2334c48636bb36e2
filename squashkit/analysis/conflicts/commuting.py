"""Whether what two refs do can be done in either order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...model.findings import Finding, Level, Place
from ..rules.conflicts import GONE_IN_USE, ORDER_MATTERS, SAME_MODEL
from .effects import Act, Doing
from .meeting import Meeting

Pair = tuple[Doing, Doing]
WRITES = frozenset({Act.CREATE, Act.REMOVE, Act.ALTER})


def same_models(meeting: Meeting) -> Iterator[Finding]:
    """What both sides do to the same models, and what one takes away from under the other."""
    first, second = meeting.one.doings, meeting.other.doings
    for subject in sorted(first.keys() & second.keys()):
        yield from _compare(meeting, first[subject], second[subject])
        yield from _code(meeting, first[subject], second[subject])


def _compare(
    meeting: Meeting, first: Sequence[Doing], second: Sequence[Doing]
) -> Iterator[Finding]:
    """One finding for each part that clashes, or one to say that none does."""
    clashing: dict[str, Pair] = {}
    for one in first:
        for other in second:
            part = clash(one, other)
            if part is not None:
                clashing.setdefault(part, (one, other))
    for pair in clashing.values():
        yield _clashing(meeting, pair)
    if not clashing:
        changed = [_last_write(first), _last_write(second)]
        if changed[0] and changed[1]:
            yield _commuting(meeting, (changed[0], changed[1]))


def _last_write(doings: Sequence[Doing]) -> Doing | None:
    return next((one for one in doings if one.act in WRITES), None)


def clash(one: Doing, other: Doing) -> str | None:
    """The part for which the order of two doings matters, or None.

    Args:
        one: what one side does.
        other: what the other side does to the same model.
    """
    if one.part != other.part and one.part and other.part:
        return None
    acts = {one.act, other.act}
    if one.part == other.part:
        matters = acts <= WRITES or (Act.REMOVE in acts and bool(acts & {Act.USE, Act.READ}))
    else:
        # The whole model against a part of it: only its going matters.
        whole = one if not one.part else other
        matters = whole.act is Act.REMOVE
    return (one.part or other.part) if matters else None


def _clashing(meeting: Meeting, pair: Pair) -> Finding:
    removals = sum(one.act is Act.REMOVE for one in pair)
    rule = GONE_IN_USE if removals == 1 else ORDER_MATTERS
    fact = f"{_said(meeting, pair)}; the order decides, or the later one fails."
    one, other = meeting.refs
    hint = (
        f"On {other}: git merge {one}, name {pair[0].migration.key} in the dependencies of "
        f"{pair[1].migration.key}, and adapt what it does."
    )
    return Finding(rule.id, Level.ERROR, *_about(meeting, pair, fact, hint))


def _commuting(meeting: Meeting, pair: Pair) -> Finding:
    fact = f"{_said(meeting, pair)}; either may come first."
    return Finding(SAME_MODEL.id, Level.NOTE, *_about(meeting, pair, fact, ""))


def _code(meeting: Meeting, first: Sequence[Doing], second: Sequence[Doing]) -> Iterator[Finding]:
    """Code that works on a model of which the other side takes a part away."""
    for one in first:
        for other in second:
            step, gone = (one, other) if one.act is Act.READ else (other, one)
            if step.act is Act.READ and gone.act is Act.REMOVE and gone.part:
                fact = f"{_said(meeting, (one, other))}; the code may miss it."
                hint = f"If it uses it, make {gone.migration.key} depend on {step.migration.key}."
                about = _about(meeting, (one, other), fact, hint)
                yield Finding(GONE_IN_USE.id, Level.WARNING, *about)


def _said(meeting: Meeting, pair: Pair) -> str:
    (one, other), (first, second) = meeting.refs, pair
    return f"{one}: {first}; {other}: {second}"


def _about(
    meeting: Meeting, pair: Pair, fact: str, hint: str
) -> tuple[str, str, str, tuple[str, str], tuple[Place, Place]]:
    """App, fact, hint, refs and places of a finding."""
    places = (
        meeting.one.place(pair[0].migration, pair[0].operation.line),
        meeting.other.place(pair[1].migration, pair[1].operation.line),
    )
    return pair[0].subject.app, fact, hint, meeting.refs, places
