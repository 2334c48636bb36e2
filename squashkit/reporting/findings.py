"""Conflicts for people, on a terminal or in a file."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ..model.findings import Conflicts, Finding, Level, Place
from .text import counted

STYLES = {Level.ERROR: "bold red", Level.WARNING: "yellow", Level.NOTE: "dim"}
NOUNS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "note"}


def conflicts_text(conflicts: Conflicts) -> RenderableType:
    """Each finding with who, where and what next; then the sum."""
    parts = [part for finding in conflicts.findings for part in _finding(finding)]
    return Group(*parts, _sum(conflicts))


def _finding(finding: Finding) -> Iterator[RenderableType]:
    head = Table.grid()
    head.add_column(width=8)
    head.add_column(width=8)
    head.add_column(overflow="fold")
    level = Text(finding.level.value, style=STYLES[finding.level])
    head.add_row(level, Text(finding.rule, style="bold"), Text(finding.fact))
    yield head
    for place in finding.places:
        yield _below(_place(place))
    if finding.hint:
        yield _below(Text(f"Next: {finding.hint}", style="green"))
    yield Text()


def _below(text: Text) -> Padding:
    return Padding(text, (0, 0, 0, 16), expand=False)


def _place(place: Place) -> Text:
    where = Text.assemble((f"{place.path}:{place.line}", "cyan"), f" on {place.ref.name}")
    if place.change:
        change = place.change
        where.append(f", {change.commit[:9]} {change.date[:10]} {change.author}", style="dim")
    return where


def _sum(conflicts: Conflicts) -> Text:
    levels = [one.level for one in conflicts.findings]
    found = [counted(levels.count(level), NOUNS[level]) for level in Level if level in levels]
    refs = counted(len(conflicts.refs), "ref")
    base = f"{conflicts.base.name} ({conflicts.base.commit[:9]})"
    if not found:
        return Text(f"No conflicts: {refs} against {base}.", style="bold green")
    return Text(
        f"{', '.join(found)}: {refs} against {base}.",
        style="bold" if conflicts.holds else "bold red",
    )
