"""Programs that come with a database server."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path


def installed(name: str, folders: Sequence[str]) -> list[Path]:
    """Where a program is, the best first: those of PATH, which may be of two makers.

    Args:
        name: of the program.
        folders: where it may be beside PATH, as patterns from the root of the file system, the best
            last.
    """
    found = [shutil.which(name, path=folder) for folder in os.get_exec_path()]
    beside = [path for pattern in folders for path in sorted(Path("/").glob(f"{pattern}/{name}"))]
    return list(dict.fromkeys([*(Path(path) for path in found if path), *reversed(beside)]))


def dumped(
    programs: Sequence[Path], arguments: Sequence[str], secrets: Mapping[str, str]
) -> tuple[str, str]:
    """What the first of these programs writes that has no complaint.

    A program may be older than the server, and another one that is here may not.

    Args:
        programs: from `installed`.
        arguments: for any of them. Everybody on this machine can read them.
        secrets: environment variables, which nobody else can.

    Returns:
        what it writes, and why there is nothing: one of the two is empty.
    """
    complaint = "it is not installed"
    environment = {**os.environ, "LC_ALL": "C", **secrets}
    for program in programs:
        done = subprocess.run(
            [program, *arguments],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        if not done.returncode:
            return done.stdout.decode(errors="backslashreplace"), ""
        said = done.stderr.decode(errors="replace").strip().splitlines()
        complaint = _complaint(said) or f"it ends with {done.returncode}"
    return "", complaint


def _complaint(said: Sequence[str]) -> str:
    """The first line of an error, or the last of them all, without the name of the program."""
    errors = [line for line in said if "error: " in line]
    line = (errors or said or ("",))[0 if errors else -1]
    return line.partition("error: ")[2] or line.partition(": ")[2] or line
