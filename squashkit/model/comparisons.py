"""What two databases do not share."""

from __future__ import annotations

from dataclasses import dataclass

from .schema import Difference
from .words import counted


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two databases, side by side.

    Attributes:
        before, after: what they are called, without passwords.
        engine: name and version of both.
        parts: how many parts of the schema the first one has.
        rows: how many rows it has.
        differences: structure, declared names and rows: with any, the databases are not the same.
        remarks: other differences, such as generated names and the order of columns.
        not_compared: kinds of objects that nobody reads, in either.
        second: how much a second observer saw, such as `6 in sqlite_master`; empty where none did.
    """

    before: str
    after: str
    engine: str
    parts: int
    rows: int
    differences: tuple[Difference, ...] = ()
    remarks: tuple[Difference, ...] = ()
    not_compared: tuple[str, ...] = ()
    second: str = ""

    @property
    def compared(self) -> str:
        """How much of both was compared, in words."""
        second = f", {self.second}," if self.second else ""
        return (
            f"{counted(self.parts, 'part')} of the schema{second} and {counted(self.rows, 'row')}"
        )

    @property
    def holds(self) -> bool:
        """Whether nothing that must be equal differs."""
        return not self.differences
