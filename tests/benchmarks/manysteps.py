"""Squashes and proves a long history with a data step after every 50 migrations, and the clock.

    python -m tests.benchmarks.manysteps [--migrations N] [--markdown FILE]

20 models, one operation a migration; the steps transform rows of one model each.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from squashkit import Project
from tests.manysteps import TRANSFORM, many_steps

from .pages import put

MIGRATIONS = 3000
HEAD = "| what | seconds |\n|---|---:|"


class Clock:
    """Notes how long each of several jobs takes, one after the other."""

    def __init__(self) -> None:
        self.jobs: list[tuple[str, float]] = []

    def begin(self, job: str) -> None:
        """The last job is done, and the next begins."""
        now = time.perf_counter()
        self.jobs.append((job, now))
        sys.stderr.write(f"{now - self.jobs[0][1]:.1f} s: {job}\n")

    def lines(self) -> list[str]:
        """The jobs as rows of a table, and all of them."""
        ends = [*(start for _, start in self.jobs[1:]), time.perf_counter()]
        took = [(job, end - start) for (job, start), end in zip(self.jobs, ends, strict=True)]
        whole = ("**all**", ends[-1] - self.jobs[0][1])
        return [f"| {job} | {seconds:.1f} |" for job, seconds in (*took, whole)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Squash, and print what came of it; 1 where the proof does not hold."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--migrations", type=int, default=MIGRATIONS, help="without data steps")
    parser.add_argument("--markdown", type=Path, help="write the table there too")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        site = many_steps(Path(folder), options.migrations, TRANSFORM)
        clock = Clock()
        squash = Project(site.root, "settings").squash(progress=clock.begin)
        rows = clock.lines()
    [segment] = squash.plan.segments
    proof = squash.proof
    assert proof is not None
    [run] = proof.runs
    text = "\n".join(
        [
            f"{len(segment.members)} migrations became one of {segment.gain.operations_after} "
            f"operations; the proof {'holds' if proof.holds else 'does not hold'}. `migrate` from "
            f"zero took {run.seconds_before:.1f} s before and {run.seconds_after:.2f} s after.",
            "",
            HEAD,
            *rows,
        ]
    )
    sys.stdout.write(f"{text}\n")
    if options.markdown:
        put(options.markdown, "manysteps", text)
    return 0 if proof.holds else 1


if __name__ == "__main__":
    sys.exit(main())
