"""Runs commands as a user does: in a process, with exit status and output."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Done:
    """A command that has ended."""

    status: int
    out: str
    err: str


def squashkit(folder: Path, *arguments: str) -> Done:
    """`squashkit ARGUMENTS` in a folder."""
    return run(folder, sys.executable, "-m", "squashkit", *arguments)


def run(folder: Path, *command: str) -> Done:
    """Any command in a folder."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return Done(done.returncode, done.stdout, done.stderr)
