"""Changes of migrations that are on disk already: what depends on files that go."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from ..errors import HistoryError, PlanError
from ..model.history import History
from ..model.keys import MigrationKey
from ..project.protocol import Overlay, View
from ..source.splicing import retarget
from ..source.writing import FileChange
from .referring import references_to


def retargeted(
    history: History, targets: Mapping[MigrationKey, MigrationKey], gone: Collection[MigrationKey]
) -> Iterator[FileChange]:
    """First-party files in which a dependency on one migration becomes one on another.

    Args:
        history: the migrations.
        targets: what is named now, to what is to be named.
        gone: files that are deleted.

    Raises:
        HistoryError: a file that is not UTF-8.
    """
    ours = {app.label for app in history.apps if app.first_party}
    for key, migration in sorted(history.migrations.items()):
        if key.app in ours:
            path = Path(migration.path)
            before = _text(path)
            after = None if key in gone else retarget(before, targets)
            if after != before:
                yield FileChange(path, after, before)


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise HistoryError(
            f"{path} is not UTF-8; only UTF-8 files are rewritten.",
            "Convert it, and take its coding cookie out.",
        ) from error


def refuse_references(root: Path, history: History, gone: Iterable[MigrationKey]) -> None:
    """Refuse to delete files that code of the project refers to.

    Raises:
        PlanError: there is such code; it names the first ten places.
    """
    found = [one for one in references_to(root, history, gone) if one.kind != "text"]
    if found:
        listed = "".join(f"\n  {reference}" for reference in found)
        raise PlanError(
            f"Code names migrations whose files would be deleted:{listed}",
            "Move what it needs out of the migration, then run this again.",
        )


def view_of(changes: Sequence[FileChange], history: History, folder: Path) -> View:
    """The migrations as they would be after the changes of files that are there.

    Args:
        changes: rewritten and deleted migrations.
        history: the migrations.
        folder: where texts are put for Django to load.
    """
    keys = {migration.path: key for key, migration in history.migrations.items()}
    modules = {app.label: app.module for app in history.apps}
    overlays = []
    for number, change in enumerate(changes):
        if change.text is not None:
            key = keys[str(change.path)]
            source = folder / f"changed-{number}.py"
            source.write_text(change.text, "utf-8")
            module = f"{modules[key.app]}.{key.name}"
            overlays.append(Overlay(key, module, str(source), str(change.path)))
    hidden = tuple(keys[str(change.path)] for change in changes if change.text is None)
    return View(tuple(overlays), hidden)
