"""What git knows about the work tree around a project."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from ..errors import RepositoryError
from ..model.refs import Ref
from .opening import OutsideGitError, opened
from .references import resolve

TOLD = "GITHEAD_"
HEADS = ("MERGE_HEAD", "REBASE_HEAD", "CHERRY_PICK_HEAD")


def head(folder: Path) -> str:
    """The id of the commit that is checked out; empty outside git or before the first commit.

    Args:
        folder: anywhere in the repository.
    """
    try:
        with opened(folder) as git:
            return git.ask("rev-parse", "--verify", "--quiet", "HEAD^{commit}").out
    except RepositoryError:
        return ""


def commits(folder: Path, names: Iterable[str]) -> tuple[Ref, ...]:
    """The commits that names stand for.

    Args:
        folder: anywhere in the repository.
        names: tags, branches, or what else names a commit.

    Raises:
        RepositoryError: there is no repository, or one of them names nothing.
    """
    with opened(folder) as git:
        return tuple(resolve(git, name) for name in names)


def uncommitted(folder: Path, paths: Iterable[Path]) -> tuple[str, ...]:
    """Those of the given files and folders in which something is not committed, sorted.

    Args:
        folder: anywhere in the repository.
        paths: what to look at.

    Raises:
        RepositoryError: `folder` is not in a git repository.
    """
    try:
        with opened(folder) as git:
            wanted = [str(path) for path in paths]
            # A rename would be listed as two paths in one entry.
            status = ("status", "--porcelain", "-z", "--no-renames")
            listed = git.run("--literal-pathspecs", *status, "--", *wanted)
            files = [path for path in wanted if Path(path).is_file()]
            # What git ignores it cannot bring back; a folder may hold such files: caches.
            others = ("ls-files", "-z", "-o", "-i", "--exclude-standard")
            ignored = git.run("--literal-pathspecs", *others, "--", *files) if files else ""
    except OutsideGitError as error:
        raise RepositoryError(
            f"{folder} is not in a git repository, so what is written could not be undone.",
            "Run `git init` and commit first, or write without git: --no-git",
        ) from error
    # Each entry is two status letters, a blank and the path; -z leaves odd names unquoted.
    changed = {entry[3:] for entry in listed.split("\0") if entry}
    return tuple(sorted(changed | {*ignored.split("\0")} - {""}))


def ignored(folder: Path, paths: Iterable[Path]) -> tuple[str, ...]:
    """Those of the given files that git is told to ignore and does not track, sorted.

    Args:
        folder: anywhere in the repository.
        paths: of files, which need not be there.

    Raises:
        RepositoryError: `folder` is not in a git repository.
    """
    with opened(folder) as git:
        wanted = [str(path) for path in paths]
        answer = git.ask("check-ignore", "-z", "--stdin", lines=("\0".join([*wanted, ""]),))
    return tuple(sorted(name for name in answer.out.split("\0") if name.strip()))


def files_in(folder: Path, *, others: bool) -> tuple[Path, ...] | None:
    """The files below a folder that git tracks, also those of submodules; None outside git.

    Args:
        folder: in a work tree.
        others: take those that git neither tracks nor ignores as well.
    """
    kinds = [("--cached", "--recurse-submodules")]
    if others:
        kinds.append(("--others", "--exclude-standard"))
    try:
        with opened(folder) as git:
            listed = [git.run("-C", str(folder), "ls-files", "-z", *one) for one in kinds]
    except RepositoryError:
        return None
    return tuple(folder / name for text in listed for name in text.split("\0") if name)


def other_side(folder: Path) -> Ref:
    """The commit that git is merging into the one that is checked out.

    Args:
        folder: anywhere in the repository.

    Raises:
        RepositoryError: git is merging nothing, or several commits at once.
    """
    with opened(folder) as git:
        # `git merge` tells its drivers by the environment, before there is a MERGE_HEAD.
        told = [name for name in os.environ if name.startswith(TOLD)]
        names = [name.removeprefix(TOLD) for name in told] or list(HEADS)
        answers = (
            git.ask("rev-parse", "--verify", "--quiet", f"{one}^{{commit}}") for one in names
        )
        head = git.ask("rev-parse", "--verify", "--quiet", "HEAD").out
        found = {one.out for one in answers if not one.status} - {head}
    if len(found) != 1:
        raise RepositoryError("It cannot be told which commit git is merging.")
    [commit] = found
    return Ref(os.environ.get(f"{TOLD}{commit}", commit), commit)
