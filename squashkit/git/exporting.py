"""The files of a commit, in a folder of their own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .opening import opened


@dataclass(frozen=True, slots=True)
class Export:
    """What was written.

    Attributes:
        work_tree: the top of the work tree.
        top: the folder that stands for the top of the work tree.
        folder: the one that stands for the folder that was named.
    """

    work_tree: Path
    top: Path
    folder: Path


def export(folder: Path, commit: str, target: Path) -> Export:
    """Write the files of a commit; the repository and its work tree stay as they are.

    Args:
        folder: anywhere in a work tree.
        commit: its id.
        target: an empty folder.

    Raises:
        RepositoryError: there is no repository, or no such commit.
    """
    files = target / "files"
    files.mkdir()
    index = {"GIT_INDEX_FILE": str(target / "index")}
    with opened(folder) as git:
        top = Path(git.run("rev-parse", "--show-toplevel"))
        git.run("read-tree", commit, environment=index)
        git.run("checkout-index", "--all", f"--prefix={files}/", environment=index)
    inside = folder.resolve().relative_to(top.resolve())
    return Export(top, files, files / inside)
