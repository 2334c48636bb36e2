"""What is in a database: its structure and its rows, as values that compare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Layer(Enum):
    """How much a difference matters, in the order of design section 5.

    Only STRUCTURE, NAMES and ROWS can make a proof fail.
    """

    STRUCTURE = "structure"
    NAMES = "declared names"
    GENERATED = "generated names"
    ORDER = "column order"
    ROWS = "rows"


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """One comparable part of a table or of the database.

    Parts are compared as a multiset of `(table, kind, definition)`; what tells two parts apart is
    all in `definition`, so that a part with another generated name is still the same part.

    Attributes:
        table: the table it belongs to; of a view or a trigger, its own name or its table's.
        kind: `table`, `column`, `primary key`, `unique`, `index`, `foreign key`, `check`, `view`,
            `trigger`.
        definition: its normalised definition without its own name.
        name: its own name, or an empty string where it has none.
        generated: whether the name was made up by Django or by the database.
    """

    table: str
    kind: str
    definition: str
    name: str = ""
    generated: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one table.

    Attributes:
        columns: column names in the order of the table.
        rows: one tuple of rendered values a row, sorted; in the order of the sorted column names.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that was read from one database at one moment.

    Attributes:
        engine: name and version, for example `SQLite 3.40.1`.
        parts: the structure, sorted.
        tables: the rows by table name.
        unread: kinds of objects that the reader met but cannot compare; never dropped silently.
    """

    engine: str
    parts: tuple[Part, ...]
    tables: Mapping[str, Table]
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that two snapshots, states or graphs do not share.

    Attributes:
        subject: what differs, for example `column orders_order.total`.
        before: as the original has it, or an empty string where it has none.
        after: as the squash has it, likewise.
    """

    layer: Layer
    subject: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.before or 'absent'} became {self.after or 'absent'}"
