"""Git, asked without squashkit; the clone itself is never written to."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType


class GitError(Exception):
    """A command of git that failed."""


class Git:
    """Commands of git in one clone; to be used with `with`.

    What a merge makes goes to a temporary folder, which git reads together with the clone.

    Args:
        clone: a work tree or a bare repository.
    """

    def __init__(self, clone: Path) -> None:
        self.clone = clone
        self.environment = dict(os.environ)

    def __enter__(self) -> Git:
        own = self.run("rev-parse", "--git-path", "objects").strip()
        self._folder = TemporaryDirectory()
        self.environment["GIT_ALTERNATE_OBJECT_DIRECTORIES"] = str((self.clone / own).resolve())
        self.environment["GIT_OBJECT_DIRECTORY"] = self._folder.name
        self._batch = self._start("cat-file", "--batch")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._batch.communicate()
        self._folder.cleanup()

    def run(self, *arguments: str, lines: Iterable[str] = ()) -> str:
        """What a command prints.

        Args:
            arguments: the command and its arguments.
            lines: its standard input.

        Raises:
            GitError: it failed.
        """
        done, out = self.ask(*arguments, lines=lines)
        if done:
            raise GitError(f"git {' '.join(arguments)} ended with {done}")
        return out

    def ask(self, *arguments: str, lines: Iterable[str] = ()) -> tuple[int, str]:
        """The exit status of a command, and what it prints.

        Args:
            arguments: the command and its arguments.
            lines: its standard input.
        """
        done = subprocess.run(
            self._command(arguments),
            input="".join(f"{line}\n" for line in lines).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=self.environment,
            check=False,
        )
        # What git says is of no use: its messages may name folders of this machine.
        return done.returncode, done.stdout.decode("utf-8", "surrogateescape")

    @property
    def name(self) -> str:
        """Owner and name, as the address of the origin has them; else the folder's name."""
        url = self.ask("remote", "get-url", "origin")[1].strip() or self.clone.absolute().name
        return "/".join(url.removesuffix(".git").replace(":", "/").split("/")[-2:])

    def blob(self, id_: str) -> bytes:
        """The content of a file.

        Args:
            id_: the id of the blob.
        """
        source, sink = self._batch.stdout, self._batch.stdin
        assert source
        assert sink
        sink.write(f"{id_}\n".encode())
        sink.flush()
        header = source.readline().split()
        if len(header) != 3:
            raise GitError(f"{id_} is not there")
        return source.read(int(header[2]) + 1)[:-1]

    def commits(self, names: Iterable[str]) -> dict[str, str]:
        """Those of these short or full ids that are commits of the clone, to their full ids.

        Args:
            names: the ids.
        """
        wanted = list(dict.fromkeys(names))
        check = "--batch-check=%(objectname) %(objecttype)"
        answers = self.run("cat-file", check, lines=wanted).splitlines()
        pairs = zip(wanted, map(str.split, answers), strict=True)
        return {name: answer[0] for name, answer in pairs if answer[-1] == "commit"}

    def _command(self, arguments: Sequence[str]) -> list[str]:
        return ["git", "-C", str(self.clone), *arguments]

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self._command(arguments),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=self.environment,
        )
