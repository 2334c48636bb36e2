"""The table as a page of the documentation: `python -m tests.corpus.run --markdown FILE`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .table import AppRow, PackageRow, shortened, tally

HEAD = """\
# Real packages

Written by `make corpus CORPUS="--markdown docs/explanation/real-packages.md"`; nobody edited a
file in between. Each package is copied from an environment with pinned versions, squashed with
`squashkit squash --keep-going`, and then looked at without squashkit: `migrate` from zero and
from the original's database, `makemigrations --check`, and `git status`. SQLite throughout.

*Runs* are the migrations that an empty database runs, where a squash counts once; *bound* is the
least that is possible for the app by its graph alone. An app that is *left* says why in the last
column; the [rules](../reference/rules.md) say more.
"""


def page(packages: Sequence[PackageRow]) -> str:
    """The whole page."""
    return "\n".join([HEAD, f"**{tally(packages)}.**\n", *map(_package, packages)])


def _package(package: PackageRow) -> str:
    lines = [f"## {package.title}\n"]
    if package.error:
        lines.append(f"Could not be run: {package.error}\n")
    if package.seconds:
        before, after = package.seconds
        lines.append(f"`migrate` from zero: {before:.1f} s before, {after:.1f} s after.\n")
    lines += ["| app | runs | bound | operations | verdict | why not more |", "|---" * 6 + "|"]
    lines += [*_rows(package.apps), f"\n{tally([package])}.\n"]
    lines += [f"- {text}" for text in (*package.problems, *package.remarks)]
    return "\n".join(lines)


def _rows(rows: Sequence[AppRow]) -> Iterator[str]:
    for row in rows:
        before, after = row.before, row.after
        why = shortened(row.reasons).replace("\n", "<br>").replace("|", "\\|")
        yield (
            f"| {row.app} | {before.migrations} → {after.migrations} | {before.bound} "
            f"| {before.operations} → {after.operations} | {row.verdict} | {why} |"
        )
