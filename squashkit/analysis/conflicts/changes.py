"""What a ref did to the migrations since it left the base."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ...model.keys import MigrationKey
from ...model.migrations import MigrationFacts, OperationFacts

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
    def news(self) -> dict[MigrationKey, MigrationFacts]:
        """What was written, and of edited migrations only what they did not say before."""
        return {**self.added, **{key: _news(*pair) for key, pair in self.edited.items()}}

    @property
    def apps(self) -> frozenset[str]:
        """Labels of the apps in which anything changed."""
        return frozenset(key.app for key in (*self.added, *self.edited, *self.removed))

    @property
    def may_close(self) -> bool:
        """Whether this does its part in a circle: new migrations on old ones close none."""
        return any(one.run_before or one.replaces for one in self.added.values()) or any(
            after.dependencies != before.dependencies or after.run_before or after.replaces
            for before, after in self.edited.values()
        )

    def onto(self, base: Migrations) -> dict[MigrationKey, MigrationFacts]:
        """A base with these changes made to it."""
        merged = {**base, **self.present}
        for key in self.removed:
            merged.pop(key, None)
        return merged


def _news(before: MigrationFacts, after: MigrationFacts) -> MigrationFacts:
    known = {placeless(one) for one in before.operations}
    return replace(
        after,
        dependencies=tuple(one for one in after.dependencies if one not in before.dependencies),
        run_before=tuple(one for one in after.run_before if one not in before.run_before),
        operations=tuple(one for one in after.operations if placeless(one) not in known),
    )


def placeless(operation: OperationFacts) -> OperationFacts:
    """The operation without the lines on which it stands.

    Args:
        operation: as it was read.
    """
    return replace(operation, line=0, inner=tuple(map(placeless, operation.inner)))


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
