"""What branches and squashes do to each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...model.findings import Finding, Level
from ...model.keys import MigrationKey
from ...model.migrations import MigrationFacts
from ...model.plans import Segment
from ..leaves import named
from ..rules.conflicts import BEHIND_SQUASH, INSIDE_SQUASH, NAME_REPLACED, OVERLAP
from .changes import Migrations
from .meeting import Meeting, Side


@dataclass(frozen=True, slots=True)
class Span:
    """What a squash stands for.

    Attributes:
        key: the squash.
        last: the member that the others lead to.
        members: what it replaces.
        planned: whether it is only planned.
    """

    key: MigrationKey
    last: MigrationKey
    members: frozenset[MigrationKey]
    planned: bool = False


def spans_of(migrations: Migrations) -> list[Span]:
    """The squashes among migrations that still name what they replace."""
    return [
        Span(key, one.replaces[-1], frozenset(one.replaces))
        for key, one in migrations.items()
        if one.replaces
    ]


def planned_spans(segments: Sequence[Segment]) -> list[Span]:
    """The squashes that a plan would make."""
    return [Span(one.key, one.members[-1], frozenset(one.members), True) for one in segments]


def inside_squash(meeting: Meeting, planned: Sequence[Span] = ()) -> Iterator[Finding]:
    """Dependencies of one side on the middle of a squash that the other side, or a plan, has."""
    for side, opposite in meeting.sides:
        known = opposite.history if opposite is meeting.base else opposite.own.added
        spans = [*spans_of(known), *planned]
        owners = {member: span for span in spans for member in span.members}
        if not owners:
            continue
        for migration in side.own.news.values():
            for key in map(named, migration.dependencies):
                span = owners.get(key)
                if span and migration.key not in span.members and migration.key != span.key:
                    yield from _inside(meeting, side, migration, key, span)


def _inside(
    meeting: Meeting, side: Side, migration: MigrationFacts, key: MigrationKey, span: Span
) -> Iterator[Finding]:
    if set(migration.replaces) & span.members:
        return  # two squashes of one app: another rule speaks of them
    end = key == span.last
    what = "planned" if span.planned else "existing"
    where = "the end" if end else "the middle"
    yield Finding(
        INSIDE_SQUASH.id,
        Level.NOTE if end else Level.ERROR,
        migration.key.app,
        f"{side.ref.name}: {migration.key} depends on {key.name}, {where} of the {what} squash "
        f"{span.key}.",
        f"Make {migration.key} depend on {span.key} before the files it replaces are removed."
        if end
        else f"Rebase {migration.key} onto {span.last.name} or later, or end the squash at "
        f"{key.name}.",
        meeting.refs,
        (side.place(migration),),
    )


def overlapping(meeting: Meeting) -> Iterator[Finding]:
    """Squashes of both sides that replace the same migration."""
    for mine in spans_of(meeting.one.own.added):
        for theirs in spans_of(meeting.other.own.added):
            shared = sorted(mine.members & theirs.members)
            nested = mine.key in theirs.members or theirs.key in mine.members
            if shared and not nested:
                yield _overlap(meeting, mine.key, theirs.key, shared)


def _overlap(
    meeting: Meeting, mine: MigrationKey, theirs: MigrationKey, shared: Sequence[MigrationKey]
) -> Finding:
    one, other = meeting.refs
    many = f"{shared[0].name} to {shared[-1].name}" if len(shared) > 1 else shared[0].name
    return Finding(
        OVERLAP.id,
        Level.ERROR,
        mine.app,
        f"{mine} on {one} and {theirs} on {other} both replace {many}.",
        f"Keep one of them; make the other again from what is left: squashkit plan {mine.app}",
        meeting.refs,
        (
            meeting.one.place(meeting.one.history[mine]),
            meeting.other.place(meeting.other.history[theirs]),
        ),
    )


def replaced_names(meeting: Meeting) -> Iterator[Finding]:
    """New migrations with a name that a squash of the other side still lists."""
    for side, opposite in meeting.sides:
        owners = opposite.squashed
        reused = [key for key in side.own.added if key in owners and key not in opposite.history]
        for key in sorted(reused):
            yield Finding(
                NAME_REPLACED.id,
                Level.ERROR,
                key.app,
                f"{side.ref.name} adds {key}, a name that {owners[key]} on {opposite.ref.name} "
                "replaces.",
                f"Give {key.name} another name.",
                meeting.refs,
                (side.place(side.history[key]),),
            )


def behind_squash(meeting: Meeting) -> Iterator[Finding]:
    """A branch with work in apps that the base has squashed or cleaned up since."""
    base, branch = meeting.one, meeting.other
    new = {key.app: key for key, one in base.own.added.items() if one.replaces}
    for app, key in sorted({**_cleaned(base), **new}.items()):
        late = [
            one
            for one in branch.own.news.values()
            if one.key.app == app or any(parent.app == app for parent in one.dependencies)
        ]
        if late:
            yield Finding(
                BEHIND_SQUASH.id,
                Level.WARNING,
                app,
                f"{branch.ref.name} adds {late[0].key} and has not seen {key} on {base.ref.name}.",
                f"On {branch.ref.name}: git merge {base.ref.name}, then make it depend on {key}.",
                meeting.refs,
                (branch.place(late[0]), base.place(base.history[key])),
            )


def _cleaned(base: Side) -> Mapping[str, MigrationKey]:
    """Squashes that became normal migrations, by app: at once, or having been there before."""
    gone = {key.app for key in base.own.removed}
    at_once = {key.app: key for key in base.own.added if "_squashed_" in key.name}
    later = {
        key.app: key
        for key, (before, after) in base.own.edited.items()
        if before.replaces and not after.replaces
    }
    return {**{app: key for app, key in at_once.items() if app in gone}, **later}
