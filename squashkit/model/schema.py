"""What is in a database: its structure and its rows, as values that compare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, IntEnum

NEXT_NUMBER = "next number of "
"""How a difference begins that is about the number that a table goes on with."""
SHOWN_LETTERS = 120
"""Of each side of a difference in messages; files have all of it."""
RAISED_LETTERS = 400
"""Of what raises: the name that somebody has to mend may stand at its end."""


class Layer(Enum):
    """How much a difference matters, in the order of design section 5.

    AFFINITY is another name of a type that the engine takes for the same one. PHYSICAL is where
    rows are kept and whose they are, which no query shows. NUMBERS are the same rows under other
    numbers that somebody may know, as SITE_ID knows that of a site; KEYS are those that nobody
    does. OBSERVERS is what one of the two that look at the structure sees where the other sees
    nothing: one of them is wrong.
    """

    STRUCTURE = "structure"
    NAMES = "declared names"
    GENERATED = "generated names"
    AFFINITY = "type names"
    ORDER = "column order"
    PHYSICAL = "physical"
    ROWS = "rows"
    NUMBERS = "row numbers"
    KEYS = "row keys"
    OBSERVERS = "observers"

    @property
    def fails(self) -> bool:
        """Whether a difference of this layer makes a proof fail."""
        return self in _FAILING

    @property
    def is_told(self) -> bool:
        """Whether somebody may want to know one that does not: not of order and made-up names."""
        return self in _TOLD

    @property
    def is_of_rows(self) -> bool:
        """Whether it is about rows, and not about the structure."""
        return self in _OF_ROWS

    @property
    def rank(self) -> int:
        """Its place, from 0."""
        return list(Layer).index(self)


_FAILING = frozenset({Layer.STRUCTURE, Layer.NAMES, Layer.ROWS, Layer.NUMBERS, Layer.OBSERVERS})
_TOLD = frozenset({Layer.STRUCTURE, Layer.PHYSICAL, Layer.KEYS})
_OF_ROWS = frozenset({Layer.ROWS, Layer.NUMBERS, Layer.KEYS})


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """One comparable part of a table or of the database.

    Parts are compared as a multiset of `(table, kind, definition)`; what tells two parts apart is
    all in `definition`, so that a part with another generated name is still the same part.

    Attributes:
        table: the table it belongs to; of a view or a trigger, its own name or its table's.
        kind: `table`, `column`, `primary key`, `unique`, `index`, `foreign key`, `check`, `view`,
            `trigger`, and more that single engines have.
        definition: its normalised definition without its own name.
        name: its own name, or an empty string where it has none.
        generated: whether the name was made up by Django or by the database.
        meaning: the definition with its type as the engine understands it; empty where the
            definition says it all.
        likely: whether the name has the form of one that the database makes up, of names that
            table and columns had once: then it is made up if that of the same part elsewhere is.
    """

    table: str
    kind: str
    definition: str
    name: str = ""
    generated: bool = False
    meaning: str = ""
    likely: bool = False


@dataclass(frozen=True, slots=True, order=True)
class Reference:
    """A foreign key of one column.

    Attributes:
        column: of the table that it belongs to.
        table: that it points to.
        target: the column there.
    """

    column: str
    table: str
    target: str


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one table.

    Attributes:
        columns: column names in the order of the table.
        rows: one tuple of rendered values a row, sorted; in the order of the sorted column names.
        key: the columns of the primary key, sorted.
        numbered: whether the database makes the key up, so that it says nothing about the row.
        references: the foreign keys, sorted; those of several columns are left out.
        next: the number that the next row gets, where the database keeps that beside the rows.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    key: tuple[str, ...] = ()
    numbered: bool = False
    references: tuple[Reference, ...] = ()
    next: str = ""


class Detail(IntEnum):
    """As how much random values are compared, from the most to the least.

    LENGTH is how long they are and in how many rows each is, COUNT the second of these alone, EMPTY
    whether there is text at all, NULL whether there is anything, ANY that the row is there.
    """

    LENGTH = 0
    COUNT = 1
    EMPTY = 2
    NULL = 3
    ANY = 4


@dataclass(frozen=True, slots=True)
class Noise:
    """What one and the same history writes differently each time it runs, such as random tokens.

    Attributes:
        columns: table and column, with what is compared of their values.
        tables: whose rows cannot be compared at all: each time there are other ones, or more.
        loose: tables of which each column is compared by itself, since other values stand together
            each time.
        numbers: tables whose rows are the same, under other keys; what refers to them still is
            compared.
    """

    columns: Mapping[tuple[str, str], Detail] = field(default_factory=dict)
    tables: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    loose: frozenset[str] = frozenset()

    def __or__(self, other: Noise) -> Noise:
        least = {
            pair: max(one.get(pair, Detail.LENGTH) for one in (self.columns, other.columns))
            for pair in self.columns.keys() | other.columns.keys()
        }
        return Noise(
            least,
            self.tables | other.tables,
            self.numbers | other.numbers,
            self.loose | other.loose,
        )

    def describe(self) -> tuple[str, ...]:
        """What is not compared, in words, sorted."""
        found = [f"rows of {table}: other in each run" for table in self.tables]
        loose = self.loose - self.tables
        found += [f"which values of {table} stand in one row: other in each run" for table in loose]
        found += [f"keys of {table}: other in each run" for table in self.numbers - self.tables]
        found += [
            f"values of {table}.{column}{BUT_FOR[detail]}: other in each run"
            for (table, column), detail in self.columns.items()
        ]
        return tuple(sorted(found))


BUT_FOR = {
    Detail.LENGTH: ", but for their length and whether rows share one",
    Detail.COUNT: ", but for whether rows share one",
    Detail.EMPTY: ", but for whether they are empty",
    Detail.NULL: ", but for whether there is one",
    Detail.ANY: "",
}


@dataclass(frozen=True, slots=True)
class Look:
    """The structure as a second observer saw it, which shares no reading code with the first.

    Attributes:
        by: what it read, for example `pg_dump 15.20`.
        parts: what is there, sorted.
        missing: why nobody could look; then there are no parts.
    """

    by: str
    parts: tuple[Part, ...] = ()
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that was read from one database at one moment.

    Attributes:
        engine: name and version, for example `SQLite 3.40.1`.
        parts: the structure, sorted.
        tables: the rows by table name.
        unread: kinds of objects that the reader met but cannot compare; never dropped silently.
        second: what the second observer saw, where it was asked.
    """

    engine: str
    parts: tuple[Part, ...]
    tables: Mapping[str, Table]
    unread: tuple[str, ...] = ()
    second: Look | None = None

    @property
    def engine_name(self) -> str:
        """Without the version."""
        return self.engine.partition(" ")[0]

    @property
    def not_read(self) -> tuple[str, ...]:
        """What nobody read, and why nobody looked twice if nobody did."""
        if self.second is None or not self.second.missing:
            return self.unread
        return (*self.unread, f"the schema by {self.second.by}: {self.second.missing}")

    @property
    def row_count(self) -> int:
        """How many rows there are in all tables."""
        return sum(len(table.rows) for table in self.tables.values())


