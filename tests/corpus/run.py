"""Squashes copies of published packages and prints what came of it.

    python -m tests.corpus.run [NAME ...] [--shipped] [--published] [--on SERVER] [--again]
                               [--json FILE] [--markdown FILE] [--work DIR] [--limit SECONDS]

Exit status: 0 when every package could be run, no independent look disagrees, and at least half
of the apps with five or more migrations came out squashed with a proof that holds; else 1.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console

from .commands import CommandError, Commands
from .console import render
from .engines import judge_published, prove_on
from .hiding import compare_shipped
from .markdown import page
from .observing import Observation, disagreements, observe, remarks, upgrade
from .packages import Package, read_packages
from .projects import ROOT, Copy, make_copy
from .rows import LONG, PackageRow, Tried, good, tally
from .squashmigrations import try_apps
from .table import app_rows, miscounts, seconds, steps_of, strays, unread_rows, with_tries

COULD_NOT_RUN = 2
OF_PUBLISHED = {"published": ("judged", judge_published), "shipped": ("compared", compare_shipped)}
"""By the part of a row, what is done with published squashes."""
FAILURES = (CommandError, OSError, ValueError, LookupError)
WIDTH = 180


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the packages one after the other and print the table."""
    packages = read_packages()
    options = _options(list(packages), arguments)
    rows = {row.name: row for row in _kept(options.json)}
    for name in options.names or packages:
        job, commit = Job(packages[name], options.work.resolve() / name, options.limit), _commit()
        row = rows.get(name) if options.again else None
        if row is None:
            row = replace(job.run(options.on), commit=commit)
        elif options.on:
            row = _at(commit, job.prove_again(row, options.on), "engines")
        for part in OF_PUBLISHED:
            if getattr(options, part):
                row = _at(commit, job.with_part(row, part), part)
            else:
                row = _as_before(row, part, rows)
        rows[row.name] = row
        # After each of them: hours may be lost otherwise.
        _save(tuple(rows.values()), options)
    width = None if sys.stdout.isatty() else WIDTH
    found = tuple(rows.values())
    Console(width=width, highlight=False).print(render(found))
    return 0 if good(found) else 1


def _as_before(row: PackageRow, part: str, rows: Mapping[str, PackageRow]) -> PackageRow:
    """With what an earlier run found out, where this one is not asked to."""
    before = rows.get(row.name)
    if before is None:
        return row
    found: dict[str, Any] = {part: getattr(before, part)}
    return _at(before.commits.get(part, before.commit), replace(row, **found), part)


def _at(commit: str, row: PackageRow, part: str) -> PackageRow:
    """With the commit of squashkit that has found a part of it."""
    return replace(row, commits={**row.commits, part: commit})


def _kept(file: Path | None) -> tuple[PackageRow, ...]:
    """The rows of earlier runs, so that packages can be run one at a time."""
    return from_json(file.read_text("utf-8")) if file and file.is_file() else ()


def _commit() -> str:
    """Of what runs; the files that a run writes itself make it no other."""
    last = _git("log", "-1", "--format=%h", "--", "squashkit")
    return f"{last}-dirty" if _git("status", "--porcelain", "--", "squashkit") else last


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def _save(rows: Sequence[PackageRow], options: argparse.Namespace) -> None:
    if options.json:
        options.json.write_text(as_json(rows), "utf-8")
    if options.markdown:
        options.markdown.write_text(page(rows), "utf-8")


