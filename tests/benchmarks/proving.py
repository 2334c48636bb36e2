"""Validates the squash of one app, and sets the time beside that of the two replays themselves.

These are measured two times: inside of squashkit, and as a user would make them, by `manage.py
migrate` of the originals and of the squash.

python -m tests.benchmarks.proving [--migrations N] [--on SERVER]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from squashkit import Project
from tests.commands import run
from tests.manysteps import TRANSFORM, many_steps
from tests.projects import Site

from .manysteps import HEAD, Clock

MIGRATIONS = 100


def main(arguments: Sequence[str] | None = None) -> int:
    """Squash, validate what was written, and print a table; 1 where the proof does not hold."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--migrations", type=int, default=MIGRATIONS, help="without data steps")
    parser.add_argument("--on", action="append", default=[], metavar="SERVER")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        site = many_steps(Path(folder), options.migrations, TRANSFORM)
        project = Project(site.root, "settings")
        by_django = _migrate(site)
        project.squash().write(require_git=False)
        by_django += _migrate(site)
        clock = Clock()
        clock.begin("reading the history")
        proof = project.validate(on=options.on, progress=clock.begin).proof
        rows = clock.lines()
    assert proof is not None
    replays = sum(run.seconds_before + run.seconds_after for run in proof.runs)
    whole = float(rows[-1].split("|")[2])
    both = [
        f"| both replays on every engine | {replays:.1f} |",
        f"| both by `manage.py migrate` on SQLite | {by_django:.1f} |",
    ]
    table = "\n".join([HEAD, *rows, *both])
    times = f"{whole / replays:.1f} times the replays, {whole / by_django:.1f} times Django's"
    upgrades = [check.compared for check in proof.checks if check.name == "upgrade"]
    sys.stdout.write(f"{table}\n\n{times}; {'; '.join(upgrades)}\n")
    return 0 if proof.holds else 1


def _migrate(site: Site) -> float:
    """Seconds that `manage.py migrate` takes on an empty database."""
    database = site.root / "real.sqlite3"
    database.unlink(missing_ok=True)
    start = time.perf_counter()
    run(site.root, sys.executable, "manage.py", "migrate", "--verbosity=0")
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
