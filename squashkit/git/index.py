"""What is staged, and what a merge that is under way has left open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from .opening import opened


@dataclass(frozen=True, slots=True)
class Index:
    """What is staged in some folders, and what is on disk and not staged.

    Attributes:
        blobs: paths to the ids of their contents.
        unmerged: paths that are in conflict.
        loose: paths that are not in the index as they are on disk.
    """

    blobs: Mapping[str, str]
    unmerged: frozenset[str]
    loose: tuple[str, ...]


def read_index(folder: Path, places: Iterable[Path]) -> Index:
    """Look at the index.

    Args:
        folder: anywhere in the repository.
        places: files and folders.

    Raises:
        RepositoryError: `folder` is not in a git repository.
    """
    names = [str(one) for one in places]
    with opened(folder) as git:
        listed = git.run(
            "--literal-pathspecs", "ls-files", "--stage", "--full-name", "-z", "--", *names
        )
        options = ("status", "--porcelain", "-z", "--no-renames", "--untracked-files=all")
        status = git.run("--literal-pathspecs", *options, "--", *names)
    blobs: dict[str, str] = {}
    unmerged = set()
    for line in filter(None, listed.split("\0")):
        facts, _, path = line.partition("\t")
        _, blob, number = facts.split()
        if number == "0":
            blobs[path] = blob
        else:
            unmerged.add(path)
    entries = [(one[:2], one[3:]) for one in status.split("\0") if one]
    loose = tuple(path for letters, path in entries if letters[1] != " " and path not in unmerged)
    return Index(blobs, frozenset(unmerged), loose)


def is_under_way(folder: Path, state: str) -> bool:
    """Whether git is in the midst of something.

    Args:
        folder: anywhere in the repository.
        state: `MERGE_HEAD`, `CHERRY_PICK_HEAD` and the like.
    """
    with opened(folder) as git:
        return not git.ask("rev-parse", "--verify", "--quiet", state).status


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


def unsettle(folder: Path, paths: Iterable[str]) -> None:
    """Put files in conflict again that were settled since, with the marks in them.

    Args:
        folder: anywhere in the repository.
        paths: relative to the top of the work tree.

    Raises:
        RepositoryError: git refuses.
    """
    with opened(folder) as git:
        git.run("checkout", "--quiet", "--merge", "--", *(f":(top,literal){one}" for one in paths))


def mark_conflict(folder: Path, ours: Path, base: Path, theirs: Path) -> None:
    """Merge a file as git does, with marks where both sides differ.

    Args:
        folder: anywhere in the repository.
        ours: the file, which gets the result.
        base: as it was.
        theirs: as the other side has it.
    """
    with opened(folder) as git:
        git.ask("merge-file", "-q", *(str(one.absolute()) for one in (ours, base, theirs)))
