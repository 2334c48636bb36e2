"""Data steps: operations that may touch rows, what was seen of them, and what becomes of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .keys import MigrationKey

Kind = Literal["noop", "transform", "seed", "schema", "external"]
"""`noop` does nothing. `transform` changes rows of tables that are born in the same squash, and
meets none. `seed` makes rows there. `schema` changes tables. `external` meets what other apps have,
or cannot be read."""

Elide = Literal["proven", "observed", "none"]
"""Which steps a squash may leave out: those proven to have no effect where it runs, those that had
none on an empty database, or none at all."""
ELIDE: tuple[Elide, ...] = ("proven", "observed", "none")


@dataclass(frozen=True, slots=True, order=True)
class Seen:
    """What a step did while the original history ran on an empty database.

    Attributes:
        index: the step's place in the operations of its migration, from 0.
        operation: its class.
        statements: how many statements it ran.
        rows: how many rows these inserted, updated or deleted.
        schema: whether one of them changed the schema.
        numbers: whether one of them said which number a table goes on with.
        outside: whether one of them named a table that was there before any of the migrations ran.
    """

    key: MigrationKey
    index: int
    operation: str
    statements: int = 0
    rows: int = 0
    schema: bool = False
    numbers: bool = False
    outside: bool = False


@dataclass(frozen=True, slots=True, order=True)
class Step:
    """What a step is, and what a squash does with it.

    Attributes:
        index: its place in the operations of its migration, from 0.
        operation: its class.
        kind: see `Kind`.
        left_out: whether the squash does without it.
        why: on what that rests; for one that stays, what stood in the way.
        observed: whether it was seen to have no effect on an empty database.
        function: the name of the function that it runs, if there is one.
    """

    key: MigrationKey
    index: int
    operation: str
    kind: Kind
    left_out: bool
    why: str
    observed: bool = False
    function: str = ""

    @property
    def title(self) -> str:
        """What it is, such as `RunPython(fill)`."""
        return f"{self.operation}({self.function})" if self.function else self.operation

    def __str__(self) -> str:
        return f"{self.title} of {self.key.name}"
