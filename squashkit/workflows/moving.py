"""The files of a rebase: migrations under their new names, and what names them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from ..git.repository import Repository
from ..model.history import History
from ..model.keys import MigrationKey
from ..model.migrations import MigrationFacts
from ..model.rebases import Move, Rebase
from ..source.references import Code, Heir, mend
from ..source.splicing import depend_on, retarget
from ..source.writing import FileChange
from .forking import Fork
from .referring import mended, sought_in

LISTS = ("dependencies", "run_before", "replaces")
NEWEST = "max_migration.txt"


def moved_files(
    repository: Repository, fork: Fork, planned: Rebase, unmerged: Collection[str]
) -> tuple[FileChange, ...]:
    """Every file that changes.

    Args:
        repository: which is open.
        fork: the branch and its base.
        planned: what is to be done.
        unmerged: paths that a merge has left in conflict.

    Raises:
        PlanError: code names a migration that gets another name, and cannot be rewritten.
    """
    return _Files(repository, fork, planned, unmerged).changes()


def moved_text(
    text: str, targets: Mapping[MigrationKey, MigrationKey], lacks: MigrationKey | None = None
) -> str:
    """A migration that names others.

    Args:
        text: its file.
        targets: what it names, to what it is to name.
        lacks: what it has to depend on as well.
    """
    text = retarget(text, targets, LISTS)
    return depend_on(text, lacks) if lacks else text


@dataclass(frozen=True)
class _Files:
    repository: Repository
    fork: Fork
    planned: Rebase
    unmerged: Collection[str]

    def changes(self) -> tuple[FileChange, ...]:
        moved = self._texts() | dict(self._newest())
        changes = [self._change(path, text) for path, text in sorted(moved.items())]
        found = mended(self._top, self._history, self._heirs, changes)
        return tuple(
            one for one in found if one.text != one.before or self._name(one.path) in self.unmerged
        )

    def _texts(self) -> dict[str, str | None]:
        """The migrations: what is under an old name goes, unless another one comes there."""
        renamed = [one for one in self.planned.moves if one.new_path != one.path]
        gone = {one.path: self._theirs(one.path) for one in renamed}
        return {**gone, **{one.new_path: self._text(one) for one in self.planned.moves}}

    def _text(self, move: Move) -> str | None:
        if move.gone:
            return None
        one = self._facts[move.key]
        text = moved_text(self._read(one.blob), dict(move.targets), move.lacks)
        heirs = self._heirs
        return mend(text, self._top / move.path, sought_in(self._history, heirs), heirs).text

    def _theirs(self, path: str) -> str | None:
        """What the base has under this path, where git could not merge both."""
        if path not in self.unmerged:
            return None
        folder, _, name = path.rpartition("/")
        found = self.repository.tree(self.fork.onto.commit).folder(folder)
        blob = found.files.get(name) if found else None
        return self._read(blob) if blob else None

    def _newest(self) -> Iterator[tuple[str, str]]:
        """`max_migration.txt` of each app in which the branch has migrations."""
        folders = {app.label: app.directory for app in self.fork.apps}
        for key in self.planned.ends:
            path = f"{folders[key.app]}/{NEWEST}"
            if (self._top / path).is_file():
                yield path, f"{key.name}\n"

    @cached_property
    def _heirs(self) -> dict[MigrationKey, Heir]:
        """What stands for the old names; one that the base has too may mean either."""
        modules = {app.label: app.module for app in self.fork.apps}
        there = set().union(*(one.base.history for one in self.fork.meetings))
        found = {}
        for move in self.planned.moves:
            if move.new != move.key and move.key not in there:
                text = self._read(self._facts[move.key].blob)
                old, new = (
                    Code(f"{modules[key.app]}.{key.name}", text) for key in (move.key, move.new)
                )
                found[move.key] = Heir(move.new, old, new, move.new)
        return found

    @cached_property
    def _facts(self) -> dict[MigrationKey, MigrationFacts]:
        return {key: one for each in self.fork.meetings for key, one in each.other.history.items()}

    @cached_property
    def _history(self) -> History:
        """What is checked out, with the paths of its files on disk."""
        apps = (replace(app, directory=str(self._top / app.directory)) for app in self.fork.apps)
        found = {
            key: replace(one, path=str(self._top / one.path)) for key, one in self._facts.items()
        }
        return History(tuple(apps), found)

    @property
    def _top(self) -> Path:
        return self.repository.root

    def _name(self, path: Path) -> str:
        return path.relative_to(self._top).as_posix()

    def _change(self, path: str, text: str | None) -> FileChange:
        file = self._top / path
        before = file.read_bytes().decode("utf-8") if file.is_file() else None
        return FileChange(file, text, before)

    def _read(self, blob: str) -> str:
        return self.repository.read(blob).decode("utf-8")
