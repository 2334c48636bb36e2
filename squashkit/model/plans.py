"""What can be squashed, what cannot, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .keys import MigrationKey
from .migrations import PLAIN_BASE
from .references import Reference
from .steps import Elide, Step
from .unused import Unused


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
        replaces: what databases may have on record instead of it: its members, and in the place
            of each squash among them what that replaces.
        atomic: whether it runs in one transaction, as its members do.
        base: the full name of their base class.
        steps: their data steps, and what becomes of each; none where operations were not worked
            out.
    """

    key: MigrationKey
    members: tuple[MigrationKey, ...]
    initial: bool
    gain: Gain
    ends: tuple[Reason, ...] = ()
    replaces: tuple[MigrationKey, ...] = ()
    atomic: bool = True
    base: str = PLAIN_BASE
    steps: tuple[Step, ...] = ()

    @property
    def continues(self) -> tuple[MigrationKey, ...]:
        """The squashes on disk that become part of it; their files go."""
        return tuple(key for key in self.members if key not in self.replaces)

    def __str__(self) -> str:
        return f"{self.key.app}: {self.members[0].name} .. {self.members[-1].name}"


@dataclass(frozen=True, slots=True)
class Left:
    """Migrations of one app that stay as they are, and why."""

    app: str
    migrations: tuple[MigrationKey, ...]
    reason: Reason


@dataclass(frozen=True, slots=True)
class Bound:
    """A migration at which segments have to stop, for reasons outside the history.

    Attributes:
        key: the migration.
        reason: why.
        last: whether a segment may have it as its last member; if not, it stays as it is.
    """

    key: MigrationKey
    reason: Reason
    last: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a plan may go, and who else has to be thought of.

    Attributes:
        refs: names and patterns of in-flight branches, such as `origin/*`.
        base: what they are compared with; empty for the commit that is checked out.
        rewrite: list what in-flight branches would have to rewrite, rather than end segments where
            they depend on them.
        until: a tag or other ref; what it does not have stays.
        before: migrations that were first committed later stay.
        keep: how many migrations stay at the end of each app.
        deployed: databases, each of which is to have all of a segment or none: aliases, files or
            folders of states.
        elide: which data steps a squash may leave out: those that are proven to have no effect
            where it runs, those that were seen to have none on an empty database, or none.
    """

    refs: tuple[str, ...] = ()
    base: str = ""
    rewrite: bool = False
    until: str = ""
    before: datetime | None = None
    keep: int = 0
    elide: Elide = "proven"
    deployed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class InFlight:
    """A dependency of a branch on a member of a segment.

    Attributes:
        ref: the branch.
        migration: the migration there that the base does not have.
        path: its file on that branch.
        needs: the member that it depends on.
        squash: the segment's squash.
        middle: whether others of the segment come after the member.
    """

    ref: str
    migration: MigrationKey
    path: str
    needs: MigrationKey
    squash: MigrationKey
    middle: bool

    @property
    def rewriting(self) -> str:
        """What has to be done to the branch."""
        if self.middle:
            return (
                f"Rebase {self.migration} to run after {self.squash}, and make it depend on that."
            )
        return f"Make it depend on {self.squash} before the files it replaces are removed."


@dataclass(frozen=True, slots=True)
class Runs:
    """How many migrations of one app an empty database runs.

    Attributes:
        before: as things are.
        after: with the plan's squashes.
        least: one, and one more for each path of dependencies that leaves the app and comes back.
    """

    app: str
    before: int
    after: int
    least: int


@dataclass(frozen=True, slots=True)
class Plan:
    """The segments of a history that are safe to squash together.

    Attributes:
        commit: the commit that was read, or an empty string outside git.
        segments: in an order in which they can run one after the other.
        left: what stays, sorted by app.
        notes: what the plan could not take into account.
        bounds: what ended segments for reasons outside the history.
        in_flight: what branches depend on members of the segments, sorted.
        runs: of each app that was meant, how many migrations run, and how few could.
        references: what names members of the segments elsewhere in the project. It breaks nothing
            before a cleanup takes their files away.
        unused: code that nothing but members of the segments uses, and the squashes do not: it can
            go after a cleanup. Known of a squash only, once its files are composed.
    """

    commit: str
    segments: tuple[Segment, ...]
    left: tuple[Left, ...] = ()
    notes: tuple[str, ...] = ()
    bounds: tuple[Bound, ...] = ()
    in_flight: tuple[InFlight, ...] = ()
    runs: tuple[Runs, ...] = ()
    references: tuple[Reference, ...] = ()
    unused: tuple[Unused, ...] = ()

    @property
    def apps(self) -> tuple[str, ...]:
        """The labels that have a segment, sorted."""
        return tuple(sorted({segment.key.app for segment in self.segments}))
