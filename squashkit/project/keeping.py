"""What jobs have made of databases, kept from one run of ours to the next.

It is never worth an error: where it cannot be read or written, the jobs are done.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar

import cattrs

from ..errors import DatabaseError
from .process import ELSEWHERE, ProjectProcess
from .protocol import Migrated, Unapplied, View, Walked

Answer = TypeVar("Answer")
LARGEST = 256 * 1024 * 1024
ANSWER, DATABASE = "answer.json", "database"


class Store:
    """Answers and the databases that belong to them, a file each.

    Args:
        folder: it is made when it is needed.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def take(self, key: str, database: Path) -> object | None:
        """Put the database in its place; the answer, or None where there is none.

        Raises:
            DatabaseError: there is no room for the database.
        """
        try:
            with zipfile.ZipFile(self._file(key)) as kept:
                answer, content = json.loads(kept.read(ANSWER)), kept.read(DATABASE)
            os.utime(self._file(key))
        except (OSError, zipfile.BadZipFile, KeyError, ValueError):
            return None
        try:
            database.write_bytes(content)
        except OSError as error:
            fact = f"There is no room for a throw-away database: {error.strerror}"
            raise DatabaseError(fact, ELSEWHERE) from error
        return answer  # type: ignore[no-any-return]  # of JSON nothing is known

    def keep(self, key: str, answer: object, database: Path) -> None:
        """Keep both; what was not taken for longest goes where there is too much."""
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            unfinished = self.folder / f"{key}-{os.getpid()}.new"
            with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as kept:
                kept.writestr(ANSWER, json.dumps(answer))
                kept.write(database, DATABASE)
            unfinished.replace(self._file(key))
            self._make_room()

    def forget(self, key: str) -> None:
        """Keep it no longer."""
        with suppress(OSError):
            self._file(key).unlink(missing_ok=True)

    def _file(self, key: str) -> Path:
        return self.folder / f"{key}.zip"

    def _make_room(self) -> None:
        taken = 0
        by_age = sorted(self.folder.iterdir(), key=lambda file: -file.stat().st_mtime)
        for file in by_age:
            taken += file.stat().st_size
            if taken > LARGEST:
                file.unlink()


class KeepingProcess(ProjectProcess):
    """Does jobs about one view once, and then takes what is kept of them.

    A job that is asked for again in the same run is done, and kept no longer: somebody wants to see
    what comes out otherwise each time. What went wrong is not kept either.

    Args:
        process: does the jobs.
        view: of the migrations; what is asked about others is not kept.
        origin: a digest of all that decides what these migrations do.
        store: keeps databases that are files, by the digest of what they were.

    Attributes:
        taken: how often an answer was taken from there.
        is_doubtful: whether one of them was compared with the job done once more: what differs
            may be new around the migrations, and not different each time.
    """

    def __init__(self, process: ProjectProcess, view: View, origin: str, store: Store) -> None:
        super().__init__(process.root, process.settings, process.moved)
        self.view = view
        self.origin = origin
        self.store = store
        self.taken = 0
        self.is_doubtful = False
        self._asked = dict[str, bool]()
        self._lock = threading.Lock()

    def _run(
        self,
        job: str,
        request: object,
        answer: type[Answer],
        database: str | None,
        others: Mapping[str, str] | None = None,
    ) -> Answer:
        if others or database is None or not self._is_kept(request, database):
            return super()._run(job, request, answer, database, others)
        file = Path(database)
        key = self._key(job, request, file)
        if not self._is_first(key):
            self.store.forget(key)
            return super()._run(job, request, answer, database)
        kept = self.store.take(key, file)
        if kept is not None:
            self._take(key)
            return cattrs.structure(kept, answer)
        made = super()._run(job, request, answer, database)
        if _went_well(made):
            self.store.keep(key, cattrs.unstructure(made), file)
        return made

    def _is_kept(self, request: object, database: str) -> bool:
        return set(_views(request)) == {self.view} and Path(database).is_file()

    def _key(self, job: str, request: object, database: Path) -> str:
        asked = {
            name: cattrs.unstructure(value)
            for name, value in _parts(request)
            if not isinstance(value, View)
        }
        began = hashlib.sha256(database.read_bytes()).hexdigest()
        whole = json.dumps([self.origin, job, asked, began], sort_keys=True)
        return hashlib.sha256(whole.encode()).hexdigest()

    def _is_first(self, key: str) -> bool:
        with self._lock:
            known = key in self._asked
            self.is_doubtful |= self._asked.setdefault(key, False)
            return not known

    def _take(self, key: str) -> None:
        with self._lock:
            self._asked[key] = True
            self.taken += 1


def _parts(request: object) -> Iterator[tuple[str, Any]]:
    for one in fields(request) if is_dataclass(request) else ():
        yield one.name, getattr(request, one.name)


def _views(request: object) -> Iterator[View]:
    return (value for _, value in _parts(request) if isinstance(value, View))


def _went_well(answer: object) -> bool:
    if isinstance(answer, Walked):
        return not answer.migrated.error
    if isinstance(answer, Migrated):
        return not answer.error
    return isinstance(answer, Unapplied) and not answer.failed
