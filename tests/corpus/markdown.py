"""The table as a page of the documentation: `python -m tests.corpus.run --markdown FILE`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from squashkit.model.words import counted

from .console import cut
from .rows import AppRow, Judged, PackageRow, ShippedRow, django_tally, tally

HEAD = """\
# Real packages

Written by `make corpus` with `--shipped --published --on postgresql --on mariadb`, `--json FILE`
and `--markdown FILE`, which may take one package at a time, and one of these questions; nobody
edited a file in between.

Each package is copied from an environment with pinned versions, squashed with
`squashkit squash --keep-going`, and then looked at without squashkit: `migrate` from zero and from
the original's database, `makemigrations --check`, and `git status`. All of this is on SQLite; then
`squashkit squash --keep-going --on` squashes it once more, for servers too: below the table stands
what it leaves for their sake.

*Runs* are the migrations that an empty database runs, where a squash counts once; *bound* is the
least that is possible for the app by its graph alone. The last column names the
[rules](../reference/rules.md) that cost something; the facts stand below the table.

*squashmigrations* is what Django's own command makes of the same app, alone, in a second copy of
the package as published: its file is *right* when it migrates an empty database to the same tables
and rows and `makemigrations --check` says the same; *unparsable* when it is not Python, *refused*
when the command fails, *wrong* otherwise. The number is how many operations the file keeps.
"""

PARTS = {
    "engines": "on servers",
    "published": "published squashes judged",
    "shipped": "published squashes compared",
}


def page(packages: Sequence[PackageRow]) -> str:
    """The whole page."""
    django = django_tally(packages)
    summary = f"**{tally(packages)}.**\n"
    if django:
        summary += f"\nDjango's `squashmigrations` on the same apps: {django}.\n"
    return "\n".join([HEAD, summary, *map(_package, packages)])


def _package(package: PackageRow) -> str:
    return "\n".join([*_head(package), *_rows(package.apps), *_tail(package), ""])


def _head(package: PackageRow) -> Iterator[str]:
    yield f"## {package.title}\n"
    if package.error:
        yield f"Could not be run: {package.error}\n"
    if package.commit:
        yield f"Run with squashkit at {package.commit}{_later(package)}.\n"
    if package.seconds and package.ratio:
        before, after = package.seconds
        took = f"{before:.1f} s before, {after:.1f} s after, {package.ratio:.2f} of it"
        yield f"`migrate` from zero: {took}.\n"
    if package.steps:
        yield f"Data steps: {package.steps}.\n"
    yield from (f"On {one}.\n" for one in package.engines)
    yield "| app | runs | bound | operations | verdict | squashmigrations | why not more |"
    yield "|---" * 7 + "|"


def _later(package: PackageRow) -> str:
    """What another commit of squashkit has found."""
    others = {part: at for part, at in package.commits.items() if at != package.commit}
    return "".join(
        f"; {PARTS[part]} at {at}" for part, at in sorted(others.items()) if getattr(package, part)
    )


def _rows(rows: Sequence[AppRow]) -> Iterator[str]:
    for row in rows:
        before, after = row.before, row.after
        why = ", ".join(sorted({rule for rule, _ in row.reasons}))
        yield (
            f"| {row.app} | {before.migrations} → {after.migrations} | {before.bound} "
            f"| {before.operations} → {after.operations} | {row.verdict} | {row.django or ''} "
            f"| {why} |"
        )


def _tail(package: PackageRow) -> Iterator[str]:
    yield f"\n{tally([package])}.\n"
    yield from (f"- {text}" for text in (*package.problems, *package.remarks))
    for row in package.apps:
        yield from (f"- {row.app}, {rule}: {_escaped(fact)}" for rule, fact in row.reasons)
    for row in package.apps:
        tried = row.django
        if tried and tried.said:
            yield f"- squashmigrations {row.app}: {tried.verdict}, {_escaped(cut(tried.said))}"
    for engine in package.engines:
        yield from (f"- {engine.engine}, {rule}: {_escaped(fact)}" for rule, fact in engine.others)
        yield from (f"- {engine.engine}: {_escaped(cut(one))}" for one in engine.differences)
    yield from _shipped(package.shipped)
    yield from _judged(package.published)


def _judged(judged: Judged | None) -> Iterator[str]:
    """What `squashkit validate` says of the published squashes themselves."""
    if judged is None:
        return
    if judged.said:
        yield f"\n`squashkit validate` could not judge them: {judged.said}"
        return
    verdict = counted(len(judged.differences), "difference") if judged.differences else "equal"
    yield (
        f"\n`squashkit validate` on these {judged.squashes} squashes, beside their originals: "
        f"{verdict}, and another order of columns in {counted(judged.column_orders, 'table')}.\n"
    )
    yield from (f"- {_escaped(cut(one))}" for one in judged.differences)


def _shipped(rows: Sequence[ShippedRow]) -> Iterator[str]:
    if rows:
        yield "\nThe squashes that it was published with, and ours of the same originals:\n"
        yield (
            "| app | published | members | operations | of them steps | ours | of them steps "
            "| that make rows | |"
        )
        yield "|---" * 9 + "|"
    for row in rows:
        ours = "" if row.ours is None else f"{row.ours} in {row.migrations}"
        theirs = f"{row.members} | {row.theirs} | {row.their_steps}"
        steps = f"{row.our_steps} | {row.loud}"
        yield f"| {row.app} | {row.name} | {theirs} | {ours} | {steps} | {row.verdict} |"


def _escaped(text: str) -> str:
    return text.replace("\n", "<br>").replace("|", "\\|")
