"""Trees as git stores them, and the folders in them that matter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

from ..model.files import Folder, Keep, is_source
from .objects import Objects
from .plumbing import text

# Saleor has 500 trees, and twenty commits later about 80 of them are new.
_MOST = 100_000
_FOLDER = b"40000"
_FILES = frozenset(
    {b"100644", b"100755", b"100664"}
)  # neither links (120000) nor submodules (160000)


class Entry(NamedTuple):
    """One line of a tree; a tuple, as walks make thousands.

    Attributes:
        mode: `40000` for a folder, `100644` for a file, and so on.
        name: one part of a path.
        id: of the tree, blob or commit.
    """

    mode: bytes
    name: str
    id: str


@dataclass(frozen=True, slots=True)
class _Branch:
    # A tree and those below it in which something matters. Refs share what is equal.
    files: Mapping[str, str]
    below: tuple[tuple[str, _Branch], ...]


def entries(raw: bytes, size: int) -> Iterator[Entry]:
    """What a tree lists: again and again mode, blank, name, NUL, id.

    Args:
        raw: the tree's content.
        size: bytes of an id: 20 with sha1, 32 with sha256.
    """
    for mode, name, id_ in re.findall(rb"(?s)([0-7]+) ([^\0]+)\0(.{%d})" % size, raw):
        yield Entry(mode, text(name), id_.hex())


class Trees:
    """Walks trees, and remembers what it found below each.

    Two refs differ in few trees, so that every ref after the first costs only what changed.

    Args:
        objects: of the repository.
    """

    def __init__(self, objects: Objects) -> None:
        self.objects = objects
        self._known: dict[tuple[str, str], _Branch] = {}
        self._keep: Keep | None = None

    def folders(self, root: str, keep: Keep) -> tuple[Folder, ...]:
        """Every folder in which something matters, sorted by path.

        Args:
            root: the id of a tree.
            keep: which of a folder's files matter; it is asked about `.py` files only.

        Raises:
            RepositoryError: a tree is not there.
        """
        # What is remembered is one function's opinion.
        if keep != self._keep or len(self._known) > _MOST:
            self._known, self._keep = {}, keep
        self._learn((root, ""), keep)
        found = _flat("", self._known[root, ""])
        return tuple(sorted(found, key=attrgetter("path")))

    def folder(self, root: str, path: str) -> Folder | None:
        """One folder with all of its files, or None where there is none.

        Args:
            root: the id of a tree.
            path: of a folder below it, with slashes; empty for the tree itself.

        Raises:
            RepositoryError: a tree is not there.
        """
        tree = root
        for part in filter(None, path.split("/")):
            below = {one.name: one.id for one in self._list(tree) if one.mode == _FOLDER}
            if part not in below:
                return None
            tree = below[part]
        return Folder(path, {one.name: one.id for one in self._list(tree) if one.mode in _FILES})

    def _list(self, tree: str) -> list[Entry]:
        return list(entries(self.objects.read(tree), len(tree) // 2))

    def _learn(self, top: tuple[str, str], keep: Keep) -> None:
        # Level by level, so that git is asked for many trees at a time.
        levels: list[dict[tuple[str, str], list[Entry]]] = []
        unknown = {top} - self._known.keys()
        while unknown:
            raw = dict(self.objects.read_many({tree for tree, _ in unknown}))
            level = {
                (tree, name): list(entries(raw[tree], len(tree) // 2)) for tree, name in unknown
            }
            levels.append(level)
            unknown = {key for listed in level.values() for key in _below(listed)}
            unknown -= self._known.keys()
        for level in reversed(levels):
            self._known.update({key: self._branch(key[1], level[key], keep) for key in level})

    def _branch(self, name: str, listed: list[Entry], keep: Keep) -> _Branch:
        files = {
            one.name: one.id for one in listed if one.mode in _FILES and one.name.endswith(".py")
        }
        below = ((folder, self._known[tree, folder]) for tree, folder in _below(listed))
        return _Branch(
            files=keep(name, files) if files else {},
            below=tuple((folder, one) for folder, one in below if one.files or one.below),
        )


class GitTree:
    """The tree of one commit: `squashkit.model.files.Tree`.

    Args:
        trees: of the repository.
        root: the id of the commit's tree.
    """

    def __init__(self, trees: Trees, root: str) -> None:
        self._trees = trees
        self.root = root

    def folders(self, keep: Keep) -> tuple[Folder, ...]:
        """Every folder of the tree in which something matters, sorted by path.

        Args:
            keep: which of a folder's files matter; it is asked about `.py` files only, and its
                answers are remembered for other refs as long as the same function asks.

        Raises:
            RepositoryError: git does not have a tree.
        """
        return self._trees.folders(self.root, keep)

    def folder(self, path: str) -> Folder | None:
        """One folder with all of its files, or None where there is none.

        Args:
            path: relative to the tree's root, with slashes; empty for the root itself.

        Raises:
            RepositoryError: git does not have a tree.
        """
        return self._trees.folder(self.root, path)

    def read(self, content: str) -> bytes:
        """The content of one file.

        Args:
            content: the id of a blob.

        Raises:
            RepositoryError: git does not have it.
        """
        return self._trees.objects.read(content)

    def read_many(self, contents: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """The ids and contents of many files; far faster than one by one in a partial clone.

        Args:
            contents: the ids of blobs.

        Raises:
            RepositoryError: git does not have one.
        """
        wanted = tuple(contents)
        self._trees.objects.fetch(wanted)
        return self._trees.objects.read_many(wanted)


def _below(listed: Iterable[Entry]) -> Iterator[tuple[str, str]]:
    for one in listed:
        if one.mode == _FOLDER and is_source(one.name):
            yield one.id, one.name


def _flat(path: str, branch: _Branch) -> Iterator[Folder]:
    if branch.files:
        yield Folder(path, branch.files)
    for name, one in branch.below:
        yield from _flat(f"{path}/{name}" if path else name, one)
