"""Puts what was measured into a page of the documentation."""

from __future__ import annotations

from pathlib import Path


def put(page: Path, name: str, text: str) -> None:
    """Write between `<!-- NAME -->` and `<!-- end of NAME -->`, or the whole file.

    Args:
        page: the file; where it is not there or has no such marks, it is all written.
        name: of the marks.
        text: Markdown.
    """
    first, last = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
    before = page.read_text("utf-8") if page.is_file() else ""
    head, found, rest = before.partition(first)
    if found and last in rest:
        tail = rest.partition(last)[2]
        text = f"{head}{first}\n{text.strip()}\n\n{last}{tail}"
    page.write_text(text, "utf-8")
