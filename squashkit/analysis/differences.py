"""What two snapshots of databases do not share, by how much it matters."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from itertools import zip_longest
from typing import TYPE_CHECKING, TypeAlias

from ..model.schema import Difference, Layer, Part, Snapshot, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

FAILING = frozenset({Layer.STRUCTURE, Layer.NAMES, Layer.ROWS})
RANKS = {layer: rank for rank, layer in enumerate(Layer)}
SHOWN_ROWS = 3
SHOWN_LETTERS = 60
LISTS = ("primary key", "unique", "index", "foreign key")  # their definitions start with columns
NOW = "now"
# How far from UTC a project without USE_TZ may write its moments: from -12:00 to +14:00.
ZONES = tuple(timedelta(minutes=minutes) for minutes in range(-12 * 60, 14 * 60 + 1, 15))
MOMENT = re.compile(
    r"'(?P<moment>\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.(?P<fraction>\d{6}|\d{3}))?)(?:\+00:00)?'",
    re.ASCII,
)

Window: TypeAlias = tuple[str, str]
Row: TypeAlias = tuple[str, ...]


def compare(
    before: Snapshot, after: Snapshot, *, clocks: tuple[Window, Window] | None = None
) -> tuple[Difference, ...]:
    """All differences, sorted; none when both databases have the same structure and rows.

    What a snapshot could not read is no difference: see `Snapshot.unread`.

    Args:
        before: of the original.
        after: of what should be equal to it.
        clocks: start and end of the replay that made each of them, in UTC, written as
            `YYYY-MM-DD HH:MM:SS.ffffff`. A value between them stands for the moment of the replay
            and equals such a value on the other side, whichever time zone the project writes.
    """
    lost = _tables(before) - _tables(after)
    gained = _tables(after) - _tables(before)
    found = [
        *_whole_tables(before, lost, gained=False),
        *_whole_tables(after, gained, gained=True),
        *_parts(_without(before, lost), _without(after, gained)),
        *_orders(before.tables, after.tables),
        *_rows(before.tables, after.tables, lost | gained, clocks),
    ]
    return tuple(sorted(found, key=_sort_key))


def failing(differences: Iterable[Difference]) -> tuple[Difference, ...]:
    """The differences that make a proof fail: structure, declared names and rows.

    Args:
        differences: from `compare`.
    """
    return tuple(found for found in differences if found.layer in FAILING)


def _sort_key(found: Difference) -> tuple[int, str, str, str]:
    return (RANKS[found.layer], found.subject, found.before, found.after)


def _tables(snapshot: Snapshot) -> frozenset[str]:
    return frozenset(part.table for part in snapshot.parts if part.kind == "table")


def _without(snapshot: Snapshot, tables: frozenset[str]) -> list[Part]:
    return [part for part in snapshot.parts if part.table not in tables]


def _whole_tables(
    snapshot: Snapshot, tables: frozenset[str], *, gained: bool
) -> Iterator[Difference]:
    for table in tables:
        parts = [part for part in snapshot.parts if part.table == table]
        columns = sum(part.kind == "column" for part in parts)
        rows = len(snapshot.tables[table].rows) if table in snapshot.tables else 0
        text = f"{_count(columns, 'column')}, {_count(rows, 'row')}"
        sides = ("", text) if gained else (text, "")
        yield Difference(Layer.STRUCTURE, f"table {table}", *sides)


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


# Structure and names


def _parts(before: Sequence[Part], after: Sequence[Part]) -> Iterator[Difference]:
    old, new = _by_definition(before), _by_definition(after)
    missing: list[Part] = []
    extra: list[Part] = []
    for key in old.keys() | new.keys():
        renamed, only_old, only_new = _match(old.get(key, []), new.get(key, []))
        missing += only_old
        extra += only_new
        yield from (_name_difference(one, other) for one, other in renamed)
    yield from _structure(missing, extra)


def _by_definition(parts: Iterable[Part]) -> Mapping[tuple[str, str, str], list[Part]]:
    found: dict[tuple[str, str, str], list[Part]] = defaultdict(list)
    for part in parts:
        found[part.table, part.kind, part.definition].append(part)
    return found


def _match(
    before: Sequence[Part], after: Sequence[Part]
) -> tuple[list[tuple[Part, Part]], list[Part], list[Part]]:
    """Parts of one definition: pairs with different names, and what has no partner on a side."""
    old, new = _by_generated(before, after), _by_generated(after, before)
    pairs = list(zip(old, new, strict=False))
    return pairs, old[len(pairs) :], new[len(pairs) :]


def _by_generated(parts: Sequence[Part], others: Sequence[Part]) -> list[Part]:
    """The parts whose names the other side does not have; declared names first."""
    left = Counter(part.name for part in parts) - Counter(part.name for part in others)
    chosen: list[Part] = []
    for part in sorted(parts, key=lambda part: (part.generated, part.name)):
        if left[part.name] > 0:
            left[part.name] -= 1
            chosen.append(part)
    return chosen


def _name_difference(before: Part, after: Part) -> Difference:
    layer = Layer.GENERATED if before.generated and after.generated else Layer.NAMES
    subject = f"name of {_subject(before)}"
    return Difference(layer, subject, before.name or "unnamed", after.name or "unnamed")


def _structure(missing: Iterable[Part], extra: Iterable[Part]) -> Iterator[Difference]:
    old, new = _by_identity(missing), _by_identity(extra)
    for key in old.keys() | new.keys():
        ones, others = old.get(key, []), new.get(key, [])
        subject = _subject((ones or others)[0])
        for one, other in zip_longest(ones, others):
            yield Difference(Layer.STRUCTURE, subject, _text(one), _text(other))


def _by_identity(parts: Iterable[Part]) -> Mapping[tuple[str, str, str], list[Part]]:
    found: dict[tuple[str, str, str], list[Part]] = defaultdict(list)
    for part in sorted(parts):
        found[_identity(part)].append(part)
    return found


def _identity(part: Part) -> tuple[str, str, str]:
    """What makes a missing and an extra part one changed part: a declared name, or the columns."""
    declared = part.name if not part.generated else ""
    return (part.table, part.kind, declared or _columns(part) or part.definition)


def _columns(part: Part) -> str:
    """The list of columns that the definition of a key or an index starts with."""
    depth = 0
    for place, letter in enumerate(part.definition if part.kind in LISTS else ""):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return part.definition[: place + 1]
    return ""


def _text(part: Part | None) -> str:
    if part is None:
        return ""
    shown = part.definition
    if part.name and not part.generated and part.kind not in ("table", "column", "view"):
        shown = f"{part.name} {shown}"
    return shown or "present"


def _subject(part: Part) -> str:
    if part.kind in ("table", "view"):
        return f"{part.kind} {part.table}"
    if part.kind == "column":
        return f"column {part.table}.{part.name}"
    if part.kind in LISTS:
        return f"{part.kind} {part.table}{_columns(part)}"
    return f"{part.kind} {part.name} of {part.table}" if part.name else f"check of {part.table}"


# Order of columns


def _orders(before: Mapping[str, Table], after: Mapping[str, Table]) -> Iterator[Difference]:
    for name in before.keys() & after.keys():
        old, new = before[name].columns, after[name].columns
        shared = set(old) & set(new)
        one = [column for column in old if column in shared]
        other = [column for column in new if column in shared]
        if one != other:
            sides = (", ".join(one), ", ".join(other))
            yield Difference(Layer.ORDER, f"columns of {name}", *sides)


# Rows


def _rows(
    before: Mapping[str, Table],
    after: Mapping[str, Table],
    reported: frozenset[str],
    clocks: tuple[Window, Window] | None,
) -> Iterator[Difference]:
    for name in (before.keys() | after.keys()) - reported:
        old, new = before.get(name), after.get(name)
        subject = f"rows of {name}"
        if old is None or new is None:
            sides = ("read" if old else "not read", "read" if new else "not read")
            yield Difference(Layer.ROWS, subject, *sides)
            continue
        shared = sorted(set(old.columns) & set(new.columns))
        ones, others = _own_rows(_counted(old, shared), _counted(new, shared), clocks)
        if ones or others:
            sides = (_rows_text(ones, old, shared), _rows_text(others, new, shared))
            yield Difference(Layer.ROWS, subject, *sides)


def _counted(table: Table, columns: Sequence[str]) -> Counter[Row]:
    """The rows as a multiset, in these columns only."""
    places = [place for place, name in enumerate(sorted(table.columns)) if name in columns]
    return Counter(tuple(row[place] for place in places) for row in table.rows)


def _own_rows(
    before: Counter[Row], after: Counter[Row], clocks: tuple[Window, Window] | None
) -> tuple[Counter[Row], Counter[Row]]:
    """The rows that only one side has; equal ones are equal whatever the clocks say."""
    ones, others = before - after, after - before
    if clocks is None:
        return ones, others
    ones, others = _settled_rows(ones, clocks[0]), _settled_rows(others, clocks[1])
    return ones - others, others - ones


def _rows_text(own: Counter[Row], table: Table, columns: Sequence[str]) -> str:
    found = sorted(own.elements())
    everything = _count(len(table.rows), "row")
    if not found:
        return f"none of {everything} only here"
    shown = "; ".join(_row_text(row, columns) for row in found[:SHOWN_ROWS])
    more = "; ..." if len(found) > SHOWN_ROWS else ""
    return f"{len(found)} of {everything} only here: {shown}{more}"


def _row_text(row: Row, columns: Sequence[str]) -> str:
    values = (_shortened(value) for value in row)
    pairs = zip(columns, values, strict=True)
    return f"({', '.join(f'{column}={value}' for column, value in pairs)})"


def _shortened(value: str) -> str:
    return value if len(value) <= SHOWN_LETTERS else f"{value[:SHOWN_LETTERS]}..."


# Moments of the replay


def _settled_rows(rows: Counter[Row], clock: Window) -> Counter[Row]:
    start, end = (datetime.fromisoformat(moment) for moment in clock)
    return Counter(tuple(_settled(value, start, end) for value in row) for row in rows.elements())


def _settled(value: str, start: datetime, end: datetime) -> str:
    """The value, or NOW where it is a text that holds a moment of the replay."""
    found = MOMENT.fullmatch(value)
    if found is None:
        return value
    if len(found["fraction"] or "") < 6:  # cut off, so the moment may seem to be before the start
        start = start.replace(microsecond=0)
    try:
        moment = datetime.fromisoformat(found["moment"])
    except ValueError:  # looks like a moment, and is none: month 13
        return value
    return NOW if any(start <= moment - zone <= end for zone in ZONES) else value
