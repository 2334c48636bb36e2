"""A repository of git, read without checking anything out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

from ..model.refs import Change, Changes, Ref
from . import history, references
from .objects import Objects, is_id
from .opening import opened
from .plumbing import Plumbing, refusal
from .trees import GitTree, Trees


class Repository:
    """The repository around a folder; to be used with `with`, and by one thread.

    Commits are given as full ids, as `resolve` and `matching` return them.

    Args:
        folder: anywhere in a work tree, or a bare repository.
    """

    root: Path
    """The top of the work tree, or the folder of a bare repository, without symbolic links."""
    bare: bool
    """Whether there is no work tree."""
    shallow: bool
    """Whether the clone lacks old commits, so that histories end early."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stack = ExitStack()

    def __enter__(self) -> Repository:
        with ExitStack() as stack:
            self._git = stack.enter_context(opened(self._folder))
            self._objects = stack.enter_context(Objects(self._git))
            self._trees = Trees(self._objects)
            self.root, self.bare, self.shallow = _situation(self._git)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def resolve(self, name: str) -> Ref:
        """The commit that a name stands for.

        Args:
            name: a branch, a tag, a commit's id, or an expression such as `HEAD~2`.

        Raises:
            RepositoryError: it stands for no commit.
        """
        return references.resolve(self._git, name)

    def matching(self, patterns: Iterable[str]) -> tuple[Ref, ...]:
        """The refs that patterns name, sorted by name, each once.

        Args:
            patterns: such as `origin/*`, where `*` matches slashes too; `refs/tags/v1*`; names
                and expressions, as for `resolve`.

        Raises:
            RepositoryError: one of them names nothing.
        """
        return references.matching(self._git, patterns)

    @property
    def has_tags(self) -> bool:
        """Whether there is any tag."""
        return bool(self._git.run("for-each-ref", "--count=1", "refs/tags"))

    def newest_first(self, refs: Iterable[Ref]) -> tuple[Ref, ...]:
        """Refs by when their commits were made, the newest first.

        Args:
            refs: from `resolve` or `matching`.

        Raises:
            RepositoryError: a commit is not there.
        """
        listed = sorted(refs)
        ids = [_commit(one.commit) for one in listed]
        dated = self._git.run("rev-list", "--no-walk=sorted", "--stdin", lines=ids) if ids else ""
        order = {commit: place for place, commit in enumerate(dated.split())}
        return tuple(sorted(listed, key=lambda one: order[one.commit]))

    def merge_bases(self, one: str, other: str) -> tuple[str, ...]:
        """The best common ancestors of two commits, sorted; none where histories are unrelated.

        In a shallow clone they may be missing.

        Args:
            one: the id of a commit.
            other: the id of another.

        Raises:
            RepositoryError: a commit is not there.
        """
        answer = self._git.ask("merge-base", "--all", _commit(one), _commit(other))
        if answer.status > 1:
            raise refusal(self._folder, answer.said)
        return tuple(sorted(answer.out.split()))

    def parents(self, commit: str) -> tuple[str, ...]:
        """The parents of a commit that are there: a shallow clone ends at commits without any.

        Args:
            commit: its id.

        Raises:
            RepositoryError: the commit is not there.
        """
        listed = self._git.run("rev-list", "--parents", "--max-count=1", _commit(commit), "--")
        return tuple(listed.split()[1:])

    def tree(self, commit: str) -> GitTree:
        """The files of a commit.

        Args:
            commit: its id.

        Raises:
            RepositoryError: the commit is not there.
        """
        # The first line of a commit is `tree` and an id.
        return GitTree(self._trees, self._objects.read(commit).split(maxsplit=2)[1].decode())

    def read(self, blob: str) -> bytes:
        """The content of one file.

        Args:
            blob: the id of its content.

        Raises:
            RepositoryError: it is not there.
        """
        return self._objects.read(blob)

    def changes(
        self, since: Iterable[str], until: str, paths: Iterable[str]
    ) -> Mapping[str, Changes]:
        """The first and last commits that changed each of the files, by one `git log`.

        A renamed file is another file.

        Args:
            since: ids of commits; what they contain does not count. None means the whole history.
            until: the id of the commit at the end.
            paths: of files, relative to the root; those that nothing changed are left out.

        Raises:
            RepositoryError: a commit is not there.
        """
        return history.changes(self._git, since, until, paths)

    def last_changes(
        self, since: Iterable[str], until: str, paths: Iterable[str]
    ) -> Mapping[str, Change]:
        """The newest commits that changed or removed each of the files.

        Args:
            since: as for `changes`.
            until: as for `changes`.
            paths: as for `changes`.

        Raises:
            RepositoryError: a commit is not there.
        """
        return {path: one.last for path, one in self.changes(since, until, paths).items()}


def _situation(git: Plumbing) -> tuple[Path, bool, bool]:
    asked = ("--is-bare-repository", "--is-shallow-repository", "--absolute-git-dir")
    answer = git.ask("rev-parse", *asked, "--show-toplevel")
    lines = answer.out.split("\n", 3)
    if len(lines) < 3:
        raise refusal(git.folder, answer.said)
    # A bare repository answers all but the last question.
    bare = lines[0] == "true" or len(lines) == 3
    return Path(lines[2] if bare else lines[3]), bare, lines[1] == "true"


def _commit(name: str) -> str:
    if not is_id(name):
        raise ValueError(f"not the id of a commit: {name!r}")
    return name
