"""SQL text of SQLite as tokens, and tokens as normalised text.

SQLite keeps the text of every statement that made an object, edits it in place on ALTER TABLE, and
Django makes whole tables anew. So quotes, case, white space and comments must not matter, while a
string must never become equal to another one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from string import ascii_lowercase, ascii_uppercase
from typing import TYPE_CHECKING

from ..quoting import in_quotes

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

# Words that SQLite never takes as a bare name (those without `%fallback ID` in its parse.y), and
# the few whose bare and quoted forms mean different things. Any other word is a name, quoted or
# not, wherever the grammar allows both.
RESERVED = frozenset(
    """
    ADD ALL ALTER AND AS AUTOINCREMENT BETWEEN CASE CHECK COLLATE COMMIT CONSTRAINT CREATE DEFAULT
    DEFERRABLE DELETE DISTINCT DROP ELSE ESCAPE EXISTS FOREIGN FROM GROUP HAVING IN INDEX INSERT
    INTO IS ISNULL JOIN LIMIT NOT NOTHING NOTNULL NULL ON OR ORDER PRIMARY REFERENCES RETURNING
    SELECT SET TABLE THEN TO TRANSACTION UNION UNIQUE UPDATE USING VALUES WHEN WHERE
    CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP TRUE FALSE
    """.split()  # noqa: SIM905 - a line a word would hide the list
)

TOKEN = re.compile(
    r"""
    (?P<space>\s+|--[^\n]*|/\*.*?(?:\*/|\Z))
    |(?P<blob>[xX]'[0-9A-Fa-f]*')
    |(?P<string>'(?:[^']|'')*')
    |(?P<double>"(?:[^"]|"")*")
    |(?P<name>`(?:[^`]|``)*`|\[[^\]]*\])
    |(?P<number>0[xX][0-9A-Fa-f]+|(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d+)?)
    |(?P<word>[^\W\d][\w$]*)
    |(?P<symbol>->>|->|\|\||<<|>>|<>|<=|>=|==|!=|.)
    """,
    re.VERBOSE | re.DOTALL,
)

LOWER = dict(zip(map(ord, ascii_uppercase), ascii_lowercase, strict=True))
STATEMENTS = 10_000
"""How many are kept, since a proof reads the same tables in dozens of databases."""
SAME_SYMBOLS = {"==": "=", "<>": "!="}
PLAIN_NAME = re.compile(r"[a-z_\x80-\U0010ffff][a-z0-9_$\x80-\U0010ffff]*\Z")


class UnreadableDefinition(Exception):  # noqa: N818 - says what it is
    """A statement that is not built as this reader expects."""


class Kind(Enum):
    """What a token is; `DOUBLE` is in double quotes, a name that may turn out to be a string."""

    BLOB = "blob"
    STRING = "string"
    DOUBLE = "double"
    NAME = "name"
    NUMBER = "number"
    WORD = "word"
    SYMBOL = "symbol"


@dataclass(frozen=True, slots=True)
class Token:
    """One token; the text of names and strings is without its quotes."""

    kind: Kind
    text: str

    def is_word(self, *words: str) -> bool:
        """Whether it is one of these words, unquoted, in any case."""
        return self.kind is Kind.WORD and self.text.upper() in words

    def is_symbol(self, text: str) -> bool:
        """Whether it is this operator or punctuation mark."""
        return self.kind is Kind.SYMBOL and self.text == text


def fold(name: str) -> str:
    """The name as SQLite compares names: only ASCII letters have a case."""
    return name.translate(LOWER)


@lru_cache(STATEMENTS)
def tokenize(sql: str) -> tuple[Token, ...]:
    """The tokens of a statement, without white space and comments.

    Args:
        sql: text that SQLite accepted; anything is cut into tokens somehow.
    """
    found = ((str(match.lastgroup), match.group()) for match in TOKEN.finditer(sql))
    return tuple(_token(Kind(group), text) for group, text in found if group != "space")


def _token(kind: Kind, text: str) -> Token:
    if kind in (Kind.STRING, Kind.DOUBLE):
        return Token(kind, text[1:-1].replace(text[0] * 2, text[0]))
    if kind is Kind.NAME:
        inner = text[1:-1]
        return Token(kind, inner if text[0] == "[" else inner.replace("``", "`"))
    if kind is Kind.SYMBOL:
        return Token(kind, SAME_SYMBOLS.get(text, text))
    return Token(kind, text)


