"""What is compared of values that one and the same history writes differently each time.

As much as two runs of it have in common: a token is another one each time, yet every row has one
of its own, as long as the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from ...model.schema import Detail

NULL = "NULL"
EMPTY = frozenset({"''", "x''"})
LONG = 10
"""From how many characters on, quotes included, two texts are not equal by chance."""
ENOUGH = 4
"""How many values of one length are no chance."""


def detail_of(once: Sequence[str], again: Sequence[str]) -> Detail:
    """As how much the values of a column of two runs are equal.

    Args:
        once: the values of one run, one a row.
        again: those of the other.
    """
    found = (detail for detail in Detail if _is_shared(once, again, detail))
    return next(found, Detail.NULL)


def described(values: Sequence[str], detail: Detail, fixed: Collection[str]) -> list[str]:
    """What is left of each value of a column.

    Args:
        values: one a row.
        detail: how much is compared.
        fixed: values that are the same in each run.
    """
    counts = Counter(values)
    return [value if value in fixed else _word(value, counts, detail) for value in values]


def fixed_values(once: Iterable[str], again: Iterable[str]) -> frozenset[str]:
    """Values that both runs have, and not by chance."""
    return frozenset(filter(_is_long, frozenset(once) & frozenset(again)))


def _is_shared(once: Sequence[str], again: Sequence[str], detail: Detail) -> bool:
    fixed = fixed_values(once, again)
    random = [value for value in (*once, *again) if value not in fixed | EMPTY | {NULL}]
    if detail < Detail.EMPTY and not all(map(_is_long, random)):
        return False
    if detail is Detail.LENGTH and (len(random) < ENOUGH or len(set(map(len, random))) > 1):
        return False
    ones, others = (Counter(described(values, detail, fixed)) for values in (once, again))
    return ones == others


def _word(value: str, counts: Mapping[str, int], detail: Detail) -> str:
    if value == NULL:
        return NULL
    if detail is Detail.NULL:
        return "random"
    if value in EMPTY:
        return "empty"
    if detail is Detail.EMPTY or not _is_long(value):
        return "random"
    many = f"random, in {counts[value]}"
    return f"{many}, of {len(value)}" if detail is Detail.LENGTH else many


def _is_long(value: str) -> bool:
    """Whether it is a text, and not a short one; numbers may be as long as chance will have it."""
    return value.endswith("'") and len(value) >= LONG
