"""Markdown into which any value can be put: what a reader sees is the value."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from rich.console import Group
from rich.text import Text

from squashkit.reporting.markup import block, code, details, from_text, page, plain, table
from squashkit.reporting.text import table as rich_table

LETTERS = st.characters(exclude_categories=("C", "Z"), include_characters=" \n")
VALUES = st.text(LETTERS, min_size=1).filter(str.strip)
ODD = st.text("ab_*`|\\<>&[]()#+-.1 ~$", min_size=1).filter(str.strip)


def tokens(text):
    """What the pieces of a page are for who reads it."""
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    for token in parser.parse(text):
        yield token
        yield from token.children or ()


def shown(text, kind):
    """The contents of all pieces of one kind."""
    return [one.content for one in tokens(text) if one.type == kind]


def cells(text):
    """The rows of the tables, as text."""
    found = [one for one in tokens(text) if one.type in {"inline", "tr_open"}]
    rows = []
    for one in found:
        if one.type == "tr_open":
            rows.append([])
        else:
            rows[-1].append("".join(part.content for part in one.children))
    return rows


@given(VALUES | ODD)
@example("a|b `c` __first__ *x* <b> &amp; ~~y~~")
def test_a_cell_shows_any_value(value):
    line = " ".join(value.split())

    assert cells(table(("Name", "Other"), [(plain(value), "x")])) == [
        ["Name", "Other"],
        [line, "x"],
    ]


@given(VALUES | ODD)
@example("1. a")
@example("# a")
@example("- a")
@example("> a")
def test_a_paragraph_shows_any_value(value):
    [paragraph] = [one for one in tokens(page([plain(value)])) if one.type == "inline"]

    assert "".join(one.content for one in paragraph.children) == " ".join(value.split())


@given(VALUES | ODD)
@example("`")
@example("a ``b``")
def test_a_code_span_shows_any_value(value):
    assert shown(f"- before: {code(value)}", "code_inline") == [" ".join(value.split())]


def test_a_block_ends_after_its_text():
    text = "a\n```\nb\n"

    assert shown(block(text), "fence") == [text]


def test_details_unfold():
    text = details("1 < 2", "*x*\n")

    assert text == "<details>\n<summary>1 &lt; 2</summary>\n\n*x*\n\n</details>"
    assert details("x", "y", shown=True).startswith("<details open>\n")


def test_a_report_for_a_terminal():
    made = rich_table("App", "Why")
    made.add_row(Text("shop", style="cyan"), "a|b")
    body = Group(Text("Sum", style="bold"), Text(), made, Text("Wrote 1 file:\n  x_y.py"))

    assert from_text(body) == (
        "**Sum**\n\n| App | Why |\n| --- | --- |\n| shop | a\\|b |\n\nWrote 1 file:\n\n- `x_y.py`\n"
    )
