"""What two snapshots of databases do not share, by how much it matters."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from ...model.schema import NEXT_NUMBER, Difference, Layer, Noise, Snapshot, Table
from .moments import Clocks
from .observers import disagreements
from .parts import compare_parts, holders
from .rows import MADE_BY_MIGRATE, compare_rows


def compare(
    before: Snapshot,
    after: Snapshot,
    *,
    clocks: Clocks = None,
    noise: Noise | None = None,
    unfinished: Collection[str] = (),
) -> tuple[Difference, ...]:
    """All differences, sorted; none when both databases have the same structure and rows.

    What neither could read is no difference, and what only one of them met is: see
    `Snapshot.unread`.

    Args:
        before: of the original.
        after: of what should be equal to it.
        clocks: start and end of the replay that made each of them. A value between them stands for
            the moment of the replay and equals such a value on the other side, by whichever of the
            clocks that the replay could ask.
        noise: what need not be equal, from `find_noise`.
        unfinished: tables into which more rows will come; only what refers to these is compared.
    """
    one_sided = holders(before.parts) ^ holders(after.parts)
    structure = compare_parts(before.parts, after.parts, before.tables, after.tables)
    found = [
        *structure,
        *disagreements(before, after, structure),
        *_unread(before.unread, after.unread),
        *_orders(before.tables, after.tables),
        *_next_numbers(before.tables, after.tables),
        *compare_rows(
            _tables_without(before, one_sided),
            _tables_without(after, one_sided),
            clocks,
            noise or Noise(),
            unfinished,
        ),
    ]
    return tuple(sorted(found, key=_sort_key))


def failing(differences: Iterable[Difference]) -> tuple[Difference, ...]:
    """The differences that make a proof fail: structure, declared names, rows, and disagreement.

    Args:
        differences: from `compare`.
    """
    return tuple(found for found in differences if found.layer.fails)


def remarks(differences: Iterable[Difference]) -> tuple[Difference, ...]:
    """The other differences, which are only told.

    Args:
        differences: from `compare`.
    """
    return tuple(found for found in differences if not found.layer.fails)


def of_one_owner(found: Iterable[Difference]) -> tuple[Difference, ...]:
    """With who may do what, and settings, as part of the structure: both were made in one way.

    Args:
        found: from `compare`.
    """
    return tuple(
        replace(one, layer=Layer.STRUCTURE)
        if one.layer is Layer.PHYSICAL
        and one.subject.startswith(("owner ", "privileges ", "setting "))
        else one
        for one in found
    )


def with_numbers(found: Iterable[Difference]) -> tuple[Difference, ...]:
    """With the next number of each table as one that matters, since a step has set some.

    Args:
        found: from `compare`.
    """
    return tuple(
        replace(one, layer=Layer.NUMBERS) if one.subject.startswith(NEXT_NUMBER) else one
        for one in found
    )


def _sort_key(found: Difference) -> tuple[int, str, str, str]:
    return (found.layer.rank, found.subject, found.before, found.after)


def _tables_without(snapshot: Snapshot, names: frozenset[str]) -> dict[str, Table]:
    return {name: table for name, table in snapshot.tables.items() if name not in names}


def _unread(before: Collection[str], after: Collection[str]) -> Iterator[Difference]:
    """Of what nobody reads, that it is there, and how many there are."""
    for what in sorted(set(before) ^ set(after)):
        sides = ("is there", "") if what in before else ("", "is there")
        yield Difference(Layer.STRUCTURE, what, *sides)


def _next_numbers(before: Mapping[str, Table], after: Mapping[str, Table]) -> Iterator[Difference]:
    """Rows that were there and are gone leave a gap, and so does who asks for one."""
    for name in (before.keys() & after.keys()) - MADE_BY_MIGRATE:
        one, other = before[name], after[name]
        as_many = len(one.rows) == len(other.rows)
        if as_many and one.next and other.next and one.next != other.next:
            yield Difference(Layer.KEYS, f"{NEXT_NUMBER}{name}", one.next, other.next)


def _orders(before: Mapping[str, Table], after: Mapping[str, Table]) -> Iterator[Difference]:
    for name in before.keys() & after.keys():
        old, new = before[name].columns, after[name].columns
        shared = set(old) & set(new)
        one = [column for column in old if column in shared]
        other = [column for column in new if column in shared]
        if one != other:
            sides = (", ".join(one), ", ".join(other))
            yield Difference(Layer.ORDER, f"columns of {name}", *sides)