@dataclass(frozen=True, slots=True)
class Speller:
    """Writes tokens as text that is the same for statements that mean the same.

    Attributes:
        names: folded names of tables and columns. What is in double quotes and not among them
            keeps its case, because SQLite takes it as a string.
        table: the folded name of the table whose own clauses are spelled: `table.column` is
            `column` there. Empty in views and triggers.
    """

    names: Collection[str] = frozenset()
    table: str = ""

    def spell(self, tokens: Sequence[Token]) -> str:
        """The normalised text of the tokens, without parentheses around all of it."""
        return join(self._words(unwrap(self._unqualified(tokens))))

    def terms(self, terms: Iterable[Sequence[Token]]) -> tuple[str, ...]:
        """The normalised text of each term of an index, without the default order ASC."""
        return tuple(self.spell(_without_ascending(term)) for term in terms)

    def _unqualified(self, tokens: Sequence[Token]) -> tuple[Token, ...]:
        if not self.table:
            return tuple(tokens)
        kept: list[Token] = []
        for token in tokens:
            if token.is_symbol(".") and kept and self._is_own_table(kept[-1]):
                kept.pop()
            else:
                kept.append(token)
        return tuple(kept)

    def _is_own_table(self, token: Token) -> bool:
        named = (Kind.WORD, Kind.DOUBLE, Kind.NAME)
        return token.kind in named and fold(token.text) == self.table

    def _words(self, tokens: Sequence[Token]) -> Iterator[str]:
        followers = (*tokens[1:], Token(Kind.SYMBOL, ";"))
        for token, follower in zip(tokens, followers, strict=False):
            if token.kind is Kind.DOUBLE and not self._is_name(token, follower):
                yield in_quotes(token.text, '"')
            else:
                yield _word(token)

    def _is_name(self, token: Token, follower: Token) -> bool:
        beside = follower.is_symbol("(") or follower.is_symbol(".")
        return beside or fold(token.text) in self.names


def _word(token: Token) -> str:
    if token.kind is Kind.STRING:
        return in_quotes(token.text, "'")
    if token.kind in (Kind.NUMBER, Kind.BLOB):
        return token.text.lower()
    if token.kind is Kind.WORD and token.text.upper() in RESERVED:
        return token.text.upper()
    if token.kind is Kind.SYMBOL:
        return token.text
    return name_text(token.text)


@lru_cache(STATEMENTS)
def name_text(name: str) -> str:
    """A name, folded, in quotes where it needs them."""
    folded = fold(name)
    plain = PLAIN_NAME.match(folded) and folded.upper() not in RESERVED
    return folded if plain else in_quotes(folded, '"')


def join(words: Iterable[str]) -> str:
    """Words as one text, with spaces where a person would write them."""
    text = ""
    for word in words:
        tight = not text or text[-1] in "(." or word in (")", ",", ".", ";")
        called = word == "(" and not _ends_with_keyword(text)
        text += word if tight or called else f" {word}"
    return text


def _ends_with_keyword(text: str) -> bool:
    last = re.split(r"[ (.]", text)[-1]
    return last in RESERVED or not (last[-1:].isalnum() or last[-1:] in ('"', "_", "$"))


def split(tokens: Sequence[Token]) -> tuple[tuple[Token, ...], ...]:
    """The parts between commas that are in no parentheses."""
    parts: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        depth += token.is_symbol("(") - token.is_symbol(")")
        if depth == 0 and token.is_symbol(","):
            parts.append([])
        else:
            parts[-1].append(token)
    return tuple(tuple(part) for part in parts)


def unwrap(tokens: Sequence[Token]) -> Sequence[Token]:
    """The tokens without parentheses that enclose all of them."""
    while len(tokens) > 2 and tokens[0].is_symbol("(") and _closing(tokens) == len(tokens) - 1:
        tokens = tokens[1:-1]
    return tokens


def _without_ascending(tokens: Sequence[Token]) -> Sequence[Token]:
    return tokens[:-1] if len(tokens) > 1 and tokens[-1].is_word("ASC") else tokens


def _closing(tokens: Sequence[Token]) -> int:
    depth = 0
    for position, token in enumerate(tokens):
        depth += token.is_symbol("(") - token.is_symbol(")")
        if depth == 0:
            return position
    return -1


class Cursor:
    """A place in the tokens of a statement.

    Args:
        tokens: of the statement.
    """

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.position = 0

    @property
    def done(self) -> bool:
        """Whether no token is left."""
        return self.position >= len(self.tokens)

    def at(self, *words: str) -> bool:
        """Whether one of these words comes next, unquoted."""
        return not self.done and self.tokens[self.position].is_word(*words)

    def at_symbol(self, text: str) -> bool:
        """Whether this operator or punctuation mark comes next."""
        return not self.done and self.tokens[self.position].is_symbol(text)

    def take(self) -> Token:
        """The next token, which is passed."""
        if self.done:
            fact = "it ends too early"
            raise UnreadableDefinition(fact)
        self.position += 1
        return self.tokens[self.position - 1]

    def accept(self, *phrase: str) -> bool:
        """Whether these words come next; if so, they are passed."""
        ahead = self.tokens[self.position : self.position + len(phrase)]
        found = len(ahead) == len(phrase) and all(
            token.is_word(word) for token, word in zip(ahead, phrase, strict=True)
        )
        self.position += len(phrase) * found
        return found

    def group(self) -> tuple[Token, ...]:
        """The tokens inside the parentheses that start here, which are passed."""
        start, depth = self.position + 1, 0
        if not self.at_symbol("("):
            fact = f"no parenthesis before {self.rest()[:1]}"
            raise UnreadableDefinition(fact)
        while True:
            token = self.take()
            depth += token.is_symbol("(") - token.is_symbol(")")
            if depth == 0:
                return tuple(self.tokens[start : self.position - 1])

    def rest(self) -> tuple[Token, ...]:
        """All tokens that are left."""
        return tuple(self.tokens[self.position :])