def _options(names: Sequence[str], arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.corpus.run", description=__doc__.split("\n")[0])
    listed = ", ".join(names)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"by default all of {listed}")
    parser.add_argument(
        "--published", action="store_true", help="judge the squashes that they come with"
    )
    parser.add_argument(
        "--shipped", action="store_true", help="squash what these replace, and compare (slow)"
    )
    parser.add_argument(
        "--on",
        action="append",
        default=[],
        metavar="SERVER",
        help="squash it once more for this server too, as `squashkit squash --on` does",
    )
    parser.add_argument(
        "--json",
        type=Path,
        metavar="FILE",
        help="write the rows there as well; rows of other packages that are there stay",
    )
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write a page as well")
    parser.add_argument(
        "--again",
        action="store_true",
        help="only what else is asked for, of what an earlier run has squashed; for servers in the "
        "same folder",
    )
    parser.add_argument("--work", type=Path, metavar="DIR", default=ROOT / ".corpus")
    parser.add_argument(
        "--limit", type=float, metavar="SECONDS", default=3600, help="for each copy of a package"
    )
    options = parser.parse_args(arguments)
    unknown = [name for name in options.names if name not in names]
    if unknown:
        parser.error(f"there is no package {unknown[0]}; there are {listed}")
    return options


@dataclass(frozen=True)
class Job:
    """One package to squash.

    Attributes:
        folder: where its environment and copies are kept.
        limit: seconds for each copy.
    """

    package: Package
    folder: Path
    limit: float

    def run(self, servers: Sequence[str] = ()) -> PackageRow:
        """Squash it; whatever goes wrong becomes part of its row.

        Args:
            servers: for which it is squashed once more.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        before: Observation | None = None
        tries: Mapping[str, Tried] = {}
        try:
            copy = self._copy("project")
            self._progress("looking at it")
            before = observe(copy, "before")
            tries = self._tries(before)
            self._progress("squashing")
            document = squash(copy)
            self._progress("looking at it again")
            row = _row(self.package, copy, before, document)
            row = replace(row, engines=prove_on(copy, document, servers, self._progress))
        except FAILURES as error:
            apps = unread_rows(before.counts) if before else ()
            row = PackageRow(self.package.title, apps, error=_said(error))
        return replace(row, apps=with_tries(row.apps, tries))

    def prove_again(self, row: PackageRow, servers: Sequence[str]) -> PackageRow:
        """The row with new verdicts on servers.

        Args:
            row: of an earlier run.
            servers: for which it is squashed once more.
        """
        copy = Copy(self.folder, Commands(self.folder / "again.log", self.limit), "project")
        document = json.loads((self.folder / "squash.json").read_text("utf-8"))
        return replace(row, engines=prove_on(copy, document, servers, self._progress))

    def _tries(self, before: Observation) -> dict[str, Tried]:
        apps = [app for app, count in sorted(before.counts.items()) if count.files >= LONG]
        return try_apps(self._copy("django"), before, apps, self._progress)

    def with_part(self, row: PackageRow, part: str) -> PackageRow:
        """The row with what is found out of published squashes.

        Args:
            row: of the package.
            part: one of OF_PUBLISHED.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        done, find = OF_PUBLISHED[part]
        try:
            found: dict[str, Any] = {part: find(self._copy(part), self._progress)}
            return replace(row, **found)
        except FAILURES as error:
            problem = f"published squashes were not {done}: {_said(error)}"
            return replace(row, problems=(*row.problems, problem))

    def _copy(self, name: str) -> Copy:
        self._progress(f"making a copy: {name}")
        copy = Copy(self.folder, Commands(self.folder / f"{name}.log", self.limit), name)
        make_copy(self.package, copy)
        return copy

    def _progress(self, text: str) -> None:
        sys.stderr.write(f"corpus: {self.package.title}: {text}\n")
        sys.stderr.flush()


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
    return PackageRow(
        package.title,
        rows,
        seconds(document),
        problems,
        remarks(before, after),
        steps=steps_of(document),
    )


def as_json(rows: Sequence[PackageRow]) -> str:
    """The rows in full, with their counts."""
    packages = [{**asdict(row), **asdict(tally([row]))} for row in rows]
    document = {"packages": packages, "all": asdict(tally(rows)), "good": good(rows)}
    return json.dumps(document, indent=2) + "\n"


def from_json(text: str) -> tuple[PackageRow, ...]:
    """The rows that `as_json` wrote."""
    return msgspec.convert(json.loads(text)["packages"], tuple[PackageRow, ...])


if __name__ == "__main__":
    sys.exit(main())
