"""CREATE TABLE and CREATE INDEX as clauses, for all that SQLite's pragmas do not tell."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from .clauses import STATEMENTS, Cursor, Kind, Token, UnreadableDefinition, split, tokenize

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

COLUMN_CLAUSES = frozenset(
    """
    CONSTRAINT DEFAULT NULL NOT PRIMARY UNIQUE CHECK REFERENCES COLLATE GENERATED AS DEFERRABLE
    """.split()  # noqa: SIM905 - a line a word would hide the list
)
TABLE_CLAUSES = frozenset({"CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"})


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of a table or of a column in it.

    Attributes:
        kind: `default`, `null`, `not null`, `primary key`, `unique`, `check`, `foreign key`,
            `collate`, `generated`.
        name: of the constraint, or an empty string.
        tokens: what is in its parentheses: an expression, or columns; of `collate`, the collation.
        options: what follows, in upper case, such as `AUTOINCREMENT` or `ON CONFLICT IGNORE`.
        target: the table that a foreign key refers to, as it is written.
        target_columns: the columns there; empty where none are named.
    """

    kind: str
    name: str = ""
    tokens: tuple[Token, ...] = ()
    options: tuple[str, ...] = ()
    target: str = ""
    target_columns: tuple[Token, ...] = ()


@dataclass(frozen=True, slots=True)
class TableDefinition:
    """A CREATE TABLE statement.

    Attributes:
        columns: the clauses of each column, in the order of the columns.
        constraints: the clauses of the table itself.
        options: what follows the parentheses, in upper case: `STRICT`, `WITHOUT ROWID`.
    """

    columns: tuple[tuple[Clause, ...], ...]
    constraints: tuple[Clause, ...]
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IndexDefinition:
    """A CREATE INDEX statement: its terms, and the condition of a partial index."""

    terms: tuple[tuple[Token, ...], ...]
    where: tuple[Token, ...]


@lru_cache(STATEMENTS)
def read_table(sql: str) -> TableDefinition:
    """The clauses of a CREATE TABLE statement.

    Args:
        sql: the text as SQLite keeps it.

    Raises:
        UnreadableDefinition: when it is built in another way.
    """
    cursor = Cursor(tokenize(sql))
    while not cursor.at_symbol("("):
        cursor.take()
    columns: list[tuple[Clause, ...]] = []
    constraints: list[Clause] = []
    for piece in split(cursor.group()):
        if piece and piece[0].is_word(*TABLE_CLAUSES):
            constraints.extend(_clauses(Cursor(piece)))
        else:
            columns.append(_column(Cursor(piece)))
    return TableDefinition(tuple(columns), tuple(constraints), _options(cursor.rest()))


@lru_cache(STATEMENTS)
def read_index(sql: str) -> IndexDefinition:
    """The terms and the condition of a CREATE INDEX statement.

    Args:
        sql: the text as SQLite keeps it.

    Raises:
        UnreadableDefinition: when it is built in another way.
    """
    cursor = Cursor(tokenize(sql))
    while not cursor.at_symbol("("):
        cursor.take()
    terms = split(cursor.group())
    return IndexDefinition(terms, cursor.rest() if cursor.accept("WHERE") else ())


def after_name(sql: str, kind: str) -> tuple[Token, ...]:
    """What a CREATE VIEW or CREATE TRIGGER statement says after the object's name.

    Args:
        sql: the text as SQLite keeps it.
        kind: the word before the name, `VIEW` or `TRIGGER`.
    """
    cursor = Cursor(tokenize(sql))
    while not cursor.accept(kind):
        cursor.take()
    cursor.accept("IF", "NOT", "EXISTS")
    cursor.take()
    if cursor.at_symbol("."):
        cursor.position += 2
    return cursor.rest()


def _options(tokens: Sequence[Token]) -> tuple[str, ...]:
    words = (" ".join(token.text.upper() for token in part) for part in split(tokens))
    return tuple(sorted(word for word in words if word))


def _column(cursor: Cursor) -> tuple[Clause, ...]:
    cursor.take()  # its name and type: the catalogue has them
    while not cursor.done and not cursor.at(*COLUMN_CLAUSES):
        if cursor.at_symbol("("):
            cursor.group()
        else:
            cursor.take()
    return _clauses(cursor)


def _clauses(cursor: Cursor) -> tuple[Clause, ...]:
    found: list[Clause] = []
    while not cursor.done:
        deferred = _deferred(cursor)
        if deferred is None:
            found.append(_clause(cursor))
        elif deferred:
            found = _defer_last(found)
    return tuple(found)


