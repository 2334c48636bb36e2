import os
import subprocess
from pathlib import Path

import pytest

from tests.projects import IDENTITY


class Work:
    """A repository in a temporary folder, driven by git itself."""

    def __init__(self, root: Path, *arguments: str) -> None:
        self.root = root
        self.commits = 0
        root.mkdir(parents=True, exist_ok=True)
        if arguments:
            self.git(*arguments)

    def git(self, *arguments: str, at: str = "", check: bool = True) -> str:
        dated = {f"GIT_{who}_DATE": f"{at}T12:00:00+01:00" for who in ("AUTHOR", "COMMITTER") if at}
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.root,
            env={**os.environ, **IDENTITY, **dated},
            capture_output=True,
            text=True,
            check=False,
        )
        if check and done.returncode:
            raise AssertionError(done.stdout + done.stderr)
        return done.stdout.strip()

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def commit(self, at: str = "", **files: str) -> str:
        """Commit files, given as `shop__0001="text"` for `shop/migrations/0001.py`."""
        for name, text in files.items():
            app, number = name.split("__")
            self.write(f"{app}/migrations/{number}.py", text)
        # Two empty commits of one second would be one commit.
        self.commits += 1
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", f"work {self.commits}", at=at)
        return self.git("rev-parse", "HEAD")

    def clone(self, name: str, *options: str) -> "Work":
        """Clone as from another machine, so that options for transport have an effect."""
        self.git("config", "uploadpack.allowFilter", "true")
        self.git("config", "uploadpack.allowAnySHA1InWant", "true")
        target = self.root.parent / name
        self.git("clone", "-q", *options, f"file://{self.root}", str(target))
        return Work(target)


@pytest.fixture(autouse=True)
def _no_hook(monkeypatch):
    """A commit's hook may run these tests, and its environment speaks of another repository."""
    for name in [name for name in os.environ if name.startswith("GIT_") and "CONFIG" not in name]:
        monkeypatch.delenv(name)


@pytest.fixture
def work(tmp_path):
    """An empty repository, on the unborn branch `main`."""
    return Work(tmp_path / "work", "init", "-q", "-b", "main")


@pytest.fixture
def make(tmp_path):
    """Make another repository in the same temporary folder."""
    return lambda name, *arguments: Work(tmp_path / name, *arguments)