@dataclass(frozen=True, slots=True)
class Cause:
    """An operation that made one side of a difference what it is.

    Attributes:
        side: `before` or `after`.
        path: of the migration, relative to the project's folder.
        line: from 1.
        text: the operation in a few words.
    """

    side: str
    path: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}, line {self.line}: {self.text}"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that two snapshots, states or graphs do not share.

    Attributes:
        subject: what differs, for example `column orders_order.total`.
        before: as the original has it, or an empty string where it has none.
        after: as the squash has it, likewise.
        causes: the operations behind both sides, as far as they are known.
        where: in which database, of a check that is about several.
    """

    layer: Layer
    subject: str
    before: str
    after: str
    causes: tuple[Cause, ...] = ()
    where: str = ""

    def __str__(self) -> str:
        before, after = self.sides
        return f"{self.title}: {before} became {after}"

    @property
    def title(self) -> str:
        """What differs, and in which database."""
        return f"{self.where}: {self.subject}" if self.where else self.subject

    @property
    def sides(self) -> tuple[str, str]:
        """Both sides for a message, short enough, around the first place where they differ."""
        room = RAISED_LETTERS if "Error: " in self.after else SHOWN_LETTERS
        before, after = _shortened(self.before, self.after, room)
        return before or "absent", after or "absent"


def _shortened(before: str, after: str, room: int) -> tuple[str, str]:
    """Both texts cut to so many letters, around the first place where they differ."""
    if max(len(before), len(after)) <= room:
        return before, after
    pairs = enumerate(zip(before, after, strict=False))
    same = next((place for place, (one, other) in pairs if one != other), 0)
    start = max(0, same - room // 4)
    return _window(before, start, room), _window(after, start, room)


def _window(text: str, start: int, room: int) -> str:
    shown = f"...{text[start:]}" if start else text
    return shown if len(shown) <= room else f"{shown[: room - 3]}..."
