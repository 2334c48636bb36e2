"""Running git's own commands, and saying what they refuse in squashkit's words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE, Popen
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, BinaryIO, cast

from ..errors import RepositoryError

if TYPE_CHECKING:
    from git import Git

_TRUST = re.compile(r"git config --global --add safe\.directory .+")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command ended with.

    Attributes:
        status: 0 where it succeeded.
        out: what it printed, without the last line feed.
        said: what it printed as warnings and errors.
    """

    status: int
    out: str
    said: str


class Plumbing:
    """Git's commands in one repository.

    Args:
        git: GitPython's runner, with the folder and the environment that fit the repository.
        folder: the folder that the user named; errors speak of it.
    """

    def __init__(self, git: Git, folder: Path) -> None:
        self._git = git
        self.folder = folder

    def run(
        self,
        *arguments: str,
        lines: Iterable[str] = (),
        environment: Mapping[str, str] | None = None,
    ) -> str:
        """What a command prints.

        Args:
            arguments: the command and its arguments.
            lines: what it reads from standard input.
            environment: what it finds there beside the rest.

        Raises:
            RepositoryError: the command failed.
        """
        answer = self.ask(*arguments, lines=lines, environment=environment)
        if answer.status:
            raise refusal(self.folder, answer.said)
        return answer.out

    def ask(
        self,
        *arguments: str,
        lines: Iterable[str] = (),
        environment: Mapping[str, str] | None = None,
    ) -> Answer:
        """What a command prints where failing is an answer too.

        Args:
            arguments: the command and its arguments.
            lines: what it reads from standard input.
            environment: what it finds there beside the rest.

        Raises:
            RepositoryError: git is not installed.
        """
        with _file(lines) as file, _installed():
            status, out, said = self._git.execute(
                [self._git.GIT_PYTHON_GIT_EXECUTABLE, *arguments],
                istream=file,
                with_extended_output=True,
                with_exceptions=False,
                stdout_as_string=False,
                env=environment,
            )
        return Answer(status, text(out), said)

    def start(self, *arguments: str) -> Popen[bytes]:
        """A command that goes on until its input ends; who starts it ends it.

        Args:
            arguments: the command and its arguments.

        Raises:
            RepositoryError: git is not installed.
        """
        with _installed():
            started = self._git.execute(
                [self._git.GIT_PYTHON_GIT_EXECUTABLE, *arguments], istream=PIPE, as_process=True
            )
        # GitPython kills the process with its wrapper; we let it end by itself.
        process = cast("Popen[bytes]", started.proc)
        started.proc = None
        return process


def text(raw: bytes) -> str:
    """Names as git keeps them; bytes that are not UTF-8 survive the way there and back."""
    return raw.decode("utf-8", "surrogateescape")


def refusal(folder: Path, said: str) -> RepositoryError:
    """The error for what git printed when it failed.

    Args:
        folder: what the user named.
        said: what git printed.
    """
    trust = _TRUST.search(said)
    if trust:
        return RepositoryError(
            f"{folder} belongs to another user, so git does not read it.",
            f"If you trust what is in it: {trust.group()}",
        )
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    fatal = [line for line in lines if line.startswith("fatal: ")] or lines[-1:] or ["no reason"]
    return RepositoryError(f"git failed in {folder}: {fatal[0].removeprefix('fatal: ')}")


@contextmanager
def _file(lines: Iterable[str]) -> Iterator[BinaryIO | None]:
    # A file and not a pipe: nobody can be kept waiting, however much is written.
    raw = "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape")
    if not raw:
        yield None
        return
    with TemporaryFile() as file:
        file.write(raw)
        file.seek(0)
        yield cast("BinaryIO", file)


@contextmanager
def _installed() -> Iterator[None]:
    from git.exc import GitCommandNotFound

    try:
        yield
    except GitCommandNotFound as error:
        raise RepositoryError(
            "git cannot be started.", "Install git, or put it on PATH: git --version"
        ) from error
