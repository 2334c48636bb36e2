"""Statements cut into pieces, with quotes and parentheses left whole."""

from __future__ import annotations

import re

# What is in quotes: strings, names in the quotes of either kind, and PostgreSQL's dollar quotes. A
# backslash means something in a string of MariaDB, and in one of PostgreSQL after an E.
STANDARD = (
    r"""[eE]'(?:[^'\\]|''|\\.)*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(?P<tag>\w*)\$.*?\$(?P=tag)\$"""
)
MARIADB = r"""'(?:[^'\\]|''|\\.)*'|"(?:[^"\\]|""|\\.)*"|`(?:[^`]|``)*`"""
OPEN, CLOSED = frozenset("(["), frozenset(")]")


def cut(text: str, mark: str, quoted: str) -> list[str]:
    """The pieces between marks that are in no quotes and no parentheses, without space around.

    Args:
        text: of one or more statements.
        mark: one letter, a comma or a semicolon.
        quoted: STANDARD or MARIADB.
    """
    pieces, depth, start = [], 0, 0
    for found in re.finditer(rf"{quoted}|[][()]|{mark}", text, re.DOTALL):
        depth += (found[0] in OPEN) - (found[0] in CLOSED)
        if found[0] == mark and depth == 0:
            pieces.append(text[start : found.start()].strip())
            start = found.end()
    return [piece for piece in (*pieces, text[start:].strip()) if piece]


def around(text: str, quoted: str) -> tuple[str, str, str]:
    """What is before, in and after the first parentheses; all of it before where there are none.

    Args:
        text: of one statement.
        quoted: STANDARD or MARIADB.
    """
    depth, start = 0, len(text)
    for found in re.finditer(rf"{quoted}|[()]", text, re.DOTALL):
        if found[0] == "(" and depth == 0:
            start = found.end()
        depth += (found[0] == "(") - (found[0] == ")")
        if found[0] == ")" and depth == 0:
            return text[: start - 1].strip(), text[start : found.start()], text[found.end() :]
    return text, "", ""


def on_one_line(text: str, quoted: str) -> str:
    """The text with one space for each run of white space that is in no quotes.

    Args:
        text: of one statement.
        quoted: STANDARD or MARIADB.
    """
    return re.sub(rf"({quoted})|\s+", lambda found: found[1] or " ", text, flags=re.DOTALL).strip()
