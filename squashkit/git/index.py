"""What is staged, and what a merge that is under way has left open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .opening import opened


@dataclass(frozen=True, slots=True)
class Staged:
    """The index beside the work tree.

    Attributes:
        merging: whether a merge is under way.
        unmerged: paths that are in conflict, relative to the top of the work tree.
        loose: paths in the given places that are not in the index as they are on disk.
        changed: those that are not as the last commit has them, these too.
    """

    merging: bool
    unmerged: frozenset[str]
    loose: tuple[str, ...]
    changed: tuple[str, ...]


CONFLICTS = frozenset({"DD", "AU", "UD", "UA", "DU", "AA", "UU"})
"""The letters of `git status --porcelain` for paths that are not merged."""


def staged(folder: Path, places: Iterable[Path]) -> Staged:
    """Look at the index.

    Args:
        folder: anywhere in the repository.
        places: files and folders.

    Raises:
        RepositoryError: `folder` is not in a git repository.
    """
    with opened(folder) as git:
        merging = not git.ask("rev-parse", "--verify", "--quiet", "MERGE_HEAD").status
        options = ("status", "--porcelain", "-z", "--no-renames", "--untracked-files=all")
        listed = git.run("--literal-pathspecs", *options, "--", *map(str, places))
    entries = [(one[:2], one[3:]) for one in listed.split("\0") if one]
    return Staged(
        merging,
        frozenset(path for letters, path in entries if letters in CONFLICTS),
        tuple(path for letters, path in entries if letters[1] != " " and letters not in CONFLICTS),
        tuple(path for _, path in entries),
    )


def stage(folder: Path, paths: Iterable[Path]) -> None:
    """Put files into the index as they are on disk, also where they are gone.

    Args:
        folder: anywhere in the repository.
        paths: of the files.

    Raises:
        RepositoryError: git refuses.
    """
    with opened(folder) as git:
        git.run("--literal-pathspecs", "add", "--all", "--", *map(str, paths))


def branch(folder: Path) -> str:
    """The branch that is checked out; `HEAD` where there is none.

    Args:
        folder: anywhere in the repository.
    """
    with opened(folder) as git:
        return git.ask("symbolic-ref", "--quiet", "--short", "HEAD").out or "HEAD"
