"""The files of a rebase: migrations under their new names, and what names them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from ...errors import HistoryError
from ...git.index import Index
from ...git.repository import Repository
from ...model.history import History
from ...model.keys import MigrationKey
from ...model.rebases import Move, Rebase
from ...model.refs import Ref
from ...source.references import Code, Heir, mend
from ...source.splicing import depend_on, retarget
from ...source.writing import FileChange
from ..referring import mended, sought_in
from ..rewriting import NEWEST
from .forking import Part

LISTS = ("dependencies", "run_before", "replaces")


@dataclass(frozen=True, slots=True)
class Ground:
    """What the files of a rebase are made from.

    Attributes:
        onto: the base.
        joined: whether the work tree has the base's files as well.
    """

    repository: Repository
    onto: Ref
    index: Index
    joined: bool

    @property
    def top(self) -> Path:
        """The top of the work tree."""
        return self.repository.root

    def files(self, commit: str, folder: str) -> Mapping[str, str]:
        """The files of a folder in a commit, with the ids of their contents."""
        found = self.repository.tree(commit).folder(folder)
        return found.files if found else {}

    def staged(self, folder: str) -> set[str]:
        """The names of the files of a folder that are in the index."""
        paths = (path.rpartition("/") for path in self.index.blobs)
        return {name for parent, _, name in paths if parent == folder}

    def in_base(self, path: str) -> str | None:
        """The id of what the base has under a path."""
        folder, _, name = path.rpartition("/")
        return self.files(self.onto.commit, folder).get(name)

    def read(self, blob: str, path: str) -> str:
        """The text of a file.

        Raises:
            HistoryError: it is not UTF-8.
        """
        try:
            return self.repository.read(blob).decode("utf-8")
        except UnicodeDecodeError as error:
            raise HistoryError(
                f"{path} is not UTF-8; only UTF-8 files are rewritten.",
                "Convert it, and take its coding cookie out.",
            ) from error


def moved_files(ground: Ground, part: Part, planned: Rebase) -> tuple[FileChange, ...]:
    """Every file of one project that changes.

    Args:
        ground: where they are.
        part: the project.
        planned: what is to be done in it.

    Raises:
        PlanError: code names a migration that gets another name, and cannot be rewritten.
        HistoryError: a file that is not UTF-8.
    """
    return _Files(ground, part, planned).changes()


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
    ground: Ground
    part: Part
    planned: Rebase

    def changes(self) -> tuple[FileChange, ...]:
        moved = self._texts() | dict(self._newest())
        changes = [self._change(path, text) for path, text in sorted(moved.items())]
        root = self.ground.top / self.part.root
        found = mended(root, self._history, self._heirs, changes)
        unmerged = self.ground.index.unmerged
        return tuple(
            one for one in found if one.text != one.before or self._name(one.path) in unmerged
        )

    def _texts(self) -> dict[str, str | None]:
        """The migrations: what is under an old name goes, unless the base has such a file."""
        renamed = [one for one in self.planned.moves if one.new_path != one.path]
        gone = {one.path: self._theirs(one.path) for one in renamed}
        return {**gone, **{one.new_path: self._text(one) for one in self.planned.moves}}

    def _text(self, move: Move) -> str | None:
        if move.gone:
            return None
        text = moved_text(self._written(move), dict(move.targets), move.lacks)
        heirs = self._heirs
        return mend(text, self.ground.top / move.path, sought_in(self._history, heirs), heirs).text

    def _written(self, move: Move) -> str:
        """As it is on disk, with the line ends that it has there; else as the branch has it."""
        file, blob = self.ground.top / move.path, self.part.meeting.other.history[move.key].blob
        text = self.ground.read(blob, move.path)
        on_disk = file.read_bytes().decode("utf-8", "replace") if file.is_file() else ""
        return on_disk if on_disk.replace("\r\n", "\n") == text.replace("\r\n", "\n") else text

    def _theirs(self, path: str) -> str | None:
        """What the base has under this path, where its files are here as well."""
        blob = self.ground.in_base(path) if self.ground.joined else None
        return self.ground.read(blob, path) if blob else None

    def _newest(self) -> Iterator[tuple[str, str]]:
        """`max_migration.txt` of each app in which the branch has migrations."""
        for key in self.planned.ends:
            path = f"{self.part.app(key.app).directory}/{NEWEST}"
            if (self.ground.top / path).is_file():
                yield path, f"{key.name}\n"

    @cached_property
    def _heirs(self) -> dict[MigrationKey, Heir]:
        """What stands for the old names; one that the base has too may mean either."""
        there, found = self.part.meeting.base.history, {}
        for move in self.planned.moves:
            if move.new != move.key and move.key not in there:
                module, text = self.part.app(move.key.app).module, self._written(move)
                old, new = (Code(f"{module}.{key.name}", text) for key in (move.key, move.new))
                found[move.key] = Heir(move.new, old, new, move.new)
        return found

    @cached_property
    def _history(self) -> History:
        """What is checked out, with the paths of its files on disk."""
        top = self.ground.top
        apps = (replace(app, directory=str(top / app.directory)) for app in self.part.apps)
        facts = self.part.meeting.other.history
        found = {key: replace(one, path=str(top / one.path)) for key, one in facts.items()}
        return History(tuple(apps), found)

    def _name(self, path: Path) -> str:
        return path.relative_to(self.ground.top).as_posix()

    def _change(self, path: str, text: str | None) -> FileChange:
        file = self.ground.top / path
        before = file.read_bytes().decode("utf-8") if file.is_file() else None
        return FileChange(file, text, before)
