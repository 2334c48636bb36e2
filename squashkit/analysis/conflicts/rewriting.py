"""Changes of a branch to migrations that its base already has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from operator import attrgetter

from ...model.findings import Finding, Level, Place
from ...model.keys import MigrationKey
from ...model.migrations import MigrationFacts
from ...model.rules import Rule
from ..rules.conflicts import DELETED, EDITED, RENAMED
from .changes import Migrations
from .meeting import Meeting, Side


def rewritten(meeting: Meeting) -> Iterator[Finding]:
    """Migrations of the base that the branch edited, renamed or deleted; one finding an app."""
    branch = meeting.other
    gone = {key: one for key, one in branch.own.removed.items() if not _stood_for(key, branch)}
    renames = dict(_renames(gone, branch.own.added))
    deleted = {key: one for key, one in gone.items() if key not in renames}
    edited = {
        key: pair for key, pair in branch.own.edited.items() if not _cleaned_up(*pair, branch)
    }
    heavy = {key: pair for key, pair in edited.items() if not _reads_alike(*pair)}
    yield from _grouped(EDITED, Level.ERROR, meeting, heavy, "edits")
    yield from _grouped(EDITED, Level.WARNING, meeting, edited.keys() - heavy, LIGHTLY)
    yield from _grouped(DELETED, Level.ERROR, meeting, deleted, "deletes")
    yield from _renamed(meeting, renames)


LIGHTLY = "edits, leaving dependencies and operations as they were,"


def _stood_for(key: MigrationKey, side: Side) -> bool:
    """Whether a squash stands for a removed migration, or stood for it until its cleanup."""
    squashes = (*side.history.values(), *(before for before, _ in side.own.edited.values()))
    return any(key in one.replaces for one in squashes)


def _cleaned_up(before: MigrationFacts, after: MigrationFacts, side: Side) -> bool:
    """Whether an edit is a cleanup's: `replaces` goes, or a dependency moves to a squash."""
    if before.replaces and not after.replaces:
        return replace(before, replaces=(), blob="", line=0) == replace(after, blob="", line=0)
    moved = set(before.dependencies) - set(after.dependencies)
    return (
        bool(moved)
        and all(_stood_for(MigrationKey(one.app, one.name), side) for one in moved)
        and _operations(before) == _operations(after)
    )


def _reads_alike(before: MigrationFacts, after: MigrationFacts) -> bool:
    return (
        before.dependencies == after.dependencies
        and before.replaces == after.replaces
        and before.opaque == after.opaque
        and _operations(before) == _operations(after)
    )


def _operations(one: MigrationFacts) -> list[object]:
    return [replace(operation, line=0) for operation in one.operations]


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
    rule: Rule, level: Level, meeting: Meeting, found: Iterable[MigrationKey], verb: str
) -> Iterator[Finding]:
    """One finding an app; its command brings back the files of the base."""
    base, branch = meeting.one, meeting.other
    for app, group in groupby(sorted(found), key=attrgetter("app")):
        keys = tuple(group)
        listed = ", ".join(key.name for key in keys)
        paths = " ".join(base.history[key].path for key in keys)
        yield Finding(
            rule.id,
            level,
            app,
            f"{branch.ref.name} {verb} {listed} of {app}, which {base.ref.name} already has.",
            f"On {branch.ref.name}: git checkout {base.ref.name} -- {paths}",
            meeting.refs,
            tuple(_place(meeting, key) for key in keys),
        )


def _place(meeting: Meeting, key: MigrationKey) -> Place:
    side = meeting.other if key in meeting.other.history else meeting.one
    return side.place(side.history[key])
