"""Values that are written out in code."""

from __future__ import annotations

import ast
import datetime
from collections.abc import Callable, Iterator, Mapping

Plain = bool | int | float | str
Value = Plain | datetime.date
Pair = tuple[str, Plain]
"""The name of a field or a column, and a value of it."""

MAKERS: Mapping[str, Callable[..., Value]] = {
    "Decimal": float,
    "UUID": str,
    "date": datetime.date,
    "datetime": datetime.datetime,
}
"""By the name of a class, what makes the like of its instances."""


def made_by(name: str, given: list[ast.expr]) -> Iterator[Value]:
    """The instance that a call makes, if it is of a known class and its arguments are literals.

    Args:
        name: of the class.
        given: the arguments; one that is no literal, as a time zone, is left out.
    """
    literals = [one.value for one in given if isinstance(one, ast.Constant)]
    if name in MAKERS and literals:
        try:
            yield MAKERS[name](*literals)
        except (ArithmeticError, TypeError, ValueError):
            return


def both_sides(value: Value) -> Iterator[Value]:
    """A value above and one below, by one or a day.

    Args:
        value: a number, a date or a moment.
    """
    if isinstance(value, datetime.date):
        for days in (1, -1):
            try:
                yield value + datetime.timedelta(days)
            except OverflowError:  # the last day there is, as people write for "never"
                continue
    elif not isinstance(value, str):
        yield from (value + 1, value - 1)


def as_plain(value: Value) -> Plain:
    """A value as a message can have it; dates and moments as in ISO 8601."""
    return value.isoformat() if isinstance(value, datetime.date) else value
