"""What a ref did to the migrations since it left the base."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from functools import cached_property

from ...model.findings import Place
from ...model.keys import MigrationKey
from ...model.migrations import MigrationFacts
from ...model.refs import Ref
from .effects import Doing, doings

Migrations = Mapping[MigrationKey, MigrationFacts]


@dataclass(frozen=True, slots=True)
class Changes:
    """The difference between two histories.

    Attributes:
        added: migrations that are new.
        edited: migrations whose file is another now, each as it was and as it is.
        removed: migrations that are gone, as they were.
    """

    added: Migrations = field(default_factory=dict)
    edited: Mapping[MigrationKey, tuple[MigrationFacts, MigrationFacts]] = field(
        default_factory=dict
    )
    removed: Migrations = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.added or self.edited or self.removed)

    @property
    def present(self) -> dict[MigrationKey, MigrationFacts]:
        """All that was written, new or anew."""
        return {**self.added, **{key: after for key, (_, after) in self.edited.items()}}

    @property
    def apps(self) -> frozenset[str]:
        """Labels of the apps in which anything changed."""
        return frozenset(key.app for key in (*self.added, *self.edited, *self.removed))

    def onto(self, base: Migrations) -> dict[MigrationKey, MigrationFacts]:
        """A base with these changes made to it."""
        merged = {**base, **self.present}
        for key in self.removed:
            merged.pop(key, None)
        return merged


def changes_since(starts: Sequence[Migrations], end: Migrations) -> Changes:
    """What was done since the merge bases of two refs.

    Where there are several (a criss-cross), only what differs from all of them was done since.

    Args:
        starts: the histories at the merge bases.
        end: the history now.
    """
    first = starts[0]
    # What two refs share is mostly one object: the quickest look comes first.
    differing = {key for key in first.keys() | end.keys() if first.get(key) is not end.get(key)}
    touched = {key for key in differing if _touched(key, starts, end)}
    return Changes(
        added={key: end[key] for key in sorted(touched - first.keys())},
        edited={key: (first[key], end[key]) for key in sorted(touched & first.keys() & end.keys())},
        removed={key: first[key] for key in sorted(touched - end.keys())},
    )


def _touched(key: MigrationKey, starts: Sequence[Migrations], end: Migrations) -> bool:
    now = end.get(key)
    return all(not same_file(start.get(key), now) for start in starts)


def same_file(one: MigrationFacts | None, other: MigrationFacts | None) -> bool:
    """Whether two migrations are the same file, byte for byte, or both are not there."""
    if one is None or other is None:
        return one is other
    return one.blob == other.blob


def without_shared(own: Changes, other: Migrations) -> Changes:
    """The changes that another history does not have as well: it may have picked or merged them.

    Args:
        own: the changes.
        other: the other history.
    """
    return Changes(
        {key: one for key, one in own.added.items() if not same_file(other.get(key), one)},
        {key: pair for key, pair in own.edited.items() if not same_file(other.get(key), pair[1])},
        {key: one for key, one in own.removed.items() if key in other},
    )


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
        found: dict[str, dict[MigrationKey, MigrationFacts]] = {}
        for key, one in self.history.items():
            found.setdefault(key.app, {})[key] = one
        return found

    @cached_property
    def doings(self) -> Mapping[tuple[str, str], Sequence[Doing]]:
        """What its own operations do, by app label and model."""
        found: dict[tuple[str, str], list[Doing]] = {}
        for migration in self.own.present.values():
            for doing in doings(migration):
                found.setdefault((doing.subject.app, doing.subject.name), []).append(doing)
        return found

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
