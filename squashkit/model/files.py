"""The files of one tree, wherever they are: in a commit of git or in a folder on disk."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

INSTALLED = frozenset({"site-packages", "dist-packages"})
"""Folders whose packages are not the project's own."""

NOT_SOURCE = INSTALLED | {"node_modules", "__pycache__"}
"""Folders in which nobody's own migrations are."""


def is_source(folder: str) -> bool:
    """Whether somebody's own migrations may be in a folder of this name."""
    return not folder.startswith(".") and folder not in NOT_SOURCE


@dataclass(frozen=True, slots=True)
class Folder:
    """One folder of a tree and those of its files that matter.

    Attributes:
        path: relative to the tree's root, with slashes; empty for the root itself.
        files: file name to the id of its content: a blob id in git, a path on disk.
    """

    path: str
    files: Mapping[str, str]

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]


Keep = Callable[[str, Mapping[str, str]], Mapping[str, str]]
"""Given a folder's name and its files, those that matter; none where the folder does not."""


class Tree(Protocol):
    """What can be read of one commit, or of one folder on disk."""

    def folders(self, keep: Keep) -> Sequence[Folder]:
        """Every folder of the tree in which something matters, sorted by path."""
        ...

    def folder(self, path: str) -> Folder | None:
        """One folder with all of its files, or None where there is none."""
        ...

    def read(self, content: str) -> bytes:
        """The content with this id."""
        ...
