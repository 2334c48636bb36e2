"""Makes rows of what was observed and of squashkit's document, and a table of the rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from squashkit.analysis.rules import squashing as rules

from .observing import Count

LONG = 5
"""From this many migration files on, an app counts for the share."""
SHARE = 0.5
PROVEN, NOT_PROVEN, LEFT, NOT_RUN = "proven", "not proven", "left", "not run"
STYLES = {PROVEN: "green", NOT_PROVEN: "red", NOT_RUN: "red"}
FACT_WIDTH = 140
Document = Mapping[str, Any]


@dataclass(frozen=True)
class AppRow:
    """One app.

    Attributes:
        before: what there was.
        after: what there is now; the same where nothing was written.
        segments: how many squashes it got.
        verdict: one of the four above.
        reasons: rule and fact of all that was not squashed, or not in one.
    """

    app: str
    before: Count
    after: Count
    segments: int
    verdict: str
    reasons: tuple[tuple[str, str], ...] = ()

    @property
    def long(self) -> bool:
        """Whether it counts for the share."""
        return self.before.files >= LONG

    @property
    def at_bound(self) -> bool:
        """Whether it was squashed into as few migrations as the graph allows."""
        return self.verdict == PROVEN and self.after.migrations == self.before.bound


@dataclass(frozen=True)
class PackageRow:
    """One package.

    Attributes:
        seconds: of `migrate` from zero before and after, from the proof; None without one.
        problems: where an independent look disagrees.
        remarks: what it sees and does not count as a difference.
        error: why it could not be run, or an empty string.
    """

    title: str
    apps: tuple[AppRow, ...] = ()
    seconds: tuple[float, float] | None = None
    problems: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    error: str = ""


@dataclass(frozen=True)
class Tally:
    """How many long apps there are, how many of them are proven, and how many at their bound."""

    long: int
    proven: int
    at_bound: int

    @property
    def enough(self) -> bool:
        """Whether the share was reached."""
        return self.proven >= SHARE * self.long

    def __str__(self) -> str:
        return (
            f"{self.proven} of {self.long} apps with {LONG} or more migrations came out squashed "
            f"with a proof that holds, {self.at_bound} into as few as the graph allows"
        )


def unread_rows(before: Mapping[str, Count]) -> tuple[AppRow, ...]:
    """The apps of a package that could not be squashed at all; they count as not squashed."""
    return tuple(AppRow(app, before[app], before[app], 0, NOT_RUN) for app in sorted(before))


def app_rows(
    before: Mapping[str, Count], after: Mapping[str, Count], document: Document
) -> tuple[AppRow, ...]:
    """One row an app.

    Args:
        before: counts of the package as published.
        after: counts after the squash.
        document: what `squashkit squash --format json` said.
    """
    segments, reasons = _segments(document), _reasons(document)
    return tuple(
        AppRow(
            app,
            before[app],
            after[app],
            len(segments[app]),
            _verdict(bool(segments[app]), reasons[app], document),
            tuple(reasons[app]),
        )
        for app in sorted(before)
    )


def seconds(document: Document) -> tuple[float, float] | None:
    """What the proof measured."""
    proof = document["proof"]
    return (proof["seconds_before"], proof["seconds_after"]) if proof else None


def proof_holds(document: Document) -> bool:
    """Whether there is a proof, with checks, none of which found a difference."""
    checks = document["proof"]["checks"] if document["proof"] else ()
    return bool(checks) and not any(check["differences"] for check in checks)


def miscounts(rows: Iterable[AppRow], document: Document) -> tuple[str, ...]:
    """Where squashkit's own numbers are not those that Django counts."""
    segments = _segments(document)
    found = []
    for row in rows if document["written"] else ():
        gains = [segment["gain"] for segment in segments[row.app]]
        files = row.before.migrations - sum(gain["files"] - 1 for gain in gains)
        saved = sum(gain["operations_before"] - gain["operations_after"] for gain in gains)
        said = (files, row.before.operations - saved)
        counted = (row.after.migrations, row.after.operations)
        if said != counted:
            found.append(
                f"{row.app}: {_pair(said)} by squashkit's report, {_pair(counted)} by Django's plan"
            )
    return tuple(found)


def _pair(numbers: tuple[int, int]) -> str:
    return f"{numbers[0]} migrations with {numbers[1]} operations"


def strays(changes: Iterable[str], document: Document, root: str) -> tuple[str, ...]:
    """What git sees changed and squashkit did not report as a new file, or the other way round.

    Args:
        changes: lines of `git status --porcelain`.
        document: squashkit's.
        root: the folder of the work tree.
    """
    files = document["files"] if document["written"] else ()
    said = {f"?? {path.removeprefix(root).lstrip('/')}" for path in files}
    seen = set(changes)
    return tuple(
        [f"changed, but not reported: {line}" for line in sorted(seen - said)]
        + [f"reported, but not there: {line}" for line in sorted(said - seen)]
    )


