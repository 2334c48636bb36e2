"""Reads the migrations of whole projects: from the work tree, or from any ref of git."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..errors import HistoryError
from ..model.history import App, History
from ..model.keys import MigrationKey
from ..model.migrations import MigrationFacts
from .cache import Cache, Wanted
from .packages import ProjectFiles, SourceFile, is_migration_name
from .reading import Fault, faults
from .records import Record, read_record
from .retired import read_retired

ReadMany = Callable[[Sequence[str]], Iterable[tuple[str, bytes]]]
"""The contents with these ids, each with its id, in any order."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A history, and the files that are not in it.

    Attributes:
        faults: files that cannot be read.
        helpers: modules beside migrations that are none. Django refuses them:
            BadMigrationError in `MigrationLoader.load_disk`. A package that has nothing else
            is not an app's, and its modules are not named here.
        unread: the migrations that the files in `faults` would be.
    """

    history: History
    faults: tuple[Fault, ...] = ()
    helpers: tuple[Fault, ...] = ()
    unread: frozenset[MigrationKey] = frozenset()


def read_history(apps: Iterable[App], swappable: Mapping[str, str]) -> History:
    """Read every migration file of these apps.

    Args:
        apps: where the files are.
        swappable: what swappable settings name, setting to app label.

    Raises:
        HistoryError: files that cannot be read, all of them in one message; or a record of
            cleanups.
    """
    reading = read_work_tree(apps, swappable)
    if reading.faults:
        hint = "Mend the file and run this again."
        raise faults(HistoryError(str(fault), hint) for fault in reading.faults)
    history = reading.history
    retired = (one for app in history.apps for one in read_retired(Path(app.directory)))
    return replace(history, retired=tuple(retired))


def read_work_tree(apps: Iterable[App], swappable: Mapping[str, str]) -> Reading:
    """Read every file of these apps' migrations packages, whatever is in it.

    Args:
        apps: where the files are.
        swappable: as for `read_history`.
    """
    ordered = tuple(sorted(apps))
    files = {
        MigrationKey(app.label, path.stem): SourceFile(str(path), "")
        for app in ordered
        for path in migration_files(Path(app.directory))
    }
    records = {key: _read_from_disk(key, Path(file.path)) for key, file in files.items()}
    return _reading(ordered, files, records, swappable)


def migration_files(directory: Path) -> list[Path]:
    """The files that Django takes for migrations, sorted.

    Args:
        directory: a migrations package.
    """
    return sorted(path for path in directory.glob("*.py") if is_migration_name(path.name))


class Reader:
    """Reads projects at refs of git, each content once.

    Args:
        cache: what was read in earlier runs.
    """

    def __init__(self, cache: Cache | None = None) -> None:
        self.cache = cache or Cache(None)
        self._known: dict[Wanted, Record] = {}

    def read(
        self,
        project: ProjectFiles,
        read_many: ReadMany,
        swappable: Mapping[str, str] | None = None,
    ) -> Reading:
        """The history of a project at one ref.

        Args:
            project: its files, with blob ids for contents.
            read_many: reads blobs; it is asked for unknown ones only, all at once.
            swappable: what swappable settings name, setting to app label.
        """
        wanted = {key: (file.content, key.app) for key, file in project.files.items()}
        unknown = {one: key for key, one in wanted.items() if one not in self._known}
        if unknown:
            self._learn(project, unknown, read_many)
        records = {key: self._known[one] for key, one in wanted.items()}
        return _reading(project.apps, project.files, records, swappable or {})

    def _learn(
        self, project: ProjectFiles, unknown: Mapping[Wanted, MigrationKey], read_many: ReadMany
    ) -> None:
        kept = self.cache.get(unknown)
        self._known.update(kept)
        left = {one: key for one, key in unknown.items() if one not in kept}
        labels: dict[str, list[str]] = {}
        for content, label in left:
            labels.setdefault(content, []).append(label)
        fresh: dict[Wanted, Record] = {}
        for content, source in read_many(tuple(labels)) if labels else ():
            for label in labels[content]:
                key = left[content, label]
                path = project.files[key].path
                fresh[content, label] = read_record(key, source, path, content)
        self._known.update(fresh)
        self.cache.put(fresh)


def _read_from_disk(key: MigrationKey, path: Path) -> Record:
    try:
        return read_record(key, path.read_bytes(), str(path))
    except OSError as error:
        return Record(line=1, text=f"cannot be opened ({error.strerror})")


def _reading(
    apps: tuple[App, ...],
    files: Mapping[MigrationKey, SourceFile],
    records: Mapping[MigrationKey, Record],
    swappable: Mapping[str, str],
) -> Reading:
    migrations: dict[MigrationKey, MigrationFacts] = {}
    found: list[tuple[MigrationKey, Fault]] = []
    helpers: list[tuple[MigrationKey, Fault]] = []
    for key, record in records.items():
        path = files[key].path
        facts = record.facts_as(key, path)
        if facts is not None:
            migrations[key] = facts
        else:
            (helpers if record.helper else found).append((key, record.fault(path)))
    # A package of nothing but helpers, such as wagtail/blocks/migrations, is no app's.
    other = {key.app for key, _ in helpers}
    other -= {key.app for key in migrations} | {key.app for key, _ in found}
    return Reading(
        History(tuple(app for app in apps if app.label not in other), migrations, swappable),
        tuple(fault for _, fault in found),
        tuple(fault for key, fault in helpers if key.app not in other),
        frozenset(key for key, _ in found),
    )
