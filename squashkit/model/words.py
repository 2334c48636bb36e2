"""Numbers with their nouns, and names that somebody may have meant, as messages have them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from difflib import get_close_matches
from itertools import islice


def counted(number: int, noun: str) -> str:
    """`1 file`, `2 files`, `2 squashes`."""
    if number == 1:
        return f"{number} {noun}"
    return f"{number} {noun}es" if noun.endswith("sh") else f"{number} {noun}s"


def listed(names: Collection[object], most: int = 3) -> str:
    """`a, b, c and 2 more`, or `nothing`.

    Args:
        names: in the order in which they are to stand.
        most: how many are told by name.
    """
    first = ", ".join(map(str, islice(names, most))) or "nothing"
    return f"{first} and {len(names) - most} more" if len(names) > most else first


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """`Did you mean shop?` and a space, or nothing where no name is like that.

    Args:
        name: what somebody wrote.
        known: what there is.
    """
    close = get_close_matches(name, list(known))
    return f"Did you mean {' or '.join(close)}? " if close else ""
