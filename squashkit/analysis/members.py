"""What a squash stands for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..model.keys import MigrationKey
from ..model.migrations import MigrationFacts

Migrations = Mapping[MigrationKey, MigrationFacts]


def members_of(migrations: Migrations, squash: MigrationKey) -> tuple[MigrationKey, ...]:
    """What a squash replaces, and before each squash among that what it replaces.

    Args:
        migrations: those of which there are files.
        squash: the outer one.
    """
    return tuple(dict.fromkeys(_members(migrations, squash, {squash})))


def originals_of(migrations: Migrations, squash: MigrationKey) -> tuple[MigrationKey, ...]:
    """The same without the squashes: what Django 6 takes a squash for.

    Args:
        migrations: those of which there are files.
        squash: the outer one.
    """
    return tuple(
        key
        for key in members_of(migrations, squash)
        if key not in migrations or not migrations[key].replaces
    )


def _members(
    migrations: Migrations, squash: MigrationKey, seen: set[MigrationKey]
) -> Iterator[MigrationKey]:
    for key in migrations[squash].replaces:
        if key in migrations and key not in seen:
            yield from _members(migrations, key, seen | {key})
        yield key
