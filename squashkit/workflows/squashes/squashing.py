"""What came of a squash: its files, which are written all or none, and their proof."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ...errors import RepositoryError, WriteError
from ...git.worktree import ignored, uncommitted
from ...model.plans import Plan
from ...model.proofs import Proof, Reuse
from ...model.words import listed
from ...source.writing import FileChange, write
from ..ports import Site
from .composing import SquashedFile


@dataclass(frozen=True, slots=True)
class SquashRecord:
    """What a squash came to, for a report.

    Attributes:
        files: paths of the new migrations.
        rewritten, deleted: paths of migrations that change or go, for a squash that takes over
            from one that is on disk.
        written: whether they are in their place.
        reuse: what became of the proof that was given, if one was.
    """

    plan: Plan
    files: tuple[str, ...]
    rewritten: tuple[str, ...]
    deleted: tuple[str, ...]
    written: bool
    proof: Proof | None
    reuse: Reuse | None = None


@dataclass(frozen=True, slots=True)
class Squash:
    """A plan that was carried out in memory, with its proof.

    Attributes:
        plan: what was squashed and what was left.
        files: the new migrations.
        proof: None when there was nothing to squash.
        edits: files on disk that change or go: migrations, and `max_migration.txt`.
        reuse: see `SquashRecord`.
    """

    site: Site
    plan: Plan
    files: tuple[SquashedFile, ...]
    proof: Proof | None
    edits: tuple[FileChange, ...] = ()
    reuse: Reuse | None = None

    @property
    def changes(self) -> tuple[FileChange, ...]:
        """The files to write, to change and to delete."""
        return (*(FileChange(file.path, file.text) for file in self.files), *self.edits)

    @property
    def holds(self) -> bool:
        """Whether the proof holds; where there is nothing to prove it does."""
        return self.proof is None or self.proof.holds

    def record(self, *, written: bool) -> SquashRecord:
        """The result without the means to write it."""
        files = tuple(str(file.path) for file in self.files)
        rewritten = tuple(str(one.path) for one in self.edits if one.text is not None)
        deleted = tuple(str(one.path) for one in self.edits if one.text is None)
        return SquashRecord(self.plan, files, rewritten, deleted, written, self.proof, self.reuse)

    def write(self, *, require_git: bool = True) -> tuple[Path, ...]:
        """Write all files, or none.

        Args:
            require_git: refuse outside a git repository, and where the folders that get a file
                hold changes that are not committed.

        Returns:
            the files that were written, changed or deleted.

        Raises:
            WriteError: the proof does not hold, or a file is in the way.
            RepositoryError: see `require_git`.
        """
        if not self.holds:
            raise WriteError("The proof does not hold.", "Nothing was written.")
        if not self.files:
            return ()
        if require_git:
            new = [file.path.parent for file in self.files]
            refuse_uncommitted(self.site.root, [*new, *(one.path for one in self.edits)])
        write(self.changes, self.site.root)
        return tuple(one.path for one in self.changes)


def refuse_ignored(root: Path, files: Sequence[Path]) -> None:
    """Refuse to write files that would never come into git: other clones need them.

    Args:
        root: the project's folder.
        files: those to be written.

    Raises:
        RepositoryError: outside git, or git is told to ignore one of them.
    """
    found = ignored(root, files)
    if found:
        raise RepositoryError(
            f"git ignores {found[0]}, and other clones need it.",
            "Let .gitignore leave it alone: git check-ignore -v tells which line does that.",
        )


def refuse_uncommitted(root: Path, places: Sequence[Path]) -> None:
    """Refuse to write where git could not bring back what was there.

    Args:
        root: the project's folder.
        places: folders that get a file, or files that change or go.

    Raises:
        RepositoryError: outside git, or with changes in these places.
    """
    found = uncommitted(root, places)
    if found:
        raise RepositoryError(
            f"There are changes that are not committed: {listed(found)}.",
            "Commit or stash them, so that one `git restore` can undo it; or write "
            "without this check: --no-git",
        )
