"""Runs Django's own tests of its optimiser on squashkit's, and judges every pair by itself.

    python -m tests.conformance.run [--markdown FILE]

Exit status: 0 when just what `differences` lists is different; else 1.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import django
from django.conf import settings

from tests.benchmarks.pages import put

from .differences import DIFFERENCES, OTHER_SCHEMAS, REMAKES_WITHOUT_INDEX
from .sources import unpacked

PAGE_HEAD = (
    "| Django | tests | pass to the letter | listed differences | pairs "
    "| equal models | equal schema |\n|---|---:|---:|---:|---:|---:|---:|"
)


@dataclass(frozen=True)
class Report:
    """What came of one version of Django.

    Attributes:
        failed: tests that fail, each with what it says.
        states: of the pairs that run by themselves, the verdicts by test; likewise `schemas`.
    """

    version: str
    tests: int
    pairs: int
    passed: frozenset[str] = frozenset()
    failed: Mapping[str, str] = field(default_factory=dict)
    states: Sequence[tuple[str, bool]] = ()
    schemas: Sequence[tuple[str, bool]] = ()

    @property
    def series(self) -> tuple[int, ...]:
        """The version without its last part."""
        return tuple(map(int, self.version.split(".")[:2]))

    @property
    def errors(self) -> list[str]:
        """What should not be, in whole sentences."""
        return list(_errors(self))


def _errors(report: Report) -> Iterator[str]:
    for test, said in sorted(report.failed.items()):
        if test not in DIFFERENCES:
            yield f"{test} fails and is not listed: {said}"
    for test in sorted(report.passed & DIFFERENCES.keys()):
        yield f"{test} is listed and passes."
    yield from (f"{test} leads to other models." for test, equal in report.states if not equal)
    found = {test for test, equal in report.schemas if not equal}
    listed = set(OTHER_SCHEMAS) if report.series >= REMAKES_WITHOUT_INDEX else set()
    yield from (f"{test} leaves another schema." for test in sorted(found - listed))
    yield from (f"{test} is listed, and equal." for test in sorted(listed - found))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, print what should not be, and the row of the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--markdown", type=Path, help="write the tables there too")
    options = parser.parse_args(arguments)
    report = conform(django.__version__)
    for error in report.errors:
        sys.stdout.write(f"{error}\n")
    sys.stdout.write(f"{PAGE_HEAD}\n{row(report)}\n")
    if options.markdown:
        write(options.markdown, report)
    return 1 if report.errors else 0


def conform(version: str) -> Report:
    """Run the tests of the installed version."""
    tests = unpacked(version)
    sys.path.insert(0, str(tests))
    _set_up()
    from .oracle import Verdict, compare_schemas, compare_states
    from .recording import record

    found = record(tests)
    judged = [
        [
            (call.test, verdict is Verdict.EQUAL)
            for call in found.calls
            if (verdict := judge(call)) is not Verdict.NOT_RUN
        ]
        for judge in (compare_states, compare_schemas)
    ]
    passed = frozenset(found.passed)
    return Report(version, len(found.tests), len(found.calls), passed, found.failed, *judged)


def _set_up() -> None:
    engine = "django.db.backends.sqlite3"
    name = str(Path(tempfile.gettempdir()) / "nowhere.sqlite3")  # the oracle has its own
    settings.configure(
        INSTALLED_APPS=["migrations"],
        DATABASES={"default": {"ENGINE": engine, "NAME": name}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    )
    django.setup()


def row(report: Report) -> str:
    """The version's row of the table; of pairs, how many are equal of those that can run."""
    listed = len(report.failed.keys() & DIFFERENCES.keys())
    equal = [
        f"{sum(equal for _, equal in pairs)} of {len(pairs)}"
        for pairs in (report.states, report.schemas)
    ]
    numbers = (report.version, report.tests, len(report.passed), listed, report.pairs, *equal)
    return f"| {' | '.join(map(str, numbers))} |"


def write(page: Path, report: Report) -> None:
    """Put the row among those of other versions, in the place of an older one of its own."""
    text = page.read_text("utf-8") if page.is_file() else ""
    inside = text.partition("<!-- conformance -->")[2].partition("<!-- end of conformance -->")[0]
    start = f"| {report.version.rpartition('.')[0]}."
    rows = [line for line in inside.strip().splitlines()[2:] if not line.startswith(start)]
    put(page, "conformance", "\n".join([PAGE_HEAD, *sorted([*rows, row(report)])]))
    put(page, "differences", differences())


def differences() -> str:
    """Both tables of differences as one."""
    listed = [*sorted(DIFFERENCES.items()), *sorted(OTHER_SCHEMAS.items())]
    rows = [f"| `{test}` | {why} |" for test, why in listed]
    return "\n".join(["| test of Django's | what is different |", "|---|---|", *rows])


if __name__ == "__main__":
    sys.exit(main())
