"""How a branch's migrations come to follow those of its base."""

from __future__ import annotations

from dataclasses import dataclass

from .findings import Finding, Level
from .keys import MigrationKey
from .proofs import Proof
from .refs import Ref


@dataclass(frozen=True, slots=True)
class Move:
    """A migration of the branch that changes.

    Attributes:
        key: as it is called.
        new: as it will be called.
        path: its file, relative to the repository's root.
        targets: what `dependencies`, `run_before` and `replaces` name, and what instead.
        lacks: what `dependencies` has to name as well.
        gone: whether its file goes: a merge migration, where there is nothing left to merge.
    """

    key: MigrationKey
    new: MigrationKey
    path: str
    targets: tuple[tuple[MigrationKey, MigrationKey], ...] = ()
    lacks: MigrationKey | None = None
    gone: bool = False

    @property
    def new_path(self) -> str:
        """Its file as it will be called."""
        folder, slash, _ = self.path.rpartition("/")
        return f"{folder}{slash}{self.new.name}.py"


@dataclass(frozen=True, slots=True)
class Rebase:
    """What a branch has to change to come after its base.

    Attributes:
        branch: what is checked out.
        onto: the base.
        moves: the migrations that change, in the order in which they will run.
        ends: the branch's last migration of each app in which it has any, as it will be called.
        findings: errors are in the way; the others a person should know.
    """

    branch: Ref
    onto: Ref
    moves: tuple[Move, ...]
    ends: tuple[MigrationKey, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def possible(self) -> bool:
        """Whether nothing is in the way."""
        return not any(one.level is Level.ERROR for one in self.findings)

    @property
    def holds(self) -> bool:
        """Whether there is nothing to do, and nothing in the way."""
        return self.possible and not self.moves


@dataclass(frozen=True, slots=True)
class RenamedRows:
    """Rows of `django_migrations` that get the new names.

    Attributes:
        names: what is recorded, and what it is called then.
    """

    alias: str
    names: tuple[tuple[MigrationKey, MigrationKey], ...]

    @property
    def undo(self) -> tuple[str, ...]:
        """SQL that gives them their old names again, to be run in this order."""
        return tuple(
            f"UPDATE django_migrations SET name = '{old.name}' "  # noqa: S608  for people to run
            f"WHERE app = '{new.app}' AND name = '{new.name}';"
            for old, new in self.names
        )


@dataclass(frozen=True, slots=True)
class Rebased:
    """What a rebase came to, for a report.

    Attributes:
        rebase: what there was to do.
        files: paths that are written, changed or deleted, relative to the repository's root.
        written: whether that was done.
        undo: the command that takes it back.
        following: the command that comes next; before a merge the branch names migrations that it
            does not have yet.
        proof: that the branch's operations mean the same, if that was asked for.
        databases: in which rows were renamed.
    """

    rebase: Rebase
    files: tuple[str, ...] = ()
    written: bool = False
    undo: str = ""
    following: str = ""
    proof: Proof | None = None
    databases: tuple[RenamedRows, ...] = ()
