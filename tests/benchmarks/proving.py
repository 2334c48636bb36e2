"""Validates the squash of one app, and sets the time beside that of the two replays themselves.

python -m tests.benchmarks.proving [--migrations N] [--on SERVER]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from squashkit import Project
from tests.manysteps import TRANSFORM, many_steps

from .manysteps import HEAD, Clock

MIGRATIONS = 100


def main(arguments: Sequence[str] | None = None) -> int:
    """Squash, validate what was written, and print a table; 1 where the proof does not hold."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--migrations", type=int, default=MIGRATIONS, help="without data steps")
    parser.add_argument("--on", action="append", default=[], metavar="SERVER")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        project = Project(many_steps(Path(folder), options.migrations, TRANSFORM).root, "settings")
        project.squash().write(require_git=False)
        clock = Clock()
        clock.begin("reading the history")
        proof = project.validate(on=options.on, progress=clock.begin).proof
        rows = clock.lines()
    assert proof is not None
    replays = sum(run.seconds_before + run.seconds_after for run in proof.runs)
    whole = float(rows[-1].split("|")[2])
    table = "\n".join([HEAD, *rows, f"| both replays on every engine | {replays:.1f} |"])
    upgrades = [check.compared for check in proof.checks if check.name == "upgrade"]
    sys.stdout.write(f"{table}\n\n{whole / replays:.1f} times the replays; {'; '.join(upgrades)}\n")
    return 0 if proof.holds else 1


if __name__ == "__main__":
    sys.exit(main())
