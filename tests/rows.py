"""Rows of databases from lines of text, and how they compare."""

from __future__ import annotations

import re
from collections.abc import Collection

from squashkit.analysis.comparing.rows import compare_rows
from squashkit.model.schema import Difference, Layer, Noise, Reference, Table


def tables(text: str) -> dict[str, Table]:
    """Tables from lines such as `book(#id title by>author.id): 1 Emma 7, 2 Ivanhoe 8`.

    `#` is before a number that the database gives, `*` before a key with a meaning.
    """
    lines = filter(None, map(str.strip, text.splitlines()))
    found = (re.fullmatch(r"(\w+)\((.*)\):(.*)", line) for line in lines)
    return {one[1]: table(one[2].split(), one[3]) for one in found if one}


def table(heads: list[str], rows: str) -> Table:
    names = [re.sub(r"[#*]|>.*", "", head) for head in heads]
    written = [row.split() for row in rows.split(",") if row.strip()]
    values = [tuple(value for _, value in sorted(zip(names, row, strict=True))) for row in written]
    return Table(
        tuple(names),
        tuple(sorted(values)),
        tuple(sorted(name for name, head in zip(names, heads, strict=True) if head[0] in "#*")),
        any(head[0] == "#" for head in heads),
        tuple(
            Reference(name, *head.partition(">")[2].split("."))
            for name, head in sorted(zip(names, heads, strict=True))
            if ">" in head
        ),
    )


def compared(
    before: str,
    after: str,
    noise: Noise = Noise(),  # noqa: B008
    unfinished: Collection[str] = (),
) -> list[Difference]:
    return list(compare_rows(tables(before), tables(after), None, noise, unfinished))


def verdict(
    before: str,
    after: str,
    noise: Noise = Noise(),  # noqa: B008
    unfinished: Collection[str] = (),
) -> str:
    """What differs: `a` where rows differ, `(a)` where only keys do."""
    found = compared(before, after, noise, unfinished)
    words = [(one.layer, one.subject.removeprefix("rows of ")) for one in found]
    return " ".join(name if layer is Layer.ROWS else f"({name})" for layer, name in words)
