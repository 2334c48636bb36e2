"""Conflicts for people, on a terminal or in a file."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from ..model.findings import Conflicts, Finding, Level, Place
from ..model.words import counted

STYLES = {Level.ERROR: "bold red", Level.WARNING: "yellow", Level.NOTE: "dim"}
INDENT = " " * 8


def conflicts_text(conflicts: Conflicts) -> Text:
    """Each finding with who, where and what next; then the sum.

    Lines are as long as they are: a command that is cut cannot be copied.
    """
    lines = [line for finding in conflicts.findings for line in finding_lines(finding)]
    return Text("\n").join([*lines, _sum(conflicts)])


def finding_lines(finding: Finding) -> Iterator[Text]:
    """Level, rule and fact; where, and what next; an empty line.

    Args:
        finding: anything that was found.
    """
    level = finding.level
    yield Text.assemble(
        (f"{level.value:<8}", STYLES[level]), (f"{finding.rule}  ", "bold"), finding.fact
    )
    yield from map(_place, finding.places)
    if finding.hint:
        yield Text(f"{INDENT}Next: {finding.hint}", style="green")
    yield Text()


def _place(place: Place) -> Text:
    where = (f"{INDENT}{place.path}:{place.line}", "cyan")
    change = place.change
    who = f", {change.commit[:9]} {change.date[:10]} {change.author}" if change else ""
    return Text.assemble(where, f" on {place.ref.name}", (who, "dim"))


def _sum(conflicts: Conflicts) -> Text:
    levels = [one.level for one in conflicts.findings]
    found = [counted(levels.count(level), level.value) for level in Level if level in levels]
    compared = f"{counted(len(conflicts.refs), 'ref')} against {conflicts.base.name} "
    compared += f"({conflicts.base.commit[:9]})"
    if not found:
        return Text(f"No conflicts: {compared}.", style="bold green")
    style = "bold" if conflicts.holds else "bold red"
    return Text(f"{', '.join(found)}: {compared}.", style=style)
