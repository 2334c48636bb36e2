"""Runs commands until a common time limit, and keeps what they said."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SHOWN = 3
"""Lines of an error that are repeated in the table; the log has all."""


class CommandError(Exception):
    """A command that failed or ran out of time."""


class TimeUpError(CommandError):
    """A command that was stopped, so that nothing is known of what it would have come to."""


@dataclass(frozen=True)
class Done:
    """A command that ended."""

    status: int
    output: str
    errors: str

    @property
    def tail(self) -> str:
        """The last lines it printed, in one line."""
        return " / ".join(self._lines[-SHOWN:])

    @property
    def last(self) -> str:
        """The last line: what an exception says, without the files it came through."""
        return self._lines[-1] if self._lines else ""

    @property
    def _lines(self) -> list[str]:
        lines = (self.errors.strip() or self.output.strip()).splitlines()
        return [line.strip() for line in lines]


class Commands:
    """Commands of one package.

    Args:
        log: a file that gets each command with its output.
        limit: seconds for all of them together.
    """

    def __init__(self, log: Path, limit: float) -> None:
        self.log = log
        self.limit = limit
        self.deadline = time.monotonic() + limit
        log.write_text("", "utf-8")

    def run(self, *command: str | Path, cwd: Path, database: Path | None = None) -> Done:
        """Run a command to its end, whatever its status.

        Args:
            command: the program and its arguments.
            cwd: where to run it.
            database: the SQLite file that the copy's settings are to name.

        Raises:
            TimeUpError: the command and its children are gone then.
        """
        words = [str(word) for word in command]
        process = subprocess.Popen(
            words,
            cwd=cwd,
            env=_environment(database),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        done = self._finish(process, words)
        self._note(words, done)
        return done

    def demand(self, *command: str | Path, cwd: Path, database: Path | None = None) -> str:
        """Run a command that has to succeed, and return its output.

        Raises:
            CommandError: it did not, or see `run`.
        """
        done = self.run(*command, cwd=cwd, database=database)
        if done.status:
            raise CommandError(f"{_short(command)} ended with {done.status}: {done.last}")
        return done.output

    def _finish(self, process: subprocess.Popen[str], words: Sequence[str]) -> Done:
        try:
            output, errors = process.communicate(timeout=max(0, self.deadline - time.monotonic()))
        except subprocess.TimeoutExpired as error:
            said = f"{_short(words)} was stopped: more than {self.limit:.0f} s"
            raise TimeUpError(said) from error
        finally:
            # Of its own session: the command's children and nobody else's.
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.communicate()
        return Done(process.returncode, output, errors)

    def _note(self, words: Sequence[str], done: Done) -> None:
        with self.log.open("a", encoding="utf-8") as file:
            file.write(f"$ {shlex.join(words)}\n{done.output}{done.errors}[{done.status}]\n\n")


def _environment(database: Path | None) -> dict[str, str]:
    ours = ("DJANGO_SETTINGS_MODULE", "PYTHONPATH", "VIRTUAL_ENV", "COVERAGE_PROCESS_START")
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return kept | ({"CORPUS_DATABASE": str(database)} if database else {})


def _short(command: Sequence[str | Path]) -> str:
    """The last part of the program's path and its first arguments."""
    first, *others = (str(word) for word in command)
    return " ".join([Path(first).name, *(Path(word).name for word in others[:2])])
