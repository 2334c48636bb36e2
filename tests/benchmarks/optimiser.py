"""Measures squashkit's optimiser against Django's, on the same operations in one process.

    python -m tests.benchmarks.optimiser [--scattered] [--sizes N,N] [--django N] [--alone N]
                                         [--markdown FILE]

Seconds are those of the processor, so that other work on the machine counts less. What takes less
than one is measured some times, and the fastest counts.
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.db.migrations.optimizer import MigrationOptimizer

from squashkit.project.operations.optimizing import Optimizer

from .pages import put
from .shapes import KNOWN, SCATTERED, SHAPES, Shape

SIZES = "10,20,30,100,300,1000,3000"
ALONE = 10_000
ENOUGH = 1.0
"""Seconds after which a measurement is not repeated."""
ROUNDS = 5
HEAD = (
    "| operations | left | Django's | seconds | Django's | ratio | growth | Django's |\n"
    "|---:|---:|---:|---:|---:|---:|---:|---:|"
)


@dataclass(frozen=True)
class Took:
    """How one optimiser did on operations of one size."""

    size: int
    left: int
    seconds: float

    def growth(self, before: Took | None) -> str:
        """The power of the size that the time grew with: 1 is linear, 2 is quadratic."""
        if before is None:
            return ""
        power = math.log(self.seconds / before.seconds) / math.log(self.size / before.size)
        return f"{power:.1f}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure shape by shape, and print each as soon as it is done."""
    options = _options(arguments)
    settings.configure()
    django.setup()
    sizes = [int(size) for size in options.sizes.split(",")]
    text = []
    for shape in SCATTERED if options.scattered else (*SHAPES, KNOWN):
        bench = Bench(shape, options.django)
        lines = [f"**{shape.name[0].upper()}{shape.name[1:]}**", "", HEAD]
        lines += bench.lines([*sizes, *([options.alone] if options.alone else [])])
        sys.stdout.write("\n".join(lines) + "\n\n")
        text += [*lines, ""]
    if options.markdown:
        put(options.markdown, "scattered" if options.scattered else "optimiser", "\n".join(text))
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scattered", action="store_true", help="what is hardest for squashkit's")
    parser.add_argument("--sizes", default=SIZES, help="of histories")
    parser.add_argument("--django", type=int, default=3000, help="up to which size Django's runs")
    parser.add_argument("--alone", type=int, default=ALONE, help="a size for squashkit's alone")
    parser.add_argument("--markdown", type=Path, help="write the tables there too")
    return parser.parse_args(arguments)


class Bench:
    """Measurements on one shape.

    Args:
        shape: of the history.
        limit: up to which size Django's optimiser runs.
    """

    def __init__(self, shape: Shape, limit: int) -> None:
        self.shape = shape
        # Django has no way to be told what a step reaches.
        self.limit = 0 if shape.known else limit

    def lines(self, sizes: Sequence[int]) -> Iterator[str]:
        """A row of the table for each size."""
        ours: Took | None = None
        theirs: Took | None = None
        for size in sizes:
            now = self._ours(size)
            other = self._theirs(size) if size <= self.limit else None
            yield _line(now, other, now.growth(ours), other.growth(theirs) if other else "")
            ours, theirs = now, other

    def _ours(self, size: int) -> Took:
        operations = self.shape.operations(size)
        touched = self.shape.touched(operations)
        return _measured(operations, lambda: Optimizer(touched=touched))

    def _theirs(self, size: int) -> Took:
        return _measured(self.shape.operations(size), MigrationOptimizer)


def _measured(operations: Sequence[Any], make: Callable[[], Any]) -> Took:
    """The fastest of some rounds; of one that takes long there is only one."""
    best, spent, left = math.inf, 0.0, 0
    for _ in range(ROUNDS):
        begin = time.process_time()
        left = len(make().optimize(list(operations), "app"))
        seconds = time.process_time() - begin
        best, spent = min(best, seconds), spent + seconds
        if spent > ENOUGH:
            break
    return Took(len(operations), left, best)


def _line(ours: Took, theirs: Took | None, growth: str, their_growth: str) -> str:
    left, seconds, ratio = "", "", ""
    if theirs:
        left, seconds = str(theirs.left), f"{theirs.seconds:.4f}"
        ratio = f"{theirs.seconds / ours.seconds:.1f}"
    parts = (ours.size, ours.left, left, f"{ours.seconds:.4f}", seconds, ratio, growth)
    return f"| {' | '.join(map(str, (*parts, their_growth)))} |"


if __name__ == "__main__":
    sys.exit(main())
