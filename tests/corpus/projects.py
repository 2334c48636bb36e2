"""Makes a package's environment, and a project around a copy of the package."""

from __future__ import annotations

import hashlib
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from .commands import CommandError, Commands
from .packages import Package, tomllib

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = "corpus_settings"
MANAGE = f"""\
import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "{SETTINGS}")
execute_from_command_line(sys.argv)
"""
IGNORED = "__pycache__/\n*.sqlite3\n"
GIT = (
    "git",
    *("-c", "user.name=corpus", "-c", "user.email=corpus@localhost"),
    *("-c", "core.hooksPath=/dev/null", "-c", "commit.gpgsign=false"),
)


@dataclass(frozen=True)
class Copy:
    """A project around a copy of a package, a git work tree of its own.

    Attributes:
        folder: of the package in the work directory; logs and documents go there.
        commands: what runs commands for it.
        name: of the work tree; there are several copies of one package.
    """

    folder: Path
    commands: Commands
    name: str = "project"

    @property
    def root(self) -> Path:
        """Where manage.py is."""
        return self.folder / self.name

    @property
    def bin(self) -> Path:
        """The programs of the package's own environment."""
        return self.folder / "venv" / "bin"

    def changes(self) -> tuple[str, ...]:
        """What git says has changed since the copy was made."""
        status = ("git", "status", "--porcelain", "--untracked-files=all")
        return tuple(self.commands.demand(*status, cwd=self.root).splitlines())

    def new_files(self) -> tuple[Path, ...]:
        """Files that came since then."""
        return tuple(
            self.root / line.removeprefix("?? ")
            for line in self.changes()
            if line.startswith("?? ")
        )

    def git(self, *arguments: str | Path) -> str:
        """Run git in the work tree, and return what it says.

        Raises:
            CommandError: it failed.
        """
        return self.commands.demand(*GIT, *arguments, cwd=self.root).strip()

    def restore(self) -> None:
        """Make it as it was at the last commit."""
        self.git("reset", "-q", "--hard")
        self.git("clean", "-q", "-d", "--force")


def make_copy(package: Package, copy: Copy) -> None:
    """Install a package unless that is done already, and copy it into a new project.

    Args:
        package: which one.
        copy: where it goes; what is there is removed.

    Raises:
        CommandError: the package index has not all that is pinned, for instance.
    """
    _install(package, copy)
    shutil.rmtree(copy.root, ignore_errors=True)
    copy.root.mkdir()
    _fill(package, copy)
    for command in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", package.title)):
        copy.git(*command)


def _install(package: Package, copy: Copy) -> None:
    stamp = copy.folder / "venv" / "stamp"
    digest = _digest(package)
    if stamp.is_file() and stamp.read_text("utf-8") == digest:
        return
    shutil.rmtree(copy.folder / "venv", ignore_errors=True)
    pins = copy.folder / "pins.txt"
    pins.write_text("\n".join(package.pins) + "\n", "utf-8")
    pip = (copy.bin / "python", "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
    copy.commands.demand(sys.executable, "-m", "venv", copy.folder / "venv", cwd=copy.folder)
    # The pins are complete, and some name what does not build everywhere; nothing is resolved.
    copy.commands.demand(*pip, "--no-deps", "--requirement", pins, cwd=copy.folder)
    copy.commands.demand(*pip, "--editable", f"{ROOT}[postgresql,mariadb]", cwd=copy.folder)
    stamp.write_text(digest, "utf-8")


def _digest(package: Package) -> str:
    """What the environment was made from: the pins, this Python, and what squashkit needs."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    parts = [*package.pins, sys.version, str(ROOT), *project["dependencies"], *project["scripts"]]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _fill(package: Package, copy: Copy) -> None:
    installed = _site_packages(copy)
    for folder in package.folders:
        if not (installed / folder).is_dir():
            raise CommandError(f"{package.title} has no folder {folder}")
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(installed / folder, copy.root / folder, ignore=ignored)
    (copy.root / "manage.py").write_text(MANAGE, "utf-8")
    (copy.root / f"{SETTINGS}.py").write_text(package.settings.lstrip(), "utf-8")
    (copy.root / ".gitignore").write_text(IGNORED, "utf-8")


def _site_packages(copy: Copy) -> Path:
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    return Path(copy.commands.demand(copy.bin / "python", "-c", where, cwd=copy.folder).strip())
