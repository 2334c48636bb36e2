"""Temporary folders that go with the next run, where a run is killed before it can remove them."""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

PREFIX = "squashkit-run-"
TRIES = 20
"""Who was ended a moment ago may still write there."""

_MAKING = threading.Lock()
_made: dict[tuple[int, str], Path] = {}


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder that is gone at the end, in any thread.

    All of one process are in one folder, which one lock says to be alive.
    """
    own = tempfile.TemporaryDirectory(dir=_of_this_process(), ignore_cleanup_errors=True)
    with own as made:
        yield Path(made)


def new_folder(prefix: str) -> tuple[Path, FileLock]:
    """A path below the system's temporary folder where nothing is yet, and a lock to hold.

    Held from before the folder is there: who can take it knows that nobody is alive.

    Args:
        prefix: of its name.
    """
    folder = Path(tempfile.gettempdir()) / f"{prefix}{secrets.token_hex(4)}"
    return folder, _lock_of(folder)


def remove(folder: Path, lock: FileLock) -> None:
    """Remove a folder of ours, and its lock."""
    for _ in range(TRIES):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            break
        time.sleep(0.05)
    # Windows removes no file that is open.
    lock.release()
    with suppress(OSError):
        Path(lock.lock_file).unlink(missing_ok=True)


def remove_leftovers(prefix: str, end: Callable[[Path], None] = lambda _: None) -> None:
    """Remove the folders of runs that were killed.

    Args:
        prefix: of their names.
        end: is called with each folder before.
    """
    for folder in filter(Path.is_dir, Path(tempfile.gettempdir()).glob(f"{prefix}*")):
        lock = _lock_of(folder)
        # It may be another user's, or that of a run that goes on.
        with suppress(OSError, Timeout):
            lock.acquire(timeout=0)
            end(folder)
            remove(folder, lock)


def _of_this_process() -> Path:
    # A fork has its own, and so has who names another temporary folder.
    key = os.getpid(), tempfile.gettempdir()
    with _MAKING:
        if key not in _made or not _made[key].is_dir():
            _made[key] = _make()
        return _made[key]


def _make() -> Path:
    remove_leftovers(PREFIX)
    folder, lock = new_folder(PREFIX)
    lock.acquire()
    folder.mkdir(mode=0o700)
    atexit.register(_remove_own, os.getpid(), folder, lock)
    return folder


def _remove_own(process: int, folder: Path, lock: FileLock) -> None:
    if os.getpid() == process:
        remove(folder, lock)


def _lock_of(folder: Path) -> FileLock:
    # The thread that ends is not always the one that began.
    return FileLock(folder.with_name(f"{folder.name}.lock"), thread_local=False)
