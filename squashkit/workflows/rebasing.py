"""`rebase`: a branch's migrations come to follow those of its base."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import add
from pathlib import Path

from ..analysis.conflicts.survey import in_order
from ..analysis.rebasing import plan_rebase
from ..errors import RepositoryError, WriteError
from ..git.committing import amend as amend_commit
from ..git.index import Staged, stage, staged
from ..git.repository import Repository
from ..model.proofs import Proof
from ..model.rebases import Rebase, Rebased
from ..source.writing import FileChange, take_back, write
from .both_orders import Moved, prove_both_orders
from .demands import NOTHING_MORE, Demands, Progress
from .forking import Fork, fork_at
from .moving import moved_files
from .ports import Site
from .refs import Snapshots


@dataclass(frozen=True, slots=True)
class Question:
    """What is to come after what.

    Attributes:
        onto: the base; empty for the main branch.
        drop_merges: whether merge migrations of the branch without operations go.
        overrides: app label to the folder of its migrations.
    """

    onto: str = ""
    drop_merges: bool = False
    overrides: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rebasing:
    """A rebase that was worked out; nothing is written yet.

    Attributes:
        top: the top of the work tree.
        rebase: what changes, and what is in the way.
        changes: files to write.
        merging: whether a merge is under way.
        joined: whether the branch has all that the base has.
        proof: that the branch's operations mean the same; None where none was asked for.
    """

    top: Path
    rebase: Rebase
    changes: tuple[FileChange, ...]
    merging: bool = False
    joined: bool = False
    proof: Proof | None = None

    @property
    def holds(self) -> bool:
        """Whether it may be written."""
        return self.rebase.possible and (self.proof is None or self.proof.holds)

    @property
    def texts(self) -> dict[str, str | None]:
        """The new text of each file, by its path below the top."""
        return {one.path.relative_to(self.top).as_posix(): one.text for one in self.changes}

    @property
    def undo(self) -> str:
        """The command that takes it back."""
        if self.merging:
            return f"git merge --abort && git merge {self.rebase.onto.name}"
        names = " ".join(self.texts)
        return f"git restore --source=HEAD --staged --worktree -- {names}"

    @property
    def following(self) -> str:
        """The command that comes next."""
        if self.merging or self.joined:
            return "git commit"
        return f"git commit && git merge {self.rebase.onto.name}"

    def record(self, *, written: bool, amended: bool = False) -> Rebased:
        """The result without the means to write it."""
        undo = "git reset --hard HEAD@{1}" if amended else self.undo
        done = (undo, "" if amended else self.following) if written else ("", "")
        return Rebased(self.rebase, tuple(self.texts), written, *done, self.proof)

    def write(self, *, amend: bool = False) -> tuple[Path, ...]:
        """Write all files, or none, and stage them.

        Args:
            amend: whether they become part of the last commit.

        Raises:
            WriteError: the proof does not hold, a file is in the way, or a folder cannot be
                written to.
            RepositoryError: git or one of its hooks refuses the commit.
        """
        if not self.holds:
            raise WriteError("It is not proven.", "Nothing was written.")
        paths = tuple(one.path for one in self.changes)
        if not paths:
            return ()
        write(self.changes, self.top)
        stage(self.top, paths)
        if amend:
            self._amend(paths)
        return paths

    def _amend(self, paths: Sequence[Path]) -> None:
        try:
            amend_commit(self.top)
        except BaseException:
            take_back(self.changes, self.top)
            stage(self.top, paths)
            raise


def check_rebase(folder: Path, question: Question) -> Rebase:
    """Find out what a branch has to change; only what is committed is read.

    Args:
        folder: anywhere in the work tree.
        question: what is to come after what.

    Raises:
        RepositoryError: there is no such ref, or they have no commit in common.
    """
    with Repository(folder) as repository:
        fork = fork_at(Snapshots(repository, question.overrides), folder, question.onto)
        return planned_rebase(fork, drop_merges=question.drop_merges)


def rebase(
    site: Site,
    question: Question,
    demands: Demands = NOTHING_MORE,
    progress: Progress = lambda _: None,
) -> Rebasing:
    """Work out what a branch has to change, with the text of every file, and prove it.

    Args:
        site: the project; nothing is proven where it has no settings.
        question: what is to come after what.
        demands: what the proof has to cover.
        progress: is told what happens next.

    Raises:
        RepositoryError: as for `check_rebase`; or files concerned have changes that are not
            committed.
        PlanError, ProjectError: it cannot be proven.
    """
    with Repository(site.root) as repository:
        fork = fork_at(Snapshots(repository, question.overrides), site.root, question.onto)
        planned = planned_rebase(fork, drop_merges=question.drop_merges)
        if not planned.possible or not planned.moves:
            return Rebasing(repository.root, planned, ())
        index = _index(repository.root, planned)
        changes = moved_files(repository, fork, planned, index.unmerged)
        _refuse_loose(staged(repository.root, [one.path for one in changes]))
        made = Rebasing(repository.root, planned, changes, index.merging, fork.joined)
        if not site.settings:
            return made
        moved = Moved(fork, made.texts, index.merging)
        return replace(made, proof=prove_both_orders(site, repository, moved, demands, progress))


def planned_rebase(fork: Fork, *, drop_merges: bool = False) -> Rebase:
    """What a branch has to change, in all Django projects of its repository.

    Args:
        fork: the branch and its base.
        drop_merges: see `Question`.
    """
    found = [plan_rebase(one, fork.retired, drop_merges=drop_merges) for one in fork.meetings]
    return Rebase(
        fork.branch,
        fork.onto,
        reduce(add, (one.moves for one in found), ()),
        reduce(add, (one.ends for one in found), ()),
        in_order(finding for one in found for finding in one.findings),
    )


def _index(top: Path, planned: Rebase) -> Staged:
    """What is staged in the folders concerned."""
    folders = sorted({(top / one.path).parent for one in planned.moves})
    found = staged(top, folders)
    _refuse_loose(found)
    return found


def _refuse_loose(found: Staged) -> None:
    """Refuse where git could not bring back what was there.

    Raises:
        RepositoryError: something is not committed, or during a merge not staged.
    """
    loose = found.loose if found.merging else found.changed
    if loose:
        listed = ", ".join(loose[:3]) + (", ..." if len(loose) > 3 else "")
        raise RepositoryError(
            f"There are changes that are not committed: {listed}.",
            "Commit or stash them, so that one command of git can take the rebase back.",
        )
