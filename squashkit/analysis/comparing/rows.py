"""What the rows of two databases do not share, and what one history writes anew each time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from ...model.schema import Detail, Difference, Layer, Noise
from ...model.words import counted
from .colours import Colouring
from .excerpts import excerpts
from .moments import Clocks
from .randomness import constants, detail_of
from .shared import SIDES, SharedTable, Tables, equal_rows, in_columns, shared_tables

Column: TypeAlias = tuple[str, str]
"""One of a table."""
MADE_BY_MIGRATE = frozenset({"django_content_type", "auth_permission"})


def compare_rows(
    before: Tables,
    after: Tables,
    clocks: Clocks,
    noise: Noise,
    unfinished: Collection[str] = (),
) -> Iterator[Difference]:
    """The tables whose rows differ, or have other keys.

    Args:
        before: the rows of the original.
        after: the rows of the other side.
        clocks: as for `compare`.
        noise: likewise.
        unfinished: likewise.
    """
    for name in sorted(before.keys() ^ after.keys()):
        sides = ("read" if name in before else "not read", "read" if name in after else "not read")
        yield Difference(Layer.ROWS, f"rows of {name}", *sides)
    both = before.keys() & after.keys()
    if not all(equal_rows(before[name], after[name]) for name in both):
        yield from _compared(shared_tables(before, after, clocks, noise), noise, unfinished)


def find_noise(once: Tables, again: Tables, clocks: Clocks) -> Noise:
    """What differs between two runs of the same history.

    A column is noise when its values differ between the runs as a whole. Where rows differ even
    without such columns, which values stand in one row is, or the table, if not even as many rows
    are there. Where rows only have other keys, these are.

    Args:
        once: the rows after one run.
        again: the rows after the other.
        clocks: of both runs.
    """
    shared = shared_tables(once, again, clocks, Noise())
    details = {
        (one.name, column): detail_of(*(_column(one, column, side) for side in SIDES))
        for one in shared
        for column in _random_columns(one)
    }
    noise = Noise(details, frozenset(once.keys() ^ again.keys()))
    # Where a reference leads cannot be followed into a noisy table, which may make its own noisy.
    while left := Colouring(_tight(shared_tables(once, again, clocks, noise), noise)).unpaired:
        noise |= _more(noise, left.keys())
    more = frozenset(one.name for one in shared if len(one.rows[0]) != len(one.rows[1]))
    noise = replace(
        noise, tables=noise.tables | (noise.loose & more), loose=noise.loose.difference(more)
    )
    kept = {
        pair: details[pair] if pair[0] in noise.loose else detail
        for pair, detail in noise.columns.items()
        if pair[0] not in noise.tables
    }
    return replace(noise, columns=kept, numbers=_renumbered(once, again, clocks, noise))


def frozen(
    noise: Noise, original: Sequence[Tables], others: Sequence[Tables]
) -> tuple[Difference, ...]:
    """Random tokens that became constants: a secret that all databases share is none.

    Args:
        noise: what the original writes differently each time.
        original: the rows after some runs of it.
        others: those after some runs of the other history, two at least.
    """
    return tuple(
        Difference(
            Layer.ROWS,
            f"values of {table}.{column}",
            "other in each run",
            f"{', '.join(kept)} in each run",
        )
        for table, column in sorted(noise.columns)
        if (kept := constants(*(_all_of(table, column, runs) for runs in (original, others))))
    )


def _all_of(table: str, column: str, runs: Sequence[Tables]) -> list[list[str]]:
    """The values of a column, run by run."""
    found = [run[table] for run in runs if table in run]
    rows = (in_columns(one.rows, sorted(one.columns), (column,)) for one in found)
    return [[value for (value,) in one] for one in rows]


def _renumbered(once: Tables, again: Tables, clocks: Clocks, noise: Noise) -> frozenset[str]:
    """Rows that are the same under other keys: a query without an order may say so each time."""
    tables = _tight(shared_tables(once, again, clocks, noise), noise)
    colouring = Colouring(tables)
    return _with_other_numbers(tables, colouring, noise)


def _more(noise: Noise, tables: Collection[str]) -> Noise:
    """Less of the random columns of these tables; where there is no less, no rows as a whole."""
    less = {
        pair: Detail.NULL if one < Detail.NULL else Detail.ANY
        for pair, one in noise.columns.items()
        if pair[0] in tables
    }
    fine = {pair[0] for pair, one in less.items() if noise.columns[pair] is not one}
    return Noise(less, loose=frozenset(tables) - fine)


def _random_columns(table: SharedTable) -> Iterator[str]:
    for column in table.unkeyed:
        ones, others = (_column(table, column, side) for side in SIDES)
        if Counter(ones) != Counter(others):
            yield column


def _column(table: SharedTable, column: str, side: int) -> list[str]:
    return [value for (value,) in table.values(side, (column,))]


def _tight(tables: Iterable[SharedTable], noise: Noise) -> list[SharedTable]:
    return [one for one in tables if one.name not in noise.loose]


def _by_column(table: SharedTable) -> Iterator[Difference]:
    """The number of rows, and each column by itself."""
    many, other_many = (counted(len(table.rows[side]), "row") for side in SIDES)
    if many != other_many:
        yield Difference(Layer.ROWS, f"rows of {table.name}", many, other_many)
        return
    for column in sorted(table.unkeyed):
        ones, others = (Counter(_column(table, column, side)) for side in SIDES)
        if ones != others:
            one, other = min((ones - others).elements()), min((others - ones).elements())
            yield Difference(Layer.ROWS, f"values of {table.name}.{column}", one, other)


def _compared(
    tables: list[SharedTable], noise: Noise, unfinished: Collection[str]
) -> Iterator[Difference]:
    for table in tables:
        yield from _by_column(table) if table.name in noise.loose else ()
    tables = _tight(tables, noise)
    colouring = Colouring(tables)
    numbers = _with_other_numbers(tables, colouring, noise) - noise.numbers
    for table in tables:
        if table.name in unfinished:
            continue
        if table.name in colouring.unpaired:
            yield Difference(Layer.ROWS, f"rows of {table.name}", *excerpts(table, colouring))
        elif not table.exact:
            sides = (counted(len(table.rows[0]), "row"), "the same rows under other keys")
            layer = Layer.NUMBERS if table.name in numbers else Layer.KEYS
            yield Difference(layer, f"rows of {table.name}", *sides)


def _with_other_numbers(
    tables: Sequence[SharedTable], colouring: Colouring, noise: Noise
) -> frozenset[str]:
    """Tables that are equal but for numbers which somebody may know, as SITE_ID knows a site's.

    Those of rows, or of rows that keep their own and are referred to.
    """
    free = _free(tables, colouring, noise)
    unequal = [one for one in tables if not one.exact]
    own = {
        one.name: {column for column in one.key if (one.name, column) not in free}
        for one in unequal
    }
    renumbered = (one for one in unequal if colouring.moved(one, own[one.name]))
    # Those are told; what refers to them follows.
    told = free.union((one.name, column) for one in renumbered for column in one.key)
    return frozenset(
        one.name for one in unequal if colouring.moved(one, own[one.name] | _referring(one, told))
    )


def _referring(table: SharedTable, free: Collection[Column]) -> set[str]:
    return {one.column for one in table.references if (one.table, one.target) not in free}


def _free(tables: Iterable[SharedTable], colouring: Colouring, noise: Noise) -> frozenset[Column]:
    """The columns of keys whose values may be others, and those that refer to them."""
    names = noise.numbers | colouring.unpaired.keys()
    loose = (one for one in tables if one.name in names or _is_made_up(one))
    free = {*noise.columns, *((one.name, column) for one in loose for column in one.key)}
    referring = [(one.name, reference) for one in tables for reference in one.references]
    while (
        more := {(name, one.column) for name, one in referring if (one.table, one.target) in free}
        - free
    ):
        free |= more
    return frozenset(free)


def _is_made_up(table: SharedTable) -> bool:
    """Whether nobody knows the numbers of its rows.

    Those of content types and permissions are made up by `migrate` itself, and a table of nothing
    but several references, as Django makes for many-to-many fields, has numbers that nobody uses.
    """
    is_between = not table.unkeyed and len(table.references) > 1
    return table.name in MADE_BY_MIGRATE or is_between
