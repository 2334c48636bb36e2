"""What is compared of values that one and the same history writes differently each time.

As much as two runs of it have in common: a token is another one each time, yet every row has one
of its own, as long as the others. What is drawn from a few texts may be drawn twice, so that only
texts that look like tokens are compared so far. Others in the same column are what they are, as the
settings in a table of keys and values.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import takewhile

from ...model.schema import Detail

NULL = "NULL"
EMPTY = frozenset({"''", "x''"})
TOKEN = re.compile(r"x?'(?=[^'\s]*\d)(?=[^'\s]*[A-Za-z])[^'\s]{16,}'", re.ASCII)
LONG = re.compile(r"x?'[^'\s]{16,}'", re.ASCII)
"""What a token may come out as: one in some hundred has no digit by chance."""
LETTERS = re.compile(r"'.{8,}'", re.DOTALL)
OWN = 8
"""How many characters of a token are its own, when what all have in common is off both ends."""
ENOUGH = 4
"""How many tokens of one length are no chance."""


def detail_of(once: Sequence[str], again: Sequence[str]) -> Detail:
    """As how much the values of a column of two runs are equal.

    Args:
        once: the values of one run, one a row.
        again: those of the other.
    """
    found = (detail for detail in Detail if _is_shared(once, again, detail))
    return next(found, Detail.ANY)


def described(values: Sequence[str], detail: Detail) -> list[str]:
    """What is left of each value of a column.

    Args:
        values: one a row.
        detail: how much is compared.
    """
    if detail is Detail.ANY:
        return ["random"] * len(values)
    counts = Counter(values)
    return [_word(value, counts, detail) for value in values]


def constants(original: Sequence[Collection[str]], others: Sequence[Collection[str]]) -> list[str]:
    """Values of a column that one history writes anew each time, and the other one never does.

    Args:
        original: the values of some runs of the first.
        others: those of some runs of the second.

    Returns:
        those that all runs of the second share and no run of the first has, sorted: tokens, and
        other long texts where two runs of the first share what all of them have, or nothing.
    """
    if not (others and original):
        return []
    kept = frozenset(others[0]).intersection(*others[1:]).difference(*original)
    in_all = frozenset(original[0]).intersection(*original[1:])
    drawn = [value for values in original for value in frozenset(values) - in_all]
    are_new = bool(drawn) and len(set(drawn)) == len(drawn)
    return sorted(one for one in kept if TOKEN.fullmatch(one) or (are_new and LETTERS.search(one)))


def _is_shared(once: Sequence[str], again: Sequence[str], detail: Detail) -> bool:
    some = [value for value in (*once, *again) if value != NULL]
    filled = [value for value in some if value not in EMPTY]
    tokens = [value for value in filled if TOKEN.fullmatch(value)]
    if detail < Detail.EMPTY and not (tokens and _are_tokens(once, again, tokens)):
        return False
    if detail is Detail.LENGTH and (len(tokens) < ENOUGH or len(set(map(len, tokens))) > 1):
        return False
    # Whether a value is empty may be drawn as well.
    if detail is Detail.EMPTY and len(filled) < len(some):
        return False
    ones, others = (Counter(described(values, detail)) for values in (once, again))
    return ones == others


def _are_tokens(once: Sequence[str], again: Sequence[str], tokens: Collection[str]) -> bool:
    """Whether no chance makes two of these values equal."""
    if frozenset(tokens).intersection(once, again):
        return False
    shared = _shared_start(tokens) + _shared_start([value[::-1] for value in tokens])
    return min(map(len, tokens)) - shared >= OWN


def _shared_start(values: Collection[str]) -> int:
    letters = zip(*values, strict=False)
    return sum(1 for _ in takewhile(lambda one: len(set(one)) == 1, letters))


def _word(value: str, counts: Mapping[str, int], detail: Detail) -> str:
    if value == NULL:
        return NULL
    if detail is Detail.NULL:
        return "random"
    if value in EMPTY:
        return "empty"
    if detail is Detail.EMPTY:
        return "random"
    if not LONG.fullmatch(value):
        return value
    many = f"random, in {counts[value]}"
    return f"{many}, of {len(value)}" if detail is Detail.LENGTH else many
