"""What can be squashed, what cannot, and why."""

from __future__ import annotations

from dataclasses import dataclass

from .keys import MigrationKey


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is left alone, or why a segment ends where it ends.

    Attributes:
        rule: the id of the rule.
        fact: one sentence that names the objects.
        hint: what the user can do, or an empty string.
    """

    rule: str
    fact: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Gain:
    """What a segment saves, in numbers that were counted.

    Attributes:
        files: migrations before; after the squash it is one.
        operations_before: operations of all members.
        operations_after: operations of the squash, or None where they were not worked out.
    """

    files: int
    operations_before: int
    operations_after: int | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """A contiguous run of one app's migrations that becomes one squashed migration.

    Attributes:
        key: the squash's app and name.
        members: what it replaces, in the order in which they run.
        initial: whether it starts at the app's root.
        ends: why it does not go on to the app's last migration; empty when it does.
    """

    key: MigrationKey
    members: tuple[MigrationKey, ...]
    initial: bool
    gain: Gain
    ends: tuple[Reason, ...] = ()

    def __str__(self) -> str:
        return f"{self.key.app}: {self.members[0].name} .. {self.members[-1].name}"


@dataclass(frozen=True, slots=True)
class Left:
    """Migrations of one app that stay as they are, and why."""

    app: str
    migrations: tuple[MigrationKey, ...]
    reason: Reason


@dataclass(frozen=True, slots=True)
class Plan:
    """The segments of a history that are safe to squash together.

    Attributes:
        commit: the commit that was read, or an empty string outside git.
        segments: in an order in which they can run one after the other.
        left: what stays, sorted by app.
        notes: what the plan could not take into account.
    """

    commit: str
    segments: tuple[Segment, ...]
    left: tuple[Left, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def apps(self) -> tuple[str, ...]:
        """The labels that have a segment, sorted."""
        return tuple(sorted({segment.key.app for segment in self.segments}))
