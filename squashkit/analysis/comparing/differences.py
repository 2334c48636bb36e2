"""What two snapshots of databases do not share, by how much it matters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set

from ...model.schema import Difference, Layer, Noise, Snapshot, Table
from .moments import Clocks
from .observers import disagreements
from .parts import compare_parts
from .rows import MADE_BY_MIGRATE, compare_rows

FAILING = frozenset({Layer.STRUCTURE, Layer.NAMES, Layer.ROWS, Layer.NUMBERS, Layer.OBSERVERS})
RANKS = {layer: rank for rank, layer in enumerate(Layer)}


def compare(
    before: Snapshot,
    after: Snapshot,
    *,
    clocks: Clocks = None,
    noise: Noise | None = None,
) -> tuple[Difference, ...]:
    """All differences, sorted; none when both databases have the same structure and rows.

    What a snapshot could not read is no difference: see `Snapshot.unread`.

    Args:
        before: of the original.
        after: of what should be equal to it.
        clocks: start and end of the replay that made each of them. A value between them stands for
            the moment of the replay and equals such a value on the other side, by whichever of the
            clocks that the replay could ask.
        noise: what need not be equal, from `find_noise`.
    """
    # A table, or a sequence, that only one side has is a difference of the structure.
    one_sided = before.tables.keys() ^ after.tables.keys()
    structure = compare_parts(before.parts, after.parts, before.tables, after.tables)
    found = [
        *structure,
        *disagreements(before, after, structure),
        *_orders(before.tables, after.tables),
        *_next_numbers(before.tables, after.tables),
        *compare_rows(
            _tables_without(before, one_sided),
            _tables_without(after, one_sided),
            clocks,
            noise or Noise(),
        ),
    ]
    return tuple(sorted(found, key=_sort_key))


def failing(differences: Iterable[Difference]) -> tuple[Difference, ...]:
    """The differences that make a proof fail: structure, declared names, rows, and disagreement.

    Args:
        differences: from `compare`.
    """
    return tuple(found for found in differences if found.layer in FAILING)


def remarks(differences: Iterable[Difference]) -> tuple[Difference, ...]:
    """The other differences, which are only told.

    Args:
        differences: from `compare`.
    """
    return tuple(found for found in differences if found.layer not in FAILING)


def _sort_key(found: Difference) -> tuple[int, str, str, str]:
    return (RANKS[found.layer], found.subject, found.before, found.after)


def _tables_without(snapshot: Snapshot, names: Set[str]) -> dict[str, Table]:
    return {name: table for name, table in snapshot.tables.items() if name not in names}


def _next_numbers(before: Mapping[str, Table], after: Mapping[str, Table]) -> Iterator[Difference]:
    """Rows that were there and are gone leave a gap, and so does who asks for one."""
    for name in (before.keys() & after.keys()) - MADE_BY_MIGRATE:
        one, other = before[name], after[name]
        as_many = len(one.rows) == len(other.rows)
        if as_many and one.next and other.next and one.next != other.next:
            yield Difference(Layer.KEYS, f"next number of {name}", one.next, other.next)


def _orders(before: Mapping[str, Table], after: Mapping[str, Table]) -> Iterator[Difference]:
    for name in before.keys() & after.keys():
        old, new = before[name].columns, after[name].columns
        shared = set(old) & set(new)
        one = [column for column in old if column in shared]
        other = [column for column in new if column in shared]
        if one != other:
            sides = (", ".join(one), ", ".join(other))
            yield Difference(Layer.ORDER, f"columns of {name}", *sides)
