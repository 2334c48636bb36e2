"""The main job on a sample app: `make demo`.

Works on a temporary copy in a git repository of its own, so nothing here is changed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.rule import Rule

SAMPLE = Path(__file__).parent / "data_migrations"
GIT_IDENTITY = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "demo"), ("EMAIL", "demo@example.org"))
}
STEPS = (
    ("What is there?", ["squashkit", "history"]),
    ("What can be squashed, and what does it buy?", ["squashkit", "plan"]),
    ("Squash it, prove it, and write it only if the proof holds", ["squashkit", "squash"]),
    ("The new files, as git sees them", ["git", "status", "--short"]),
    ("Prove it once more, from the files on disk", ["squashkit", "validate"]),
)

console = Console(highlight=False)


def main() -> int:
    """Run every step and stop at the first that fails."""
    with tempfile.TemporaryDirectory(prefix="squashkit-demo-") as folder:
        project = Path(folder) / SAMPLE.name
        shutil.copytree(SAMPLE, project, ignore=shutil.ignore_patterns("__pycache__", "*.sqlite3"))
        commit(project)
        for title, command in STEPS:
            status = step(title, command, project)
            if status:
                return status
    console.print(Rule(style="dim"))
    console.print("Your own project: [bold]squashkit plan[/], then [bold]squashkit squash[/].")
    return 0


def commit(project: Path) -> None:
    """Put the copy under git, as a user's project would be."""
    (project / ".gitignore").write_text("__pycache__/\n")
    for arguments in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "The sample app"]):
        subprocess.run(
            ["git", *arguments], cwd=project, env={**os.environ, **GIT_IDENTITY}, check=True
        )


def step(title: str, command: list[str], project: Path) -> int:
    """Show what is typed, then what it prints."""
    console.print(Rule(title, style="cyan"))
    console.print(f"[dim]$[/] [bold]{' '.join(command)}[/]\n")
    if command[0] == "squashkit":
        command = [sys.executable, "-m", *command]
    status = subprocess.run(command, cwd=project, check=False).returncode
    console.print()
    return status


if __name__ == "__main__":
    sys.exit(main())