def _segments(document: Document) -> defaultdict[str, list[Document]]:
    found = defaultdict[str, list[Document]](list)
    for segment in document["plan"]["segments"]:
        found[segment["key"]["app"]].append(segment)
    return found


def _reasons(document: Document) -> defaultdict[str, list[tuple[str, str]]]:
    found = defaultdict[str, list[tuple[str, str]]](list)
    for left in document["plan"]["left"]:
        found[left["app"]].append(_reason(left["reason"]))
    for app, segments in _segments(document).items():
        ends = [end for segment in segments for end in segment["ends"]]
        # A migration that is left alone is also why the segment before it ends.
        found[app] += [one for one in map(_reason, ends) if one not in found[app]]
    return found


def _reason(reason: Document) -> tuple[str, str]:
    return reason["rule"], reason["fact"]


def _verdict(squashed: bool, reasons: Iterable[tuple[str, str]], document: Document) -> str:
    if squashed:
        return PROVEN if document["written"] and proof_holds(document) else NOT_PROVEN
    return NOT_PROVEN if any(rule == rules.NOT_PROVEN.id for rule, _ in reasons) else LEFT


def tally(packages: Iterable[PackageRow]) -> Tally:
    """Count over all apps of these packages."""
    rows = [row for package in packages for row in package.apps if row.long]
    proven = [row for row in rows if row.verdict == PROVEN]
    return Tally(len(rows), len(proven), sum(row.at_bound for row in rows))


def good(packages: Sequence[PackageRow]) -> bool:
    """Whether all could be run, nothing disagrees, and the share was reached."""
    flawless = not any(package.error or package.problems for package in packages)
    return flawless and tally(packages).enough


def render(packages: Sequence[PackageRow]) -> RenderableType:
    """The table, what went wrong, and the share."""
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for name in ("App", "Files", "Migrations", "Bound", "Operations", "Seconds", "Verdict", "Why"):
        numbers = name not in ("App", "Verdict", "Why")
        table.add_column(name, justify="right" if numbers else "left", no_wrap=name != "Why")
    for package in packages:
        _add(table, package)
    return Group(table, *_ends(packages))


def _add(table: Table, package: PackageRow) -> None:
    for row in package.apps:
        table.add_row(
            Text(row.app, style="cyan"),
            *_numbers([row]),
            "",
            Text(row.verdict, style=STYLES.get(row.verdict, "")),
            Text(shortened(row.reasons), style="dim"),
        )
    took = f"{package.seconds[0]:.1f} -> {package.seconds[1]:.1f}" if package.seconds else "-"
    verdict = str(tally([package]).proven) + f" of {tally([package]).long}"
    title = Text(package.title, style="bold")
    table.add_row(title, *_numbers(package.apps), took, verdict, "", end_section=True)
    table.add_row()


def _numbers(rows: Sequence[AppRow]) -> tuple[str, str, str, str]:
    before, after = [row.before for row in rows], [row.after for row in rows]
    return (
        str(sum(one.files for one in before)),
        _change(sum(one.migrations for one in before), sum(one.migrations for one in after)),
        str(sum(one.bound for one in before)),
        _change(sum(one.operations for one in before), sum(one.operations for one in after)),
    )


def _change(before: int, after: int) -> str:
    return f"{before} -> {after}"


def shortened(reasons: Iterable[tuple[str, str]]) -> str:
    """Each rule once, with the first of its facts and how many others there are."""
    facts = defaultdict[str, list[str]](list)
    for rule, fact in reasons:
        facts[rule].append(fact)
    return "\n".join(
        f"{rule}: {_cut(found[0])}" + (f" (and {len(found) - 1} more)" if len(found) > 1 else "")
        for rule, found in sorted(facts.items())
    )


def _cut(fact: str) -> str:
    return fact if len(fact) <= FACT_WIDTH else f"{fact[: FACT_WIDTH - 4]} ..."


def _ends(packages: Sequence[PackageRow]) -> Iterator[Text]:
    for package in packages:
        yield from (Text(f"{package.title}, same: {one}", style="dim") for one in package.remarks)
        yield from (Text(f"{package.title}, OTHER: {one}", style="red") for one in package.problems)
        if package.error:
            yield Text(f"{package.title} could not be run: {package.error}", style="red")
    yield from (Text(f"{package.title}: {tally([package])}.") for package in packages)
    yield Text(f"All together: {tally(packages)}.", style="bold")
