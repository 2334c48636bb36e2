"""What two structures do not share: the parts of both, as multisets, whoever read them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest

from ...model.schema import Difference, Layer, Part, Table
from ...model.words import counted

PHYSICAL = frozenset({"storage", "tablespace", "owner", "privileges", "setting", "version"})
POSITION = "next number"
"""Of a sequence: what the next row gets, so it belongs to the rows, and no schema has it."""
LISTS = (
    "primary key",
    "unique",
    "index",
    "foreign key",
)  # their definitions may start with columns


def compare_parts(
    before: Sequence[Part],
    after: Sequence[Part],
    old_tables: Mapping[str, Table],
    new_tables: Mapping[str, Table],
) -> tuple[Difference, ...]:
    """The differences of the structure; a table that only one side has is one of them.

    Args:
        before: of the original.
        after: of what should be equal to it.
        old_tables: the rows of the original, to say how many a lost table had.
        new_tables: the rows of the other.
    """
    old, new = table_names(before), table_names(after)
    lost, gained = old - new, new - old
    return (
        *_whole_tables(before, old_tables, lost, gained=False),
        *_whole_tables(after, new_tables, gained, gained=True),
        *_by_part(_without(before, lost), _without(after, gained)),
    )


def table_names(parts: Iterable[Part]) -> frozenset[str]:
    """The names of the tables among the parts."""
    return frozenset(part.table for part in parts if part.kind == "table")


def holders(parts: Iterable[Part]) -> frozenset[str]:
    """The names of what has rows: tables, and sequences, which have one each."""
    return frozenset(part.table for part in parts if part.kind in {"table", "sequence"})


def _without(parts: Iterable[Part], tables: frozenset[str]) -> list[Part]:
    return [part for part in parts if part.table not in tables]


def _whole_tables(
    parts: Sequence[Part], tables: Mapping[str, Table], names: frozenset[str], *, gained: bool
) -> Iterator[Difference]:
    for table in names:
        columns = sum(part.table == table and part.kind == "column" for part in parts)
        text = counted(columns, "column")
        if table in tables:
            text += f", {counted(len(tables[table].rows), 'row')}"
        sides = ("", text) if gained else (text, "")
        yield Difference(Layer.STRUCTURE, f"table {table}", *sides)


def _by_part(before: Sequence[Part], after: Sequence[Part]) -> Iterator[Difference]:
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
    both = (before, after)
    made_up = any(one.generated for one in both) and all(
        one.generated or one.likely for one in both
    )
    layer = Layer.GENERATED if made_up else Layer.NAMES
    if before.kind in PHYSICAL:
        layer = Layer.PHYSICAL
    subject = f"name of {_subject(before)}"
    return Difference(layer, subject, before.name or "unnamed", after.name or "unnamed")


def _structure(missing: Iterable[Part], extra: Iterable[Part]) -> Iterator[Difference]:
    old, new = _by_identity(missing), _by_identity(extra)
    for key in old.keys() | new.keys():
        ones, others = old.get(key, []), new.get(key, [])
        first = (ones or others)[0]
        for one, other in zip_longest(ones, others):
            if first.kind == "owner" and not (one and other):
                continue  # all have one: which object is not there is told by itself
            layer = _layer(first.kind, one, other)
            yield Difference(layer, _subject(first), _text(one), _text(other))


def _layer(kind: str, one: Part | None, other: Part | None) -> Layer:
    """How much it matters that one part became another, came or went."""
    if kind in PHYSICAL:
        return Layer.PHYSICAL
    if kind == POSITION:
        return Layer.ROWS
    return Layer.AFFINITY if _mean_the_same(one, other) else Layer.STRUCTURE


def _mean_the_same(one: Part | None, other: Part | None) -> bool:
    return bool(one and other and one.meaning and one.meaning == other.meaning)


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
    listed = part.kind in LISTS and part.definition.startswith("(")
    for place, letter in enumerate(part.definition if listed else ""):
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
    if columns := _columns(part):
        return f"{part.kind} {part.table}{columns}"
    if not part.name:
        return f"{part.kind} of {part.table}"
    if part.name == part.table:
        return f"{part.kind} {part.name}"
    return f"{part.kind} {part.name} of {part.table}"
