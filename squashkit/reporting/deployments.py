"""What databases have recorded, for people."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import RenderableType
from rich.text import Text

from ..model.checks import Problem
from ..model.deployed import Deployment
from ..model.words import counted
from .checks import problem_lines
from .text import table

NUMBERS = ("Applied",)
SHORT = 12


def deployment_text(found: Deployment) -> RenderableType:
    """One row a database; the JSON document has what is recorded."""
    made = table("Database", "Engine", *NUMBERS, "Last", "When", "Digest", numbers=NUMBERS)
    for one in found.states:
        last = max(one.rows, key=lambda row: row.applied, default=None)
        made.add_row(
            Text(one.name, style="cyan"),
            one.engine,
            str(one.count),
            str(last.key) if last else "-",
            last.applied[:10] if last else "-",
            one.digest[:SHORT],
        )
    return made


def pruning_text(rows: Deployment, problems: Sequence[Problem], *, done: bool) -> Text:
    """The rows that go, the databases that were left alone, and the sum.

    Args:
        rows: what goes, of each database that has any.
        problems: databases of which nothing goes, and why.
        done: whether they are gone.
    """
    said = rows_text(rows, "deleted" if done else "would be deleted")
    return Text("\n").join([*(line for one in problems for line in problem_lines(one)), said])


def rows_text(rows: Deployment, what: str) -> Text:
    """Each row, and how many there are of each database.

    Args:
        rows: of which databases.
        what: became of them.
    """
    lines = [f"{one.name}: {row.key}" for one in rows.states for row in one.rows]
    lines += [f"{counted(one.count, 'row')} of {one.name} {what}." for one in rows.states]
    return Text("\n".join(lines or ["No row is needless."]))
