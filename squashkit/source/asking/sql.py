"""Columns and values in the conditions of SQL."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .literals import Pair, Plain

CONDITION = re.compile(
    r"""(?<!\w)["`]?(\w+)["`]?\s*(?:(=|<>|!=|<=|>=|<|>|\bI?LIKE\b)\s*('[^']*'|-?\d{1,18}(?:\.\d{1,18})?)"""
    r"""|\bIN\s*\(([^()]*)\))""",
    re.IGNORECASE,
)
VALUE = re.compile(r"'[^']*'|-?\d{1,18}(?:\.\d{1,18})?")
BEGIN = re.compile(r"\b(?:WHERE|WHEN)\b", re.IGNORECASE)
"""A condition begins; what stands before, as behind SET, is none."""
CASE = re.compile(r"""\bCASE\s+["`]?(\w+)["`]?\s+(WHEN\b.*?)\bEND\b""", re.IGNORECASE | re.DOTALL)
LONGEST = 20_000
"""How much of a text is read: longer ones are no statements that somebody wrote."""
WHEN = re.compile(r"\bWHEN\s+('[^']*'|-?\d{1,18}(?:\.\d{1,18})?)", re.IGNORECASE)


def in_sql(text: str) -> Iterator[Pair]:
    """Columns with values in conditions; where a number is a bound, those on both sides of it.

    Args:
        text: a statement, or any other text.
    """
    text = text[:LONGEST]
    for column, cases in CASE.findall(text):
        yield from ((column, _literal(one)) for one in WHEN.findall(cases))
    _, *behind = BEGIN.split(text, maxsplit=1)
    for column, how, value, listed in CONDITION.findall("".join(behind)):
        for one in map(_literal, VALUE.findall(value or listed)):
            if isinstance(one, str):
                yield column, one.replace("%", "")
            elif how in {"<", ">", "<=", ">="}:
                yield from ((column, one + 1), (column, one - 1))
            else:
                yield column, one


def _literal(text: str) -> Plain:
    if text.startswith("'"):
        return text[1:-1]
    return float(text) if "." in text else int(text)
