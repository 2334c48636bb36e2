"""The migrations of a commit or of a merge, as git lists them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from .git import Git, GitError
from .headers import Header, Key, OutsideError, header_of, label_of
from .merges import Merge

MODULE = re.compile(r"(?:(.*)/)?migrations/([^_~./][^./]*)\.py")

Files = dict[str, tuple[str, ...]]
"""Path to the ids of its contents: two where a merge leaves a conflict in the file."""


@dataclass(frozen=True)
class Known:
    """The migrations of one tree.

    Attributes:
        project: those that can be read.
        contents: the ids of the contents of all.
        outside: label of each app for which there is no verdict, with the reason.
    """

    project: dict[Key, tuple[Header, ...]]
    contents: dict[Key, tuple[str, ...]]
    outside: dict[str, str]


@dataclass
class Trees:
    """Reads trees; remembers what each file says.

    Args:
        git: the clone.
    """

    git: Git
    _headers: dict[str, Header | OutsideError | None] = field(default_factory=dict)
    _labels: dict[str, str] = field(default_factory=dict)

    def of_commit(self, commit: str) -> Known:
        """The migrations of a commit."""
        return self._read(self._list(commit))

    def of_merge(self, merge: Merge) -> Known:
        """What git makes of two commits; of a conflict in a file, the versions of both sides.

        Raises:
            GitError: git cannot merge them.
        """
        status, printed = self.git.ask(
            "merge-tree", "--write-tree", "--no-messages", "-z", *merge.parents
        )
        if status not in {0, 1}:
            raise GitError(f"git cannot merge {merge}: the clone may lack files")
        tree, *conflicted = printed.rstrip("\0").split("\0")
        files = self._list(tree)
        for path, versions in _versions(conflicted).items():
            if path in files and versions:
                files[path] = versions
        return self._read(files)

    def _list(self, tree: str) -> Files:
        listed = self.git.run("ls-tree", "-r", "-z", "--full-tree", tree).split("\0")
        found: Files = {}
        for one in listed:
            facts, _, path = one.partition("\t")
            if path.endswith(".py"):
                found[path] = (facts.split()[2],)
        return found

    def _read(self, files: Files) -> Known:
        known = Known({}, {}, {})
        for app, label, modules in self._apps(files):
            for name, path in modules.items():
                known.contents[app, name] = files[path]
                try:
                    headers = [_own(one, label, app) for one in self._all(files[path])]
                except OutsideError as error:
                    known.outside[app] = str(error)
                    continue
                if headers:
                    known.project[app, name] = tuple(headers)
        return known

    def _apps(self, files: Files) -> Iterator[tuple[str, str, dict[str, str]]]:
        """A name of its own for each app, its label, and its modules with their paths."""
        taken: set[str] = set()
        folders: dict[str, dict[str, str]] = defaultdict(dict)
        for path in files:
            match = MODULE.fullmatch(path)
            if match:
                folders[match[1] or ""][match[2]] = path
        for folder in sorted(folders, key=lambda one: (one.count("/"), one)):
            if f"{folder}/migrations/__init__.py".lstrip("/") not in files:
                continue
            label = self._label(files, folder, folders[folder])
            app = f"{label} in {folder}" if label in taken else label
            taken.add(label)
            yield app, label, folders[folder]

    def _label(self, files: Files, folder: str, modules: Mapping[str, str]) -> str:
        """What `apps.py` says, unless the migrations call their app by the folder's name.

        Django before 3.2 read `apps.py` only where the settings asked for it.
        """
        plain = folder.rpartition("/")[2]
        contents = files.get(f"{folder}/apps.py".lstrip("/"), ("",))[0]
        if contents and contents not in self._labels:
            self._labels[contents] = label_of(self.git.blob(contents))
        said = self._labels.get(contents, "")
        if not said or said == plain:
            return plain
        named = Counter(app for app, name in self._named(files, modules) if name in modules)
        return max(said, plain, key=lambda label: (named[label], label == said))

    def _named(self, files: Files, modules: Mapping[str, str]) -> Iterator[Key]:
        for path in modules.values():
            with suppress(OutsideError):
                for header in self._all(files[path]):
                    yield from header.dependencies

    def _all(self, contents: tuple[str, ...]) -> Iterator[Header]:
        for one in contents:
            if one not in self._headers:
                try:
                    self._headers[one] = header_of(self.git.blob(one))
                except OutsideError as error:
                    self._headers[one] = error
            header = self._headers[one]
            if isinstance(header, OutsideError):
                raise header
            if header:
                yield header


def _own(header: Header, label: str, app: str) -> Header:
    """A second app of a label means itself when it names the label."""
    if app == label:
        return header
    fields = (header.dependencies, header.run_before, header.replaces)
    return Header(*(tuple(_renamed(one, label, app) for one in keys) for keys in fields))


def _renamed(key: Key, label: str, app: str) -> Key:
    return (app, key[1]) if key[0] == label else key


def _versions(conflicted: list[str]) -> dict[str, tuple[str, ...]]:
    """Path to the versions of both sides: stages 2 and 3 of git's index."""
    found: dict[str, tuple[str, ...]] = {}
    for line in filter(None, conflicted):
        facts, _, path = line.partition("\t")
        _, content, stage = facts.split()
        if stage in {"2", "3"} and path.endswith(".py"):
            found[path] = (*found.get(path, ()), content)
    return found