def _deferred(cursor: Cursor) -> bool | None:
    """Whether DEFERRABLE here defers; None where there is no such clause.

    SQLite defers with DEFERRABLE INITIALLY DEFERRED only: https://sqlite.org/foreignkeys.html 4.2
    """
    negated = cursor.accept("NOT", "DEFERRABLE")
    if not negated and not cursor.accept("DEFERRABLE"):
        return None
    initially = cursor.accept("INITIALLY")
    return initially and cursor.take().is_word("DEFERRED") and not negated


def _defer_last(clauses: Sequence[Clause]) -> list[Clause]:
    """The clauses, the last foreign key deferred: the words may stand some clauses after it."""
    keys = [place for place, clause in enumerate(clauses) if clause.kind == "foreign key"]
    return [
        replace(clause, options=("DEFERRED",)) if place in keys[-1:] else clause
        for place, clause in enumerate(clauses)
    ]


def _clause(cursor: Cursor) -> Clause:
    name = cursor.take().text if cursor.accept("CONSTRAINT") else ""
    token = cursor.take()
    reader = READERS.get(token.text.upper()) if token.kind is Kind.WORD else None
    if reader is None:
        fact = f"a clause starts with {token.text!r}"
        raise UnreadableDefinition(fact)
    return replace(reader(cursor), name=name)


def _default(cursor: Cursor) -> Clause:
    if cursor.at_symbol("("):
        return Clause("default", tokens=cursor.group())
    sign = (cursor.take(),) if cursor.at_symbol("-") or cursor.at_symbol("+") else ()
    return Clause("default", tokens=(*sign, cursor.take()))


def _null(cursor: Cursor) -> Clause:
    return Clause("null", options=_on_conflict(cursor))


def _not(cursor: Cursor) -> Clause:
    if not cursor.accept("NULL"):
        fact = "NOT without NULL"
        raise UnreadableDefinition(fact)
    return Clause("not null", options=_on_conflict(cursor))


def _primary(cursor: Cursor) -> Clause:
    cursor.accept("KEY")
    tokens = cursor.group() if cursor.at_symbol("(") else ()
    descending = not cursor.accept("ASC") and cursor.accept("DESC")
    options = (*("DESC",) * descending, *_on_conflict(cursor))
    # In a table's own PRIMARY KEY the word stands inside of the parentheses.
    inside = bool(tokens) and tokens[-1].is_word("AUTOINCREMENT")
    if cursor.accept("AUTOINCREMENT") or inside:
        options = (*options, "AUTOINCREMENT")
    return Clause("primary key", tokens=tokens[:-1] if inside else tokens, options=options)


def _unique(cursor: Cursor) -> Clause:
    tokens = cursor.group() if cursor.at_symbol("(") else ()
    return Clause("unique", tokens=tokens, options=_on_conflict(cursor))


def _check(cursor: Cursor) -> Clause:
    return Clause("check", tokens=cursor.group(), options=_on_conflict(cursor))


def _foreign(cursor: Cursor) -> Clause:
    cursor.accept("KEY")
    columns = cursor.group()
    if not cursor.accept("REFERENCES"):
        fact = "FOREIGN KEY without REFERENCES"
        raise UnreadableDefinition(fact)
    return replace(_references(cursor), tokens=columns)


def _references(cursor: Cursor) -> Clause:
    target = cursor.take().text
    columns = cursor.group() if cursor.at_symbol("(") else ()
    while cursor.at("ON", "MATCH"):  # the catalogue has the actions, and SQLite ignores MATCH
        if cursor.take().is_word("ON"):
            cursor.take()
        if cursor.take().is_word("SET", "NO"):
            cursor.take()
    return Clause("foreign key", target=target, target_columns=columns)


def _collate(cursor: Cursor) -> Clause:
    return Clause("collate", tokens=(cursor.take(),))


def _generated(cursor: Cursor) -> Clause:
    cursor.accept("ALWAYS")
    cursor.accept("AS")
    return _as(cursor)


def _as(cursor: Cursor) -> Clause:
    expression = cursor.group()
    cursor.accept("STORED")
    cursor.accept("VIRTUAL")
    return Clause("generated", tokens=expression)


def _on_conflict(cursor: Cursor) -> tuple[str, ...]:
    if not cursor.accept("ON", "CONFLICT"):
        return ()
    resolution = cursor.take().text.upper()
    return () if resolution == "ABORT" else (f"ON CONFLICT {resolution}",)


READERS: Mapping[str, Callable[[Cursor], Clause]] = MappingProxyType(
    {
        "DEFAULT": _default,
        "NULL": _null,
        "NOT": _not,
        "PRIMARY": _primary,
        "UNIQUE": _unique,
        "CHECK": _check,
        "FOREIGN": _foreign,
        "REFERENCES": _references,
        "COLLATE": _collate,
        "GENERATED": _generated,
        "AS": _as,
    }
)
