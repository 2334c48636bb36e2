"""What a check found, for people."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from ..model.checks import Examined, Problem
from ..model.words import counted

INDENT = " " * 8


def examined_text(examined: Examined) -> Text:
    """Each problem with what to do, then the sum; lines are as long as they are."""
    lines = [line for problem in examined.problems for line in problem_lines(problem)]
    return Text("\n").join([*lines, _sum(examined)])


def problem_lines(problem: Problem) -> Iterator[Text]:
    """The rule and the fact, what to do, and an empty line."""
    yield Text.assemble((f"{problem.rule}  ", "bold red"), problem.fact)
    yield Text(f"{INDENT}Next: {problem.hint}", style="green")
    yield Text()


def _sum(examined: Examined) -> Text:
    compared = counted(examined.migrations, "migration")
    databases = counted(len(examined.databases), "database")
    with_what = f"{compared} and {databases}" if examined.databases else f"{compared} alone"
    if examined.holds:
        return Text(f"No problem: {with_what}.", style="bold green")
    return Text(f"{counted(len(examined.problems), 'problem')}: {with_what}.", style="bold red")
