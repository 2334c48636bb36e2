"""What goes with a squash."""

from __future__ import annotations

from collections.abc import Iterator

from ..model.history import History
from ..model.keys import MigrationKey


def members_of(history: History, squash: MigrationKey) -> tuple[MigrationKey, ...]:
    """What a squash replaces, and before each squash among that what it replaces.

    Args:
        history: the migrations.
        squash: the outer one.
    """
    return tuple(dict.fromkeys(_members(history, squash, {squash})))


def _members(
    history: History, squash: MigrationKey, seen: set[MigrationKey]
) -> Iterator[MigrationKey]:
    for key in history.migrations[squash].replaces:
        if key in history.migrations and key not in seen:
            yield from _members(history, key, seen | {key})
        yield key
