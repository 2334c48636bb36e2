"""SQL text of SQLite as trees: words, and what is in parentheses as a tree of its own.

The second observer of SQLite reads by these alone. It asks no pragma and shares nothing with
`clauses`, by which the first one reads: a mistake in one of them must not be in the other too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeAlias, Union

Tree: TypeAlias = tuple[Union[str, "Tree"], ...]
"""Words as they are compared; a tuple for each pair of parentheses."""

WORD = re.compile(
    r"""
    (?P<space> \s+ | --[^\n]* | /\*.*?(?:\*/|\Z) )
    | (?P<string> [xX]?'(?:[^']|'')*' )
    | (?P<double> "(?:[^"]|"")*" ) (?P<called> (?=\s*[(.]) )?
    | (?P<name> `(?:[^`]|``)*` | \[[^\]]*\] )
    | (?P<word> \w[\w$]*(?:\.\d+)? )
    | (?P<mark> ->>? | \|\| | << | >> | <> | [<>=!]= | . )
    """,
    re.VERBOSE | re.DOTALL,
)
SAME = {"==": "=", "<>": "!="}
# Of the words that clauses begin with, those that no name is without quotes.
RESERVED = frozenset(
    """
    as check collate constraint default deferrable foreign not null on primary references unique
    where
    """.split()  # noqa: SIM905 - a line a word would hide the list
)
PLAIN = re.compile(r"[^\W\d][\w$]*")


def parse(sql: str, is_name: Callable[[str], bool]) -> Tree:
    """The tree of a statement.

    Args:
        sql: that SQLite accepted.
        is_name: whether a text in double quotes is a name; else SQLite takes it for a string.
    """
    levels: list[list[str | Tree]] = [[]]
    found = (match for match in WORD.finditer(sql) if match["space"] is None)
    for word in (_word(match, is_name) for match in found):
        if word == "(":
            levels.append([])
        elif word == ")" and len(levels) > 1:
            inner = tuple(levels.pop())
            levels[-1].append(inner)
        else:
            levels[-1].append(word)
    return tuple(levels[0])


def _word(match: re.Match[str], is_name: Callable[[str], bool]) -> str:
    text = match["double"] or match[0]
    if match["string"]:
        return text if text[0] == "'" else text.lower()
    if match["word"]:
        return lower(text)
    if match["mark"]:
        return SAME.get(text, text)
    inner = text[1:-1] if text[0] == "[" else text[1:-1].replace(text[0] * 2, text[0])
    if match["double"] and match["called"] is None and not is_name(lower(inner)):
        return text
    return as_name(inner)


def as_name(raw: str) -> str:
    """A name as trees have it."""
    name = lower(raw)
    return name if PLAIN.fullmatch(name) and name not in RESERVED else f"[{name}]"


def lower(name: str) -> str:
    """A name in small letters, but for those that SQLite does not know as letters."""
    return re.sub("[A-Z]+", lambda found: found[0].lower(), name)


def unquoted(word: str | Tree) -> str:
    """The name itself, whatever quotes it has in the tree."""
    return word[1:-1] if isinstance(word, str) and word[0] in "\"['" else str(word)


def spell(tree: Sequence[str | Tree]) -> str:
    """The text of a tree, without parentheses that enclose all of it."""
    text = ""
    for word in unwrapped(tree):
        tight = not text or text.endswith(".") or word in {",", "."}
        text += ("" if tight else " ") + (word if isinstance(word, str) else f"({spell(word)})")
    return text


def unwrapped(tree: Sequence[str | Tree]) -> Sequence[str | Tree]:
    """The tree without parentheses that enclose all of it."""
    while len(tree) == 1 and isinstance(tree[0], tuple):
        tree = tree[0]
    return tree


def separated(tree: Sequence[str | Tree]) -> list[Tree]:
    """What stands between commas."""
    parts: list[list[str | Tree]] = [[]]
    for word in tree:
        if word == ",":
            parts.append([])
        else:
            parts[-1].append(word)
    return [tuple(part) for part in parts]


def without_owner(tree: Tree, owner: str) -> Tree:
    """The tree with `column` for `owner.column`.

    Args:
        tree: of an expression.
        owner: the table, as trees have its name.
    """
    kept: list[str | Tree] = []
    for place, word in enumerate(tree):
        ahead, before = tree[place + 1 : place + 2], tree[place - 1 : place] if place else ()
        if (word == owner and ahead == (".",)) or (word == "." and before == (owner,)):
            continue
        kept.append(word if isinstance(word, str) else without_owner(word, owner))
    return tuple(kept)
