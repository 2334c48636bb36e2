"""The rows as a table on the terminal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from rich.console import Group, JustifyMethod, RenderableType
from rich.table import Table
from rich.text import Text

from .rows import NOT_PROVEN, NOT_RUN, PROVEN, AppRow, PackageRow, django_tally, tally

STYLES = {PROVEN: "green", NOT_PROVEN: "red", NOT_RUN: "red"}
FACT_WIDTH = 140
NUMBERS = ("Files", "Migrations", "Bound", "Operations", "Seconds")
COLUMNS = ("App", *NUMBERS, "Verdict", "squashmigrations", "Why")


def render(packages: Sequence[PackageRow]) -> RenderableType:
    """The table, what went wrong, and the share."""
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for name in COLUMNS:
        justify: JustifyMethod = "right" if name in NUMBERS else "left"
        table.add_column(name, justify=justify, no_wrap=name != "Why")
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
            str(row.django or ""),
            Text(shortened(row.reasons), style="dim"),
        )
    verdict = str(tally([package]).proven) + f" of {tally([package]).long}"
    title = Text(package.title, style="bold")
    table.add_row(title, *_numbers(package.apps), _took(package), verdict, "", "")
    table.add_row()


def _took(package: PackageRow) -> str:
    if package.seconds is None or package.ratio is None:
        return "-"
    before, after = package.seconds
    return f"{before:.1f} -> {after:.1f} ({package.ratio:.2f})"


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
        f"{rule}: {cut(found[0])}" + (f" (and {len(found) - 1} more)" if len(found) > 1 else "")
        for rule, found in sorted(facts.items())
    )


def cut(fact: str) -> str:
    """A sentence that is not longer than a table bears."""
    return fact if len(fact) <= FACT_WIDTH else f"{fact[: FACT_WIDTH - 4]} ..."


def _ends(packages: Sequence[PackageRow]) -> Iterator[Text]:
    for package in packages:
        for kind, style, lines in _lines(package):
            yield from (Text(f"{package.title}, {kind}: {one}", style=style) for one in lines)
        if package.error:
            yield Text(f"{package.title} could not be run: {package.error}", style="red")
    yield from (Text(f"{package.title}: {tally([package])}.") for package in packages)
    yield Text(f"All together: {tally(packages)}.", style="bold")
    if django_tally(packages):
        yield Text(
            f"Django's squashmigrations on the same apps: {django_tally(packages)}.", style="bold"
        )


def _lines(package: PackageRow) -> Iterator[tuple[str, str, Iterable[object]]]:
    yield "same", "dim", package.remarks
    yield "OTHER", "red", package.problems
    yield "shipped", "", package.shipped
    yield "steps", "", [package.steps] if package.steps else ()
    yield "on", "", package.engines
