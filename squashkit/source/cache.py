"""Keeps what was read of migrations on disk, by the ids of their contents.

A cache is never worth an error: where it cannot be read or written, squashkit reads the files.
"""

from __future__ import annotations

import hashlib
import os
import re
import sqlite3
import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import fields
from itertools import islice
from pathlib import Path

import msgspec
import platformdirs

from ..model.keys import MigrationKey
from ..model.migrations import Dependency, MigrationFacts, ModelName, Opaque, OperationFacts
from .records import Record

VARIABLE = "SQUASHKIT_CACHE_DIR"
# To be raised when the same file comes to other facts.
EXTRACTOR = 5
LARGEST = 64 * 1024 * 1024

_STORED = (Record, MigrationFacts, OperationFacts, Dependency, Opaque, ModelName, MigrationKey)
# sqlite before 3.32 takes 999 parameters at most.
_AT_ONCE = 900
_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_TABLE = "CREATE TABLE IF NOT EXISTS facts (id TEXT PRIMARY KEY, record BLOB NOT NULL)"
# The first line is the one that backup programs look for: https://bford.info/cachedir/
_TAG = "Signature: 8a477f597d28d172789f06886806bc55\n# What squashkit read of migrations.\n"

Wanted = tuple[str, str]
"""The id of a content, and the label of the app for which it is read: facts name the label."""


def version() -> str:
    """What a record depends on besides the file: this reader, Python's `ast`, and the model."""
    shape = repr([(one.__name__, [(f.name, f.type) for f in fields(one)]) for one in _STORED])
    digest = hashlib.sha256(shape.encode()).hexdigest()[:8]
    return f"{EXTRACTOR}-py{sys.version_info.major}{sys.version_info.minor}-{digest}"


def cache_folder() -> Path | None:
    """Where the cache is kept; None where the environment variable is set to nothing."""
    named = os.environ.get(VARIABLE)
    if named is not None:
        return Path(named) if named else None
    with suppress(OSError, RuntimeError):
        return platformdirs.user_cache_path("squashkit")
    return None


class Cache:
    """Records on disk; what goes wrong with them stays here.

    Args:
        folder: it is made when it is needed; None for no cache at all.
    """

    def __init__(self, folder: Path | None) -> None:
        self.file = folder / f"facts-{version()}.sqlite3" if folder else None
        self._encode = msgspec.json.Encoder().encode
        self._decode = msgspec.json.Decoder(Record).decode

    def get(self, wanted: Collection[Wanted]) -> dict[Wanted, Record]:
        """Those of the wanted records that are there.

        Args:
            wanted: contents that are no blobs of git are never there.
        """
        found: dict[Wanted, Record] = {}
        ids = {f"{one[0]} {one[1]}": one for one in wanted if _ID.fullmatch(one[0])}
        if not ids or self.file is None or not self.file.is_file():
            return found
        with _giving_up(self.file), _transaction(self.file) as database:
            for id_, raw in _rows(database, ids):
                with suppress(msgspec.MsgspecError, UnicodeDecodeError):
                    found[ids[id_]] = self._decode(raw)
        return found

    def put(self, records: Mapping[Wanted, Record]) -> None:
        """Keep these records.

        Args:
            records: those of contents that are no blobs of git are not kept.
        """
        rows = [
            (f"{one[0]} {one[1]}", self._encode(record))
            for one, record in records.items()
            if _ID.fullmatch(one[0])
        ]
        if not rows or self.file is None:
            return
        with suppress(OSError):
            _prepare(self.file.parent)
            if self.file.is_file() and self.file.stat().st_size > LARGEST:
                self.file.unlink()
            with _giving_up(self.file), _transaction(self.file) as database:
                database.execute(_TABLE)
                database.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?)", rows)


@contextmanager
def _giving_up(file: Path) -> Iterator[None]:
    """Silent about everything that sqlite may find wrong; a broken file goes."""
    try:
        yield
    except sqlite3.OperationalError:
        pass  # locked, read-only, no table yet, or a full disk
    except sqlite3.Error:
        with suppress(OSError):
            file.unlink()


@contextmanager
def _transaction(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(file, timeout=1)) as database, database:
        # A file that a crash of the machine broke is made anew: no need to wait for disks.
        database.execute("PRAGMA synchronous = OFF")
        yield database


def _rows(database: sqlite3.Connection, ids: Collection[str]) -> Iterator[tuple[str, bytes]]:
    waiting = iter(ids)
    while some := list(islice(waiting, _AT_ONCE)):
        marks = ",".join("?" * len(some))
        yield from database.execute(
            f"SELECT id, record FROM facts WHERE id IN ({marks})",  # noqa: S608 - only marks
            some,
        )


def _prepare(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (("CACHEDIR.TAG", _TAG), (".gitignore", "*\n")):
        if not (folder / name).exists():
            (folder / name).write_text(text, encoding="utf-8")
