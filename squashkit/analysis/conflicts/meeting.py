"""Two refs that are to be merged, and what there would be then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property

from ...model.findings import Place
from ...model.history import by_app
from ...model.keys import MigrationKey
from ...model.migrations import MigrationFacts
from ...model.refs import Ref
from ..leaves import known_leaves, named
from .changes import Changes, Migrations
from .effects import Doing, doings


@dataclass(frozen=True)
class Side:
    """One ref where two meet.

    Attributes:
        ref: which.
        own: what it did and the other does not have.
        history: all migrations that it has.
    """

    ref: Ref
    own: Changes
    history: Migrations

    @cached_property
    def by_app(self) -> Mapping[str, Migrations]:
        """Its migrations by app label."""
        return by_app(self.history)

    @cached_property
    def doings(self) -> Mapping[tuple[str, str], Sequence[Doing]]:
        """What its own operations do, by app label and model; squashes say nothing new."""
        found: dict[tuple[str, str], list[Doing]] = {}
        for migration in self.own.news.values():
            for doing in () if self._is_squash(migration) else doings(migration):
                found.setdefault((doing.subject.app, doing.subject.name), []).append(doing)
        return found

    def _is_squash(self, one: MigrationFacts) -> bool:
        """Whether it stands for older migrations, named by it or cleaned up on the same ref."""
        gone = {key.app for key in self.own.removed}
        return bool(one.replaces) or (one.key.app in gone and "_squashed_" in one.key.name)

    @cached_property
    def numbers(self) -> frozenset[tuple[str, int | None]]:
        """The numbers of its migrations, each with the app's label."""
        return frozenset((key.app, key.number) for key in self.history)

    @cached_property
    def squashed(self) -> Mapping[MigrationKey, MigrationKey]:
        """What its squashes replace, each with the squash."""
        return {member: key for key, one in self.history.items() for member in one.replaces}

    @cached_property
    def needs(self) -> frozenset[MigrationKey]:
        """What its own migrations depend on."""
        return frozenset(
            named(parent) for one in self.own.news.values() for parent in one.dependencies
        )

    def leaves(self, app: str) -> tuple[MigrationKey, ...]:
        """Where an app ends, as far as that is known.

        Args:
            app: its label.
        """
        if app not in self._leaves:
            self._leaves[app] = known_leaves(tuple(self.by_app.get(app, {}).values()))
        return self._leaves[app]

    @cached_property
    def _leaves(self) -> dict[str, tuple[MigrationKey, ...]]:
        return {}

    def place(self, migration: MigrationFacts, line: int = 0) -> Place:
        """Where a migration is on this ref.

        Args:
            migration: the migration.
            line: of one of its operations; by default that of its dependencies.
        """
        return Place(self.ref, migration.path, line or migration.line)


def _merged_file(
    before: MigrationFacts, one: MigrationFacts, other: MigrationFacts
) -> MigrationFacts:
    """One file that two sides edited: each keeps what it added, and what one took out is gone.

    Where git would ask a person, either version may be kept.
    """
    old, mine, theirs = (set(facts.dependencies) for facts in (before, one, other))
    if _edits(before, one) & _edits(before, other):
        return replace(other, dependencies=tuple(sorted(mine | theirs)))
    kept = (mine & theirs) | (mine - old) | (theirs - old)
    return replace(other, dependencies=tuple(sorted(kept)))


def _edits(before: MigrationFacts, after: MigrationFacts) -> set[int]:
    """The dependencies that an edit touches, and those behind: git asks about neighbours too."""
    matcher = SequenceMatcher(None, before.dependencies, after.dependencies, autojunk=False)
    changed = [(first, last) for tag, first, last, _, _ in matcher.get_opcodes() if tag != "equal"]
    return {place for first, last in changed for place in range(first, last + 1)}


@dataclass(frozen=True)
class Meeting:
    """Two refs that are to be merged.

    Attributes:
        base: where they are to be merged.
        one: the base again, or the ref whose name sorts first with its changes made to the base.
        other: the ref that comes to it.
    """

    base: Side
    one: Side
    other: Side

    @cached_property
    def merged(self) -> Migrations:
        """Every migration that there would be."""
        return {**self.other.own.onto(self.one.history), **self.edited_twice}

    @cached_property
    def edited_twice(self) -> Migrations:
        """Old migrations that both sides edited, as a merge of the texts has them."""
        mine, theirs = self.one.own.edited, self.other.own.edited
        return {
            key: _merged_file(*mine[key], theirs[key][1])
            for key in sorted(mine.keys() & theirs.keys())
        }

    def has(self, key: MigrationKey) -> bool:
        """Whether there would be such a migration, or a squash that stands for it.

        Args:
            key: the migration.
        """
        if self._merged_one(key):
            return True
        squashes = {self.one.squashed.get(key), self.other.squashed.get(key)} - {None}
        merged = [self._merged_one(squash) for squash in squashes if squash]
        return any(key in one.replaces for one in merged if one)

    def _merged_one(self, key: MigrationKey) -> MigrationFacts | None:
        own = self.other.own
        return own.present.get(key) or (None if key in own.removed else self.one.history.get(key))

    def merged_app(self, app: str) -> list[MigrationFacts]:
        """The migrations that there would be of one app; cheaper than all."""
        own = {key: one for key, one in self.other.own.present.items() if key.app == app}
        twice = {key: one for key, one in self.edited_twice.items() if key.app == app}
        there = {**self.one.by_app.get(app, {}), **own, **twice}
        return [one for key, one in there.items() if key not in self.other.own.removed]

    @property
    def sides(self) -> tuple[tuple[Side, Side], tuple[Side, Side]]:
        """Each side with its opposite."""
        return (self.one, self.other), (self.other, self.one)

    @property
    def refs(self) -> tuple[str, str]:
        """The names of both refs."""
        return self.one.ref.name, self.other.ref.name

    @property
    def shared_apps(self) -> list[str]:
        """Labels of the apps that both sides changed, sorted."""
        return sorted(self.one.own.apps & self.other.own.apps)
