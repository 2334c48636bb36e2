"""Builds the git repository of this sample: `python build.py DIRECTORY`.

The files of every commit are beside this script: `skeleton` is the project, any other directory is
what one commit changes in the app `events`. Names, dates and settings of git are fixed, so that the
commits have the same ids on every machine.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
APP = "events"


@dataclass(frozen=True)
class Commit:
    """One commit of the story.

    Attributes:
        day: when, as a day of January 2024; the story is in this order.
        branch: where it is made.
        files: the directory beside this script whose files it brings into the app.
        message: its first line.
        start: where a new branch starts; empty when the branch is there already.
        tag: the release that it is, if any.
    """

    day: int
    branch: str
    files: str
    message: str
    start: str = ""
    tag: str = ""


STORY = (
    Commit(1, "main", "main_1", "Events and venues"),
    Commit(2, "main", "main_2", "Say when an event starts", tag="v1.0"),
    Commit(3, "feature/title-index", "feature_title_index", "Find events by title", "v1.0"),
    Commit(4, "main", "main_3", "Let events cost something"),
    Commit(5, "main", "main_4", "Call the title a name", tag="v1.1"),
    Commit(6, "feature/speakers", "feature_speakers", "Announce speakers", "v1.1"),
    Commit(7, "main", "main_5", "Sell tickets"),
    Commit(8, "main", "main_6", "Limit the number of guests", tag="v2.0"),
    Commit(9, "feature/texts", "feature_texts", "Show venues as such", "v2.0"),
    Commit(10, "main", "main_7", "Allow longer names"),
    Commit(11, "feature/discounts", "feature_discounts", "Give discounts", "main"),
    Commit(12, "feature/rename-capacity", "feature_rename_capacity", "Count seats", "main"),
    Commit(13, "feature/waiting-list", "feature_waiting_list", "Keep a waiting list", "main"),
)


def build(target: Path) -> Path:
    """Makes the repository, with `main` checked out.

    Args:
        target: a directory that is empty or not there yet.

    Returns:
        The top of the work tree.

    Raises:
        FileExistsError: when there is something in the directory.
    """
    target.mkdir(parents=True, exist_ok=True)
    if any(target.iterdir()):
        raise FileExistsError(target)
    _git(target, "init", "--quiet", "--initial-branch", "main")
    _copy(HERE / "skeleton", target)
    for commit in STORY:
        _make(target, commit)
    _git(target, "checkout", "--quiet", "main")
    return target


def _make(repository: Path, commit: Commit) -> None:
    if commit.start:
        _git(repository, "checkout", "--quiet", "-b", commit.branch, commit.start)
    elif commit.day > 1:
        _git(repository, "checkout", "--quiet", commit.branch)
    _copy(HERE / commit.files, repository / APP)
    _git(repository, "add", "--all")
    _git(repository, "commit", "--quiet", "--message", commit.message, day=commit.day)
    if commit.tag:
        _git(repository, "tag", commit.tag)


def _copy(source: Path, target: Path) -> None:
    """Copies the files, not their modes: those would change the ids of the commits."""
    for file in sorted(source.rglob("*")):
        if file.is_file() and file.suffix != ".pyc":
            copied = target / file.relative_to(source)
            copied.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copied)


def _git(repository: Path, *arguments: str, day: int = 1) -> None:
    program = shutil.which("git") or "git"
    environment = {name: os.environ[name] for name in os.environ if not name.startswith("GIT_")}
    environment |= _identity(f"2024-01-{day:02}T12:00:00+00:00")
    subprocess.run([program, *arguments], cwd=repository, env=environment, check=True)


def _identity(moment: str) -> dict[str, str]:
    """Who commits and when, whatever the machine's own settings of git say."""
    found = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    for role in ("AUTHOR", "COMMITTER"):
        found[f"GIT_{role}_NAME"] = "Sam Sample"
        found[f"GIT_{role}_EMAIL"] = "sam@example.com"
        found[f"GIT_{role}_DATE"] = moment
    return found


if __name__ == "__main__":
    print(build(Path(sys.argv[1])))  # noqa: T201
