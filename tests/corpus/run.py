"""Squashes copies of published packages and prints what came of it.

    python -m tests.corpus.run [NAME ...] [--json FILE] [--markdown FILE] [--work DIR]
                               [--limit SECONDS]

Exit status: 0 when every package could be run, no independent look disagrees, and at least half
of the apps with five or more migrations came out squashed with a proof that holds; else 1.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console

from .commands import CommandError, Commands
from .markdown import page
from .observing import Observation, disagreements, observe, remarks, upgrade
from .packages import Package, read_packages
from .projects import ROOT, Copy, make_copy
from .table import (
    PackageRow,
    app_rows,
    good,
    miscounts,
    render,
    seconds,
    strays,
    tally,
    unread_rows,
)

COULD_NOT_RUN = 2
WIDTH = 160


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the packages one after the other and print the table."""
    packages = read_packages()
    options = _options(list(packages), arguments)
    chosen = [packages[name] for name in options.names or packages]
    rows = [run(package, options.work.resolve(), options.limit, _progress) for package in chosen]
    if options.json:
        options.json.write_text(as_json(rows), "utf-8")
    if options.markdown:
        options.markdown.write_text(page(rows), "utf-8")
    width = None if sys.stdout.isatty() else WIDTH
    Console(width=width, highlight=False).print(render(rows))
    return 0 if good(rows) else 1


def _options(names: Sequence[str], arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.corpus.run", description=__doc__.split("\n")[0])
    listed = ", ".join(names)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"by default all of {listed}")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the rows there as well")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write a page as well")
    parser.add_argument("--work", type=Path, metavar="DIR", default=ROOT / ".corpus")
    parser.add_argument(
        "--limit", type=float, metavar="SECONDS", default=3600, help="for each package"
    )
    options = parser.parse_args(arguments)
    unknown = [name for name in options.names if name not in names]
    if unknown:
        parser.error(f"there is no package {unknown[0]}; there are {listed}")
    return options


def run(package: Package, work: Path, limit: float, progress: Callable[[str], None]) -> PackageRow:
    """Squash one package; whatever goes wrong becomes part of its row.

    Args:
        package: which one.
        work: where environments and copies are kept.
        limit: seconds for all of it.
        progress: is told what happens next.
    """
    folder = work / package.name
    folder.mkdir(parents=True, exist_ok=True)
    before: Observation | None = None
    try:
        progress(f"{package.title}: making a copy")
        copy = make_copy(package, folder, Commands(folder / "log.txt", limit))
        progress(f"{package.title}: looking at it")
        before = observe(copy, "before")
        progress(f"{package.title}: squashing")
        document = squash(copy)
        progress(f"{package.title}: looking at it again")
        return _row(package, copy, before, document)
    except (CommandError, OSError, ValueError, LookupError) as error:
        apps = unread_rows(before.counts) if before else ()
        return PackageRow(package.title, apps, error=_said(error))


def _said(error: Exception) -> str:
    """What went wrong; of an error that nobody raised on purpose also its kind."""
    return str(error) if isinstance(error, CommandError) else f"{type(error).__name__}: {error}"


def squash(copy: Copy) -> Any:
    """Run squashkit as a user would, and read its report.

    Raises:
        CommandError: it could not run; findings are no error here.
    """
    report, proof = copy.folder / "squash.json", copy.folder / "proof.json"
    for path in (report, proof):
        path.unlink(missing_ok=True)
    to_files = ("--format", "json", "--output", report, "--proof", proof)
    program = copy.bin / "squashkit"
    done = copy.commands.run(program, "squash", "--keep-going", *to_files, cwd=copy.root)
    if done.status >= COULD_NOT_RUN or not report.is_file():
        raise CommandError(f"squashkit ended with {done.status}: {done.tail}")
    return json.loads(report.read_text("utf-8"))


def _row(package: Package, copy: Copy, before: Observation, document: Any) -> PackageRow:
    changes = copy.changes()
    after = observe(copy, "after")
    rows = app_rows(before.counts, after.counts, document)
    problems = (
        *disagreements(before, after),
        *upgrade(copy),
        *miscounts(rows, document),
        *strays(changes, document, str(copy.root)),
    )
    return PackageRow(package.title, rows, seconds(document), problems, remarks(before, after))


def as_json(rows: Sequence[PackageRow]) -> str:
    """The rows in full, with their counts."""
    packages = [{**asdict(row), **asdict(tally([row]))} for row in rows]
    document = {"packages": packages, "all": asdict(tally(rows)), "good": good(rows)}
    return json.dumps(document, indent=2) + "\n"


def _progress(text: str) -> None:
    sys.stderr.write(f"corpus: {text}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
