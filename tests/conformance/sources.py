"""Django's own tests, which its wheels do not have."""

from __future__ import annotations

import subprocess
import sys
import tarfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".conformance"
PARTS = ("tests/migrations/", "tests/user_commands/")
"""The tests of migrations, and what their helpers import."""


def unpacked(version: str, folder: Path = FOLDER) -> Path:
    """The folder `tests` of a version of Django, downloaded where it is not there yet.

    Args:
        version: for example `5.2.19`.
        folder: where downloads are kept.

    Raises:
        subprocess.CalledProcessError: the package index does not have it.
    """
    tests = folder / version / "tests"
    if not tests.is_dir():
        _unpack(_download(version, folder), folder / version)
    return tests


def _download(version: str, folder: Path) -> Path:
    wanted = ("--no-deps", "--no-binary", ":all:", f"Django=={version}", "--dest", str(folder))
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
    subprocess.run([*pip, "download", *wanted], check=True)
    [archive] = folder.glob(f"[Dd]jango-{version}.tar.gz")
    return archive


def _unpack(archive: Path, folder: Path) -> None:
    """The parts, without the folder that all of the archive is in."""
    with tarfile.open(archive) as file:
        members = []
        for member in file:
            member.name = member.name.partition("/")[2]
            if member.name.startswith(PARTS):
                members.append(member)
        file.extractall(folder, members, filter="data")
