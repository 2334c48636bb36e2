"""Finding the repository around a folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import RepositoryError
from .plumbing import Plumbing, refusal

if TYPE_CHECKING:
    from git import Git, Repo


class OutsideGitError(RepositoryError):
    """A folder that is in no git repository."""


@contextmanager
def opened(folder: Path) -> Iterator[Plumbing]:
    """Git's commands in the repository around a folder, closed at the end.

    The folder decides. GIT_DIR, which git sets for its hooks, counts only where no repository is
    found around the folder.

    Args:
        folder: anywhere in a work tree, or a bare repository.

    Raises:
        OutsideGitError: there is no repository.
        RepositoryError: git refuses it.
    """
    # Without this, importing GitPython fails where git is not installed.
    os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")
    from git.exc import GitError, InvalidGitRepositoryError, NoSuchPathError

    try:
        repo = _found(folder.absolute())
    except (InvalidGitRepositoryError, NoSuchPathError) as error:
        raise OutsideGitError(
            f"{folder} is not in a git repository.", "Run this in a clone of the project."
        ) from error
    except GitError as error:
        raise refusal(folder, str(error)) from error
    with repo:
        yield Plumbing(repo.git, folder)


def _found(folder: Path) -> Repo:
    from git import Repo
    from git.exc import InvalidGitRepositoryError

    try:
        repo = Repo(folder, search_parent_directories=True, expand_vars=False)
    except InvalidGitRepositoryError:
        named = os.environ.get("GIT_DIR")
        # Where only GIT_DIR is set, git takes the current folder for the top of the work tree.
        tree = Path(os.environ.get("GIT_WORK_TREE", "")).absolute()
        if not named or not (folder == tree or tree in folder.parents):
            raise
        repo = Repo(Path(named).absolute(), expand_vars=False)
        repo.git = _runner(tree, GIT_DIR=str(repo.git_dir), GIT_WORK_TREE=str(tree))
        return repo
    if repo.working_tree_dir and not Path(repo.working_tree_dir, ".git").exists():
        # GitPython takes a bare repository without a `config` file for the inside of a work tree.
        repo.git = _runner(Path(repo.git_dir))
    _protect(repo)
    return repo


def _runner(folder: Path, **environment: str) -> Git:
    from git import Git

    git = Git(folder)
    git.update_environment(**environment)
    return git


def _protect(repo: Repo) -> None:
    # In a hook of another repository, the environment speaks of that one.
    named = os.environ.get("GIT_DIR")
    if not named or os.path.realpath(named) == os.path.realpath(repo.git_dir):
        return
    own: dict[str, object] = {
        "GIT_DIR": repo.git_dir,
        "GIT_INDEX_FILE": Path(repo.git_dir, "index"),
        "GIT_OBJECT_DIRECTORY": Path(repo.common_dir, "objects"),
    }
    if not repo.bare and repo.git.working_dir != repo.git_dir:
        own["GIT_WORK_TREE"] = repo.git.working_dir
    repo.git.update_environment(**{name: str(value) for name, value in own.items()})
