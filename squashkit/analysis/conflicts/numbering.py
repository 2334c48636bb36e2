"""The same number, or the same name, on both sides."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...model.findings import Finding, Level, Place
from ...model.keys import MigrationKey
from ..rules.conflicts import SAME_NAME, SAME_NUMBER
from .meeting import Meeting


def same_names(meeting: Meeting) -> Iterator[Finding]:
    """Migrations that both sides add under one name, and that differ."""
    one, other = meeting.refs
    both = meeting.one.own.added.keys() & meeting.other.own.added.keys()
    for key in sorted(key for key in both if not _told(meeting, key)):
        yield Finding(
            SAME_NAME.id,
            Level.ERROR,
            key.app,
            f"{one} and {other} both add {key}, and the files differ.",
            _renumber(meeting, key),
            meeting.refs,
            _places(meeting, key, key),
        )


def same_numbers(meeting: Meeting) -> Iterator[Finding]:
    """Pairs of new migrations of one app that have one number."""
    one, other = meeting.refs
    numbered = {(key.app, key.number): key for key in sorted(meeting.other.own.added)}
    for key in sorted(meeting.one.own.added):
        if _told(meeting, key):
            continue
        twin = numbered.get((key.app, key.number)) if key.number is not None else None
        if twin and twin != key:
            yield Finding(
                SAME_NUMBER.id,
                Level.WARNING,
                key.app,
                f"{one} adds {key} and {other} adds {twin}: one number for two.",
                _renumber(meeting, twin),
                meeting.refs,
                _places(meeting, key, twin),
            )


def _told(meeting: Meeting, key: MigrationKey) -> bool:
    """What two branches share with their base is told of each, and need not be of both."""
    if meeting.one is meeting.base:
        return False
    return key in meeting.base.history or (key.app, key.number) in meeting.base.numbers


def _renumber(meeting: Meeting, key: MigrationKey) -> str:
    """How the side that comes gives its migration the next free number."""
    numbers = [one.key.number or 0 for one in meeting.merged_app(key.app)]
    rest = re.sub(r"^\d+_?", "", key.name)
    path = meeting.other.history[key].path
    name = f"{max(numbers) + 1:04}_{rest}".rstrip("_")
    return (
        f"On {meeting.other.ref.name}: git mv {path} {path.rpartition('/')[0]}/{name}.py, and name "
        "it so where it is a dependency."
    )


def _places(meeting: Meeting, key: MigrationKey, twin: MigrationKey) -> tuple[Place, Place]:
    first, second = meeting.one.own.added[key], meeting.other.own.added[twin]
    return meeting.one.place(first), meeting.other.place(second)
