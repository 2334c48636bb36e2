"""Measures how squashkit reads the refs of a clone, as ratios to the least that is possible.

    python -m tests.benchmarks.reading CLONE [CLONE ...] [--markdown FILE] [--rounds N]

Every measurement is made in a process of its own, and is the best of some rounds, which take
turns: other work on the machine slows down both sides of a ratio.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from .git import Git
from .pages import put

VARIABLE = "SQUASHKIT_CACHE_DIR"
GROWTH = (10, 100, 1000)
QUARTERS = (1.0, 0.75, 0.5, 0.25)


@dataclass(frozen=True)
class Took:
    """One measurement, in seconds.

    Attributes:
        first: reading the first commit.
        all: reading every commit.
        process: from the start of Python to its end.
        files: migrations that were read, each once for every commit that has it.
        heavy: those of Django, LibCST and black that were imported.
    """

    first: float
    all: float
    process: float
    files: int
    heavy: tuple[str, ...]


class Bench:
    """Measurements on one clone.

    Args:
        clone: a work tree or a bare repository.
        rounds: how often each is made.
    """

    def __init__(self, clone: Path, rounds: int) -> None:
        self.clone = clone
        self.rounds = rounds
        with Git(clone) as git:
            self.commits = git.run("rev-list", "--first-parent", "HEAD").split()
            self.name = f"{git.name}, {len(self.commits)} commits on its main line"

    def best(self, *wanted: tuple[str, Sequence[str], str]) -> list[Took]:
        """The fastest of each, round after round.

        Args:
            wanted: reader, commits, and a cache folder; without one a fresh folder each time.
        """
        rounds = [[self._one(*one) for one in wanted] for _ in range(self.rounds)]
        return [min(tries, key=lambda took: took.all) for tries in zip(*rounds, strict=True)]

    def _one(self, reader: str, commits: Sequence[str], cache: str) -> Took:
        with _cache(cache) as folder:
            begin = time.perf_counter()
            done = subprocess.run(
                [sys.executable, "-m", "tests.benchmarks.probe", reader, str(self.clone)],
                input="\n".join(commits).encode(),
                stdout=subprocess.PIPE,
                env={**os.environ, VARIABLE: folder},
                check=True,
            )
            process = time.perf_counter() - begin
        said: dict[str, Any] = json.loads(done.stdout)
        heavy = tuple(said["heavy"])
        return Took(said["first"], said["all"], process, said["files"], heavy)


@contextmanager
def _cache(folder: str) -> Iterator[str]:
    if folder:
        yield folder
    else:
        with TemporaryDirectory() as fresh:
            yield fresh


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure the clones one after the other."""
    options = _options(arguments)
    lines: list[str] = []
    for clone in options.clones:
        bench = Bench(clone, options.rounds)
        lines += [f"**{bench.name}**", "", *_speeds(bench), "", *_growth(bench), ""]
    text = "\n".join(lines)
    sys.stdout.write(text + "\n")
    if options.markdown:
        put(options.markdown, "reading", text)
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("clones", nargs="+", metavar="CLONE", type=Path)
    parser.add_argument("--markdown", type=Path, help="write the tables there too")
    parser.add_argument("--rounds", type=int, default=3)
    return parser.parse_args(arguments)


def _speeds(bench: Bench) -> Iterator[str]:
    one, fifty = bench.commits[:1], bench.commits[:1000:20]
    with TemporaryDirectory() as cache:
        bench.best(("squashkit", fifty, cache))
        floor, cold, many, warm, warm_many = bench.best(
            ("floor", one, ""),
            ("squashkit", one, ""),
            ("squashkit", fifty, ""),
            ("squashkit", one, cache),
            ("squashkit", fifty, cache),
        )
    yield "| what | files | seconds | to the floor | whole process | to the floor's |"
    yield "|---|---:|---:|---:|---:|---:|"
    named = {
        "floor: `ls-tree -r`, `cat-file --batch`, `ast.parse`": floor,
        "one ref, cold": cold,
        "50 refs, cold": many,
        "one ref, warm": warm,
        "50 refs, warm": warm_many,
    }
    for name, took in named.items():
        yield _line(name, took, floor)
    further = (many.all - many.first) / (len(fifty) - 1)
    yield ""
    yield f"Each further ref of the 50: {further:.4f} s, {further / floor.all:.3f} of the floor."
    yield f"Imported of Django, LibCST and black: {', '.join(cold.heavy + many.heavy) or 'none'}."


def _line(name: str, took: Took, floor: Took) -> str:
    inside, whole = took.all / floor.all, took.process / floor.process
    seconds = f"{took.all:.3f} | {inside:.2f} | {took.process:.3f} | {whole:.2f}"
    return f"| {name} | {took.files} | {seconds} |"


def _growth(bench: Bench) -> Iterator[str]:
    yield "| commits of the whole history, cold | seconds | ms a ref |"
    yield "|---:|---:|---:|"
    spread = [_spread(bench.commits, count) for count in GROWTH]
    for commits, took in zip(
        spread, bench.best(*(("squashkit", one, "") for one in spread)), strict=True
    ):
        yield f"| {len(commits)} | {took.all:.2f} | {took.all / len(commits) * 1000:.1f} |"
    yield ""
    yield "| files, in one ref of another age, cold | seconds | to the floor | ms a file |"
    yield "|---:|---:|---:|---:|"
    for share in QUARTERS:
        commit = bench.commits[round((1 - share) * (len(bench.commits) - 1))]
        floor, took = bench.best(("floor", [commit], ""), ("squashkit", [commit], ""))
        each = took.all / max(took.files, 1) * 1000
        yield f"| {took.files} | {took.all:.3f} | {took.all / floor.all:.2f} | {each:.2f} |"


def _spread(commits: Sequence[str], count: int) -> Sequence[str]:
    """So many commits from the whole history, the newest first."""
    return commits[:: max(1, len(commits) // count)][:count]


if __name__ == "__main__":
    sys.exit(main())
