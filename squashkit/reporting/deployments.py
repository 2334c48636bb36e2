"""What databases have recorded, for people."""

from __future__ import annotations

from rich.console import RenderableType
from rich.text import Text

from ..model.deployed import Deployment
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
            str(len(one.rows)),
            str(last.key) if last else "-",
            last.applied[:10] if last else "-",
            one.digest[:SHORT],
        )
    return made
