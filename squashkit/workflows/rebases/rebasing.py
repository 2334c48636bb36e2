"""`rebase`: a branch's migrations come to follow those of its base."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from ...errors import PlanError, RepositoryError, SquashkitError, WriteError
from ...git.committing import amend as amend_commit
from ...git.index import Index, is_under_way, read_index, stage, unsettle
from ...git.repository import Repository
from ...model.proofs import Proof
from ...model.rebases import Rebase, Rebased, RenamedRows
from ...model.words import listed
from ...project.process import Names, ProjectProcess
from ...source.writing import FileChange, take_back, write
from ..branches.refs import Snapshots
from ..ports import Site
from ..proofs.demands import NOTHING_MORE, Demands, Progress
from .both_orders import Moved, prove_both_orders
from .catching_up import Question, joined, plan_part
from .forking import Fork, fork_at
from .moving import Ground, moved_files
from .renaming import rows_to_rename


@dataclass(frozen=True, slots=True)
class Rebasing:
    """A rebase that was worked out; nothing is written yet.

    Attributes:
        top: the top of the work tree.
        rebase: what changes, and what is in the way.
        changes: files to write.
        unmerged: those of the changed files that are in conflict.
        joined: whether the base's files are in the work tree as well.
        databases: in which rows are renamed.
        process: of the project, which renames them.
        proof: that the branch's operations mean the same; None where none was asked for.
    """

    top: Path
    rebase: Rebase
    changes: tuple[FileChange, ...]
    unmerged: tuple[str, ...] = ()
    joined: bool = False
    databases: tuple[RenamedRows, ...] = ()
    process: ProjectProcess | None = None
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
        """The command that takes it back, from anywhere in the repository."""
        clean = [one for one in self.texts if one not in self.unmerged]
        restore = ("git restore --source=HEAD --staged --worktree --", clean)
        conflicts = ("git checkout --merge --", self.unmerged)
        return " && ".join(
            " ".join((command, *(shlex.quote(f":/{one}") for one in paths)))
            for command, paths in (restore, conflicts)
            if paths
        )

    def record(self, *, written: bool, amended: bool = False) -> Rebased:
        """The result without the means to write it."""
        undo, following = self.undo, "git commit"
        if amended:
            undo, following = f"git reset --soft HEAD@{{1}} && {undo}", ""
        elif not self.joined:
            following = f"git commit && git merge {self.rebase.onto.name}"
        done = (undo, following) if written else ("", "")
        return Rebased(self.rebase, tuple(self.texts), written, *done, self.proof, self.databases)

    def write(self, *, amend: bool = False) -> tuple[Path, ...]:
        """Write all files, or none, and stage them.

        Args:
            amend: whether they become part of the last commit.

        Raises:
            WriteError: the proof does not hold, a file is in the way, or a folder cannot be
                written to.
            RepositoryError: git or one of its hooks refuses the commit.
            ProjectError: a database refuses.
        """
        if not self.holds:
            raise WriteError("It is not proven.", "Nothing was written.")
        paths = tuple(one.path for one in self.changes)
        if not paths:
            return ()
        if amend and is_under_way(self.top, "MERGE_HEAD"):
            raise RepositoryError(
                "git is in the midst of a merge, which has no commit yet.", "Leave out --amend."
            )
        write(self.changes, self.top)
        renamed: list[RenamedRows] = []
        try:
            stage(self.top, paths)
            for one in self.databases:
                self._rename(one.alias, one.names)
                renamed.append(one)
            if amend:
                amend_commit(self.top, paths)
        except BaseException:
            self._take_back(paths, renamed)
            raise
        return paths

    def _rename(self, alias: str, names: Names) -> None:
        if names and self.process:
            self.process.rename_rows(alias, names)

    def _take_back(self, paths: Sequence[Path], renamed: Sequence[RenamedRows]) -> None:
        for one in renamed:
            with suppress(SquashkitError):
                self._rename(one.alias, tuple((new, old) for old, new in one.names))
        take_back(self.changes, self.top)
        with suppress(RepositoryError):  # the index may be what failed
            stage(self.top, paths)
            if self.unmerged:
                unsettle(self.top, self.unmerged)


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
        planned = [plan_part(one, question) for one in fork.parts]
        whole = joined(fork, planned)
        if not whole.possible:
            return Rebasing(repository.root, whole, ())
        ground = _ground(repository, fork)
        changes = tuple(
            change
            for part, one in zip(fork.parts, planned, strict=True)
            for change in moved_files(ground, part, one)
        )
        _refuse_loose(read_index(ground.top, [one.path for one in changes]))
        unmerged = {one.path.relative_to(ground.top).as_posix() for one in changes}
        unmerged &= ground.index.unmerged
        made = Rebasing(ground.top, whole, changes, tuple(sorted(unmerged)), ground.joined)
        if question.databases and not whole.moves:
            raise PlanError(
                "No migration gets another name, so no row does.",
                "Where the files have their new names already, take that back, and run this on "
                "them as they were, with --update-database.",
            )
        if not site.settings or not whole.moves:
            return made
        databases = rows_to_rename(site, fork, whole, question.databases)
        moved = Moved(fork, made.texts, ground.joined and not fork.joined, databases)
        proof = prove_both_orders(site, repository, moved, demands, progress)
        rows = tuple(one.rows for one in databases)
        return replace(made, proof=proof, databases=rows, process=site.process)


def _ground(repository: Repository, fork: Fork) -> Ground:
    """What is in the work tree, if a commit or the merge with the base has put it there.

    Raises:
        RepositoryError: something else is there, or git is in the midst of something else.
    """
    merging = _is_merging(repository, fork)
    folders = {app.directory for part in fork.parts for app in part.apps}
    there = [repository.root / one for one in sorted(folders)]
    index = read_index(repository.root, [one for one in there if one.is_dir()])
    _refuse_loose(index)
    if index.unmerged and not merging:
        raise RepositoryError(
            f"{min(index.unmerged)} is in conflict.",
            "Settle that and stage it, then run this again; or take back what git is in the midst "
            "of, such as a rebase: git rebase --abort",
        )
    ground = Ground(repository, fork.onto, index, joined=merging or fork.joined)
    for folder in sorted(folders):
        _refuse_staged(ground, fork, folder, merging=merging)
    return ground


def _is_merging(repository: Repository, fork: Fork) -> bool:
    """Whether the merge with the base is under way.

    Raises:
        RepositoryError: another one is.
    """
    if not is_under_way(repository.root, "MERGE_HEAD"):
        return False
    other = repository.resolve("MERGE_HEAD").commit
    if other != fork.onto.commit:
        raise RepositoryError(
            f"git is in the midst of a merge of {other[:9]}, which is not {fork.onto.name}.",
            "Finish it first: git commit",
        )
    return True


def _refuse_staged(ground: Ground, fork: Fork, folder: str, *, merging: bool) -> None:
    """Refuse where something is staged that neither side has, since it would be lost.

    Raises:
        RepositoryError: there is such a file.
    """
    ours, theirs = (ground.files(one.commit, folder) for one in (fork.branch, fork.onto))
    own = {one.path for part in fork.parts for one in part.meeting.other.own.added.values()}
    for name in sorted(ground.staged(folder) | ours.keys()):
        path = f"{folder}/{name}"
        blob = ground.index.blobs.get(path)
        merged = merging and (blob == theirs.get(name) or (name in theirs and path not in own))
        if blob != ours.get(name) and not merged and path not in ground.index.unmerged:
            raise RepositoryError(
                f"{path} is staged and not committed.",
                "Commit it, or finish the merge with git commit, and run this again.",
            )


def _refuse_loose(index: Index) -> None:
    """Refuse where git could not bring back what was there.

    Raises:
        RepositoryError: something is on disk and not staged.
    """
    loose = [path for path in index.loose if Path(path).suffix in {".py", ".txt"}]
    if loose:
        raise RepositoryError(
            f"There are changes that are not committed: {listed(loose)}.",
            "Commit or stash them, so that one command of git can take the rebase back.",
        )
