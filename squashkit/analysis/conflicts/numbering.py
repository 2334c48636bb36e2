"""The same number, or the same name, on both sides."""

from __future__ import annotations

from collections.abc import Iterator

from ...model.findings import Finding, Level, Place
from ...model.keys import MigrationKey
from ..rules.conflicts import SAME_NAME, SAME_NUMBER
from .changes import Meeting


def same_names(meeting: Meeting) -> Iterator[Finding]:
    """Migrations that both sides add under one name, and that differ."""
    one, other = meeting.refs
    for key in sorted(meeting.one.own.added.keys() & meeting.other.own.added.keys()):
        yield Finding(
            SAME_NAME.id,
            Level.ERROR,
            key.app,
            f"{one} and {other} both add {key}, and the files differ.",
            f"Rename one of them, and what depends on it; the other side keeps {key.name}.",
            meeting.refs,
            _places(meeting, key, key),
        )


def same_numbers(meeting: Meeting) -> Iterator[Finding]:
    """Pairs of new migrations of one app that have one number."""
    one, other = meeting.refs
    numbered = {(key.app, key.number): key for key in sorted(meeting.other.own.added)}
    for key in sorted(meeting.one.own.added):
        twin = numbered.get((key.app, key.number)) if key.number is not None else None
        if twin and twin != key:
            yield Finding(
                SAME_NUMBER.id,
                Level.WARNING,
                key.app,
                f"{one} adds {key} and {other} adds {twin}: one number for two.",
                f"Rename {twin.name} to the next free number, and what depends on it.",
                meeting.refs,
                _places(meeting, key, twin),
            )


def _places(meeting: Meeting, key: MigrationKey, twin: MigrationKey) -> tuple[Place, Place]:
    first, second = meeting.one.own.added[key], meeting.other.own.added[twin]
    return meeting.one.place(first), meeting.other.place(second)
