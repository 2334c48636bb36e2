"""Runs commands as a user does, with exit status and output."""

from __future__ import annotations

import os
import subprocess
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from squashkit.cli import main


@dataclass(frozen=True)
class Done:
    """A command that has ended."""

    status: int
    out: str
    err: str


def squashkit(folder: Path, *arguments: str) -> Done:
    """`squashkit ARGUMENTS` in a folder.

    What the console script calls, but in this process: to start and to import takes longer than
    most commands do. The scripts themselves have tests of their own.
    """
    out, err = StringIO(), StringIO()
    with _inside(folder), redirect_stdout(out), redirect_stderr(err):
        try:
            status = main(arguments)
        except SystemExit as ended:
            status = int(ended.code or 0)
    return Done(status, out.getvalue(), err.getvalue())


def run(folder: Path, *command: str) -> Done:
    """Any command in a folder."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return Done(done.returncode, done.stdout, done.stderr)


@contextmanager
def _inside(folder: Path):
    before = os.getcwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
