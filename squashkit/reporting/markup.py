"""Markdown as GitHub and GitLab read it: pieces into which any value can be put."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

SPECIAL = re.compile(r"([\\`*\[\]<|~&$]|(?<![^\W_])_|_(?![^\W_]))")
# What makes a heading, a quotation or a list only does so at the start of a line.
STARTING = re.compile(r"^(\d*)([#>+.)-])")
TICKS = re.compile(r"`+")


def plain(text: str) -> str:
    """Text that shows as it is, in a paragraph or in a cell.

    Args:
        text: anything.
    """
    line = SPECIAL.sub(r"\\\1", " ".join(text.split()))
    return STARTING.sub(r"\1\\\2", line)


def code(text: str) -> str:
    """A code span that ends where the text does, whatever backticks are in it; not for cells.

    Args:
        text: anything.
    """
    line = " ".join(text.split()) or " "
    ticks = "`" * (_longest(line) + 1)
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{ticks}{pad}{line}{pad}{ticks}"


def block(text: str, language: str = "") -> str:
    """A block of code.

    Args:
        text: its lines.
        language: for colours.
    """
    fence = "`" * max(3, _longest(text) + 1)
    return f"{fence}{language}\n{text.rstrip()}\n{fence}"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table.

    Args:
        heads: of the columns.
        rows: cells, which are Markdown already.
    """
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def details(summary: str, body: str, *, shown: bool = False) -> str:
    """A part that a reader unfolds.

    Args:
        summary: plain text.
        body: Markdown.
        shown: whether it is unfolded at first.
    """
    word = "<details open>" if shown else "<details>"
    return f"{word}\n<summary>{escape(summary)}</summary>\n\n{body.strip()}\n\n</details>"


def page(parts: Iterable[str]) -> str:
    """Parts with an empty line between them; those that are empty are left out.

    Args:
        parts: Markdown.
    """
    return "\n\n".join(part.strip("\n") for part in parts if part) + "\n"


def from_text(body: RenderableType) -> str:
    """The Markdown of a report that was made for a terminal: its lines and its tables.

    Of a text with several lines the first is a title, the others are values.

    Args:
        body: groups of texts and tables.
    """
    return page(_parts(body))


def _parts(body: RenderableType) -> Iterator[str]:
    if isinstance(body, Group):
        for part in body.renderables:
            yield from _parts(part)
    elif isinstance(body, Table):
        rows = zip(*(column.cells for column in body.columns), strict=True)
        heads = [plain(str(column.header)) for column in body.columns]
        yield table(heads, ([plain(str(cell)) for cell in row] for row in rows))
    elif isinstance(body, Text):
        first, *others = body.plain.splitlines() or [""]
        # What is bold on a terminal is a title or a sum.
        bold = "**" if "bold" in str(body.style) else ""
        yield f"{bold}{plain(first)}{bold}" if first.strip() else ""
        yield "\n".join(f"- {code(line)}" for line in others)


def _longest(text: str) -> int:
    """The longest run of backticks."""
    return max(map(len, TICKS.findall(text)), default=0)
