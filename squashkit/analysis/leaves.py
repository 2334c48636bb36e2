"""Where an app's migrations end."""

from __future__ import annotations

from collections.abc import Collection, Iterable

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


def known_leaves(migrations: Collection[MigrationFacts]) -> tuple[MigrationKey, ...]:
    """The leaves of one app; none where dependencies cannot be read, as they may lead anywhere.

    Args:
        migrations: all migrations of the app.
    """
    if any(_may_depend_on_more(one) for one in migrations):
        return ()
    return app_leaves(migrations)


def unsaid(one: MigrationFacts) -> bool:
    """Whether the file does not say what it depends on without being run."""
    custom = any(":" in dependency.setting for dependency in one.dependencies)
    return custom or computed(one)


def computed(one: MigrationFacts) -> bool:
    """Whether its dependencies are not written as literals."""
    return not {opaque.part for opaque in one.opaque} <= {"operations", "initial", "atomic"}


def _may_depend_on_more(one: MigrationFacts) -> bool:
    """Computed operations say nothing of the dependencies: many a first migration has none."""
    return not one.dependencies and computed(one)
