"""Changes of a branch to migrations that its base already has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from operator import attrgetter

from ...model.findings import Finding, Level, Place
from ...model.keys import MigrationKey
from ...model.migrations import MigrationFacts, OperationFacts
from ...model.rules import Rule
from ..leaves import named
from ..rules.conflicts import DELETED, EDITED, RENAMED
from .changes import Migrations, placeless
from .meeting import Meeting, Side

SameCode = Callable[[str, str], bool]
"""Whether two files, given by the ids of their contents, are the same code."""


def rewritten(meeting: Meeting, same_code: SameCode) -> Iterator[Finding]:
    """Migrations of the base that the branch edited, renamed or deleted; one finding an app.

    Args:
        meeting: of the base and a branch.
        same_code: tells edits of comments and layout from others.
    """
    base, branch = meeting.one, meeting.other
    gone = {key: one for key, one in branch.own.removed.items() if not _stood_for(key, branch)}
    renames = dict(_renames(gone, branch.own.added))
    edited = [
        key
        for key, (before, after) in branch.own.edited.items()
        if not _cleaned_up(before, after, branch) and not same_code(before.blob, after.blob)
    ]
    kept = [key for key in edited if key in base.history]
    yield from _grouped(EDITED, meeting, kept, "edits")
    yield from _grouped(DELETED, meeting, gone.keys() - renames.keys(), "deletes")
    yield from _renamed(meeting, renames)
    yield from _lost(meeting, sorted(set(edited) - set(kept)))


def _lost(meeting: Meeting, keys: Iterable[MigrationKey]) -> Iterator[Finding]:
    """Edits of what the base removed meanwhile: git asks a person, who may bring it back."""
    for key in keys:
        yield Finding(
            EDITED.id,
            Level.ERROR,
            key.app,
            f"{meeting.other.ref.name} edits {key}, which {meeting.one.ref.name} has removed.",
            f"On {meeting.other.ref.name}: git merge {meeting.one.ref.name}, and let it go.",
            meeting.refs,
            (meeting.other.place(meeting.other.history[key]),),
        )


def _stood_for(key: MigrationKey, side: Side) -> bool:
    """Whether a squash stands for a removed migration, or stood for it until its cleanup."""
    squashes = (*side.history.values(), *(before for before, _ in side.own.edited.values()))
    return any(key in one.replaces for one in squashes)


def _cleaned_up(before: MigrationFacts, after: MigrationFacts, side: Side) -> bool:
    """Whether an edit is a cleanup's: `replaces` goes, or a dependency moves to a squash."""
    if _operations(before) != _operations(after) or before.functions != after.functions:
        return False
    if before.replaces and not after.replaces:
        return before.dependencies == after.dependencies
    moved = set(before.dependencies) - set(after.dependencies)
    return bool(moved) and all(_stood_for(named(one), side) for one in moved)


def _operations(one: MigrationFacts) -> list[OperationFacts]:
    return list(map(placeless, one.operations))


def _renames(gone: Migrations, added: Migrations) -> Iterator[tuple[MigrationKey, MigrationKey]]:
    """Each removed migration that came back under another name in its app."""
    left = dict(added)
    for key, one in gone.items():
        for twin, other in left.items():
            if (
                twin.app == key.app
                and not other.replaces
                and (one.blob == other.blob or _same_steps(one, other))
            ):
                del left[twin]
                yield key, twin
                break


def _same_steps(one: MigrationFacts, other: MigrationFacts) -> bool:
    return (
        bool(one.operations)
        and _operations(one) == _operations(other)
        and one.functions == other.functions
    )


def _renamed(meeting: Meeting, renames: Mapping[MigrationKey, MigrationKey]) -> Iterator[Finding]:
    base, branch = meeting.one, meeting.other
    for key, twin in sorted(renames.items()):
        old, new = base.history[key], branch.history[twin]
        yield Finding(
            RENAMED.id,
            Level.ERROR,
            key.app,
            f"{branch.ref.name} renames {key.name} to {twin.name} of {key.app}, which "
            f"{base.ref.name} already has.",
            f"On {branch.ref.name}: git mv {new.path} {old.path}",
            meeting.refs,
            (branch.place(new),),
        )


def _grouped(
    rule: Rule, meeting: Meeting, found: Iterable[MigrationKey], verb: str
) -> Iterator[Finding]:
    """One finding an app; its command brings back the files of the base."""
    base, branch = meeting.one, meeting.other
    for app, group in groupby(sorted(found), key=attrgetter("app")):
        keys = tuple(group)
        listed = ", ".join(key.name for key in keys)
        paths = " ".join(base.history[key].path for key in keys)
        yield Finding(
            rule.id,
            Level.ERROR,
            app,
            f"{branch.ref.name} {verb} {listed} of {app}, which {base.ref.name} already has.",
            f"On {branch.ref.name}: git checkout {base.ref.name} -- {paths}",
            meeting.refs,
            tuple(_place(meeting, key) for key in keys),
        )


def _place(meeting: Meeting, key: MigrationKey) -> Place:
    side = meeting.other if key in meeting.other.history else meeting.one
    return side.place(side.history[key])
