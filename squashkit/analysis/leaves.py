"""Where an app's migrations end."""

from __future__ import annotations

from collections.abc import Iterable

from ..model.history import History
from ..model.keys import MigrationKey
from ..model.migrations import Dependency, MigrationFacts
from .graphs import replacements


def app_leaves(migrations: Iterable[MigrationFacts]) -> tuple[MigrationKey, ...]:
    """The migrations of one app on which no other of the app depends, sorted.

    A squash stands for what it replaces.

    Args:
        migrations: all migrations of the app.
    """
    facts = {one.key: one for one in migrations}
    stands_for = replacements(History((), facts))
    standing = {stands_for.get(key, key) for key in facts}
    parents: set[MigrationKey] = set()
    for one in facts.values():
        own = stands_for.get(one.key, one.key)
        before = {stands_for.get(key, key) for key in map(named, one.dependencies)}
        after = {stands_for.get(key, key) for key in map(named, one.run_before)}
        parents |= before - {own}
        if (after - {own}) & standing:
            parents.add(own)
    return tuple(sorted(standing - parents))


def named(dependency: Dependency) -> MigrationKey:
    """The migration that a dependency names; `__first__` and the like are names too."""
    return MigrationKey(dependency.app, dependency.name)
