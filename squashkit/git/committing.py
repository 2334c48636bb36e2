"""Commits a set of files, and nothing else that may be staged."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ..errors import RepositoryError
from .opening import opened
from .plumbing import Plumbing

OPERATIONS = {
    "MERGE_HEAD": "a merge",
    "CHERRY_PICK_HEAD": "a cherry-pick",
    "REVERT_HEAD": "a revert",
}


def refuse_to_commit(folder: Path) -> None:
    """Refuse where a commit would be lost, or could not have some files alone.

    Args:
        folder: anywhere in the repository.

    Raises:
        RepositoryError: there is no branch, or git is in the midst of something.
    """
    with opened(folder) as git:
        for name, what in OPERATIONS.items():
            if not git.ask("rev-parse", "--verify", "--quiet", name).status:
                raise RepositoryError(
                    f"git is in the midst of {what} in {folder}.",
                    "Finish it first, or leave out --commit.",
                )
        if git.ask("symbolic-ref", "--quiet", "HEAD").status:
            raise RepositoryError(
                f"No branch is checked out in {folder}, so the commit would be on none.",
                "Make a branch first: git switch -c NAME; or leave out --commit.",
            )


def commit(folder: Path, paths: Iterable[Path], message: str) -> str:
    """Commit these files as they are on disk; what else is staged stays so.

    Args:
        folder: anywhere in the repository.
        paths: of files that were added, changed or deleted.
        message: the whole text.

    Returns:
        the id of the commit.

    Raises:
        RepositoryError: git or one of its hooks refuses; then they are not staged either.
    """
    names = [str(path) for path in paths]
    only = ("commit", "--quiet", "--only", "--file=-", "--", *names)
    with opened(folder) as git:
        try:
            _run(git, "add", "--all", "--", *names)
            _run(git, *only, lines=message.splitlines())
        except BaseException:
            git.ask("--literal-pathspecs", "reset", "--quiet", "--", *names)
            raise
        return git.run("rev-parse", "HEAD")


def amend(folder: Path, paths: Iterable[Path]) -> str:
    """Put these files into the last commit, whose message stays; what else is staged stays so.

    Args:
        folder: anywhere in the repository.
        paths: of files that are staged.

    Returns:
        the id of the commit.

    Raises:
        RepositoryError: git or one of its hooks refuses.
    """
    only = ("commit", "--quiet", "--amend", "--no-edit", "--only", "--", *map(str, paths))
    with opened(folder) as git:
        _run(git, *only)
        return git.run("rev-parse", "HEAD")


def _run(git: Plumbing, *arguments: str, lines: Iterable[str] = ()) -> None:
    option = "--amend" if "--amend" in arguments else "--commit"
    answer = git.ask("--literal-pathspecs", *arguments, lines=lines)
    if answer.status:
        raise RepositoryError(
            f"git did not {arguments[0]}: {answer.said.strip() or 'no reason'}",
            f"Nothing was changed. Mend that, or leave out {option}.",
        )
