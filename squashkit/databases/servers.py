"""Database servers of one's own, for the time of a proof: what every engine's have in common."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from subprocess import PIPE, STDOUT

from ..errors import DatabaseError
from ..folders import new_folder, remove, remove_leftovers
from .programs import installed

PREFIX = "squashkit-server-"
ENOUGH = 250
"""How many MB a new server takes at most; MariaDB's and MySQL's log alone half of it."""
SECONDS = 60
"""How long a server may take to start."""


def find_program(name: str, folders: Sequence[str], engine: str, package: str) -> Path:
    """A program of a server that is installed here.

    Args:
        name: of the program.
        folders: where it may be beside PATH, as patterns from the root of the file system.
        engine: what it is the server of.
        package: what brings it.

    Raises:
        DatabaseError: it is not installed.
    """
    found = installed(name, folders)
    if not found:
        raise DatabaseError(
            f"There is no {engine} server on this machine: {name} was not found.",
            f"Install {package}, or name a server by its URL.",
        )
    return found[0].resolve()


def server_user(*names: str) -> str | None:
    """The user to run a server as: another one than root, which servers refuse.

    Args:
        names: users to look for, the best first.
    """
    import pwd

    if os.geteuid() != 0:
        return None
    known = {one.pw_name for one in pwd.getpwall()}
    return next(name for name in (*names, "nobody") if name in known)


@contextmanager
def private_folder(user: str | None) -> Iterator[Path]:
    """A folder that is gone at the end; those of runs that were killed go with the next.

    Args:
        user: whose it is; None for this process's own.
    """
    end_leftovers()
    folder, lock = new_folder(PREFIX)
    lock.acquire()
    try:
        folder.mkdir(mode=0o700)
        if user is not None:
            shutil.chown(folder, user)
        yield folder
    finally:
        remove(folder, lock)


def end_leftovers() -> None:
    """End the servers of runs that were killed, and remove their folders."""
    remove_leftovers(PREFIX, _end)


def prepare(command: Sequence[str], user: str | None, engine: str) -> None:
    """Run the program that makes a server's files.

    Raises:
        DatabaseError: it fails.
    """
    # In a session of its own: what it starts itself ends with it, and does not write on.
    process = subprocess.Popen(
        command, stdout=PIPE, stderr=STDOUT, text=True, user=user, cwd="/", start_new_session=True
    )
    try:
        said, _ = process.communicate()
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise
    if process.returncode:
        raise _failed(f"No {engine} server could be made: {command[0]} failed", said)


@contextmanager
def serving(
    command: Sequence[str],
    folder: Path,
    user: str | None,
    answers: Callable[[], bool],
    stop: signal.Signals,
) -> Iterator[None]:
    """A server that runs until the end.

    Args:
        command: starts it, in the foreground.
        folder: its own.
        user: whom it runs as; None for this process's own.
        answers: whether it takes connections by now.
        stop: the signal at which it ends at once.

    Raises:
        DatabaseError: it does not start.
    """
    with (folder / "log").open("w") as log:
        # In a session of its own, so that an interrupt is for us, who then end it.
        process = subprocess.Popen(
            command, stdout=log, stderr=log, user=user, cwd="/", start_new_session=True
        )
    try:
        (folder / "pid").write_text(f"{process.pid} {stop.value}")
        _wait(process, command[0], folder, answers)
        yield
    finally:
        process.send_signal(stop)
        process.wait()


def _wait(
    process: subprocess.Popen[bytes], program: str, folder: Path, answers: Callable[[], bool]
) -> None:
    end = time.monotonic() + SECONDS
    while process.poll() is None and time.monotonic() < end:
        if answers():
            return
        time.sleep(0.05)
    raise _failed(f"{program} did not start", (folder / "log").read_text("utf-8", "replace"))


def _failed(what: str, said: str) -> DatabaseError:
    """With its last words; where there is little room, that is why, and its own advice is none."""
    free = shutil.disk_usage(tempfile.gettempdir()).free // 1_000_000
    if free < ENOUGH:
        folder = tempfile.gettempdir()
        hint = f"Make room for {ENOUGH} MB, or name another folder for temporary files in TMPDIR."
        return DatabaseError(f"{what}, with {free} MB left in {folder}.", hint)
    return DatabaseError(f"{what}.", said.strip()[-1000:])


def _end(folder: Path) -> None:
    """End the server of a run that was killed."""
    with suppress(OSError, ValueError):
        number, stop = map(int, (folder / "pid").read_text().split())
        shown = subprocess.run(
            ["ps", "-ww", "-o", "command=", "-p", str(number)],  # noqa: S607 - wherever it is
            capture_output=True,
            text=True,
            check=False,
        )
        # The number may be another process's by now.
        if str(folder) in shown.stdout:
            os.kill(number, stop)
