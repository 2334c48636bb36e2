"""What git knows about the work tree around a project."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from git import Repo
from git.exc import GitError, InvalidGitRepositoryError, NoSuchPathError

from ..errors import RepositoryError


@contextmanager
def _opened(folder: Path) -> Iterator[Repo]:
    # A Repo keeps `git cat-file` children alive until it is closed (GitPython issue 1208).
    try:
        with Repo(folder, search_parent_directories=True) as repository:
            yield repository
    except (InvalidGitRepositoryError, NoSuchPathError) as error:
        raise RepositoryError(
            f"{folder} is not in a git repository, so what is written could not be undone.",
            "Run `git init` and commit first, or write without git: --no-git",
        ) from error
    except GitError as error:
        raise RepositoryError(f"git failed in {folder}: {error}") from error


def head(folder: Path) -> str:
    """The id of the commit that is checked out; empty outside git or before the first commit."""
    try:
        with _opened(folder) as repository:
            return repository.head.commit.hexsha if repository.head.is_valid() else ""
    except RepositoryError:
        return ""


def uncommitted(folder: Path, paths: Iterable[Path]) -> tuple[str, ...]:
    """Those of the given files and folders in which something is not committed, sorted.

    Args:
        folder: anywhere in the repository.
        paths: what to look at.

    Raises:
        RepositoryError: `folder` is not in a git repository.
    """
    with _opened(folder) as repository:
        wanted = [str(path) for path in paths]
        listed = repository.git.status("--porcelain", "-z", "--", *wanted)
        files = [path for path in wanted if Path(path).is_file()]
        # What git ignores it cannot bring back; a folder may hold ignored files, such as caches.
        ignored = repository.git.ls_files("-z", "-o", "-i", "--exclude-standard", "--", *files)
    # Each entry is two status letters, a blank and the path; -z leaves odd names unquoted.
    changed = {entry[3:] for entry in listed.split("\0") if entry}
    return tuple(sorted(changed | ({*ignored.split("\0")} - {""} if files else set())))
