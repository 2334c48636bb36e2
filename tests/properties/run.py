"""The long run: `python -m tests.properties.run --seed S --count N`."""

from __future__ import annotations

import argparse
import sys
import time
import traceback
import warnings
from collections import Counter
from typing import TYPE_CHECKING

from .cases import Case
from .inside import InProcess, project

if TYPE_CHECKING:
    from .checking import Verdict

EVERY = 100


def main() -> int:
    """Run, print every failure shrunk, and say how many there were."""
    parser = argparse.ArgumentParser(prog="python -m tests.properties.run", description=__doc__)
    parser.add_argument(
        "--seed", type=int, nargs="+", default=[0], help="of the first history; several for more"
    )
    parser.add_argument("--count", type=int, default=1000, help="how many histories from each")
    parser.add_argument("--whole", action="store_true", help="do not shrink what fails")
    options = parser.parse_args()
    warnings.simplefilter("ignore")  # Django's, about what random models look like
    with project() as inside:
        runs = [_Run(inside, shrinks=not options.whole) for _ in options.seed]
        pairs = zip(runs, options.seed, strict=True)
        return max([run.run(seed, options.count) for run, seed in pairs])


class _Run:
    """A number of histories, one after the other."""

    def __init__(self, inside: InProcess, *, shrinks: bool) -> None:
        self.inside = inside
        self.shrinks = shrinks
        self.kinds: Counter[str] = Counter()
        self.left: Counter[str] = Counter()
        self.failed: dict[tuple[str, ...], list[int]] = {}

    def run(self, seed: int, count: int) -> int:
        began, done = time.perf_counter(), 0
        try:
            for done in range(1, count + 1):
                self._try(seed + done - 1)
                if done % EVERY == 0:
                    seconds = time.perf_counter() - began
                    sys.stderr.write(f"{done} of {count}, {seconds:.0f} s\n")
        except KeyboardInterrupt:
            # What hours have found is not to be lost.
            done -= 1
        self._say(seed, done, time.perf_counter() - began)
        return 1 if self.failed else 0

    def _try(self, number: int) -> None:
        from .checking import check
        from .generating import generate

        case = generate(str(number))
        try:
            verdict = check(case, self.inside)
        except Exception as error:  # noqa: BLE001  what hours have found is not to be lost
            _print(f"\nThe harness itself fails at seed {number}:")
            traceback.print_exc(file=sys.stdout)
            self.kinds["failed"] += 1
            self.failed.setdefault(("harness", type(error).__name__), []).append(number)
            return
        self.left.update(one.partition(" ")[0] for one in verdict.left)
        if not verdict.failed:
            self.kinds[verdict.kind] += 1
            return
        self.kinds["failed"] += 1
        alike = self.failed.setdefault(verdict.signature, [])
        alike.append(number)
        if len(alike) == 1:
            self._show(case, verdict)

    def _show(self, case: Case, verdict: Verdict) -> None:
        from .checking import check
        from .shrinking import shrink

        def fails(smaller: Case) -> bool:
            return check(smaller, self.inside).signature == verdict.signature

        shown = shrink(case, fails) if self.shrinks else case
        _print(f"\nFAILED {verdict.kind}\n{shown}")
        for line in check(shown, self.inside).details:
            _print(f"  {line}")

    def _say(self, seed: int, count: int, seconds: float) -> None:
        left = ", ".join(f"{rule} {times}" for rule, times in sorted(self.left.items()))
        for signature, seeds in self.failed.items():
            _print(f"\n{' / '.join(filter(None, signature))}: seeds {' '.join(map(str, seeds))}")
        _print(
            f"\n{count} histories of seeds {seed} to {seed + count - 1}: "
            f"{self.kinds['fine']} equal, {self.kinds['nothing']} with nothing to squash, "
            f"{self.kinds['invalid']} invalid, {self.kinds['failed']} failures of "
            f"{len(self.failed)} kinds; left alone: {left or 'none'}; {seconds:.0f} seconds."
        )


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
