"""Statements of SQLite as clauses, each of them in one way of writing it.

SQLite changes the texts of statements in place, and Django makes tables anew, so what a column has
alone is written here as if the table had it, and what says nothing is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from .trees import Tree, separated, spell, unquoted, without_owner

OF_TABLES = frozenset({"constraint", "primary", "unique", "check", "foreign"})
OF_COLUMNS = OF_TABLES | {
    *("as", "collate", "default", "deferrable", "generated", "not", "null", "references"),
}
# Words that go on with a clause, by the word before them.
INSIDE = frozenset(
    {
        ("not", "null"),
        ("not", "deferrable"),
        ("default", "null"),
        ("set", "null"),
        ("set", "default"),
        ("always", "as"),
    }
)
ACTION = re.compile(r"on (?:delete|update) (?:set null|set default|cascade|restrict)")
DEFERRED = re.compile(r"(?<!not )deferrable initially deferred")
CONFLICT = re.compile(r"on conflict (?!abort)\w+")


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of a column or a table; `name` where it is a constraint that has one."""

    words: Tree
    name: str = ""

    def begins(self, *words: str) -> bool:
        """Whether these are its first words."""
        return self.words[: len(words)] == words


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name as trees have it, its type as words, and its clauses."""

    name: str
    type: Tree
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class TableText:
    """A CREATE TABLE statement.

    Attributes:
        constraints: those of the table, and those of its columns as the table would have them.
        options: what follows the columns.
    """

    columns: tuple[Column, ...]
    constraints: tuple[Clause, ...]
    options: str


def read_table(tree: Tree, table: str) -> TableText | None:
    """A CREATE TABLE statement; None where it has no list of columns.

    Args:
        tree: of the statement.
        table: its name, as trees have it.
    """
    inside = next((word for word in tree if isinstance(word, tuple)), None)
    if inside is None:
        return None
    pieces = [piece for piece in separated(without_owner(inside, table)) if piece]
    columns = tuple(_column(piece) for piece in pieces if piece[0] not in OF_TABLES)
    own = (one for column in columns for one in _as_of_table(column))
    others = (
        clause for piece in pieces if piece[0] in OF_TABLES for clause in _clauses(piece, OF_TABLES)
    )
    options = separated(tree[tree.index(inside) + 1 :])
    return TableText(columns, (*own, *others), ", ".join(sorted(map(spell, options))))


def _column(words: Tree) -> Column:
    ends = (place for place, word in enumerate(words) if place and word in OF_COLUMNS)
    end = next(ends, len(words))
    return Column(str(words[0]), words[1:end], tuple(_clauses(words[end:], OF_COLUMNS)))


def _clauses(words: Tree, starts: frozenset[str]) -> Iterator[Clause]:
    first = 0
    for place in range(1, len(words) + 1):
        if place == len(words) or _starts(words, place, starts):
            yield _clause(words[first:place])
            first = place


def _starts(words: Tree, place: int, starts: frozenset[str]) -> bool:
    before, word = words[place - 1], words[place]
    named = "constraint" in (before, *words[max(place - 2, 0) : place - 1])
    return word in starts and (before, word) not in INSIDE and not named


def _clause(words: Tree) -> Clause:
    if words[:1] == ("constraint",):
        return Clause(words[2:], unquoted(words[1]))
    return Clause(words)


def _as_of_table(column: Column) -> Iterator[Clause]:
    """The constraints of a column; when a foreign key is checked may be said some clauses later."""
    later = tuple(
        word
        for clause in column.clauses
        if clause.begins("deferrable") or clause.begins("not", "deferrable")
        for word in clause.words
    )
    for clause in column.clauses:
        if clause.begins("references"):
            words = ("foreign", "key", (column.name,), *clause.words, *later)
            yield replace(clause, words=words)
        elif clause.begins("primary"):
            direction = clause.words[2:3] if clause.words[2:3] == ("desc",) else ()
            words = ("primary", "key", (column.name, *direction), *clause.words[2:])
            yield replace(clause, words=words)
        elif clause.begins("unique"):
            yield replace(clause, words=("unique", (column.name,), *clause.words[1:]))
        elif clause.begins("check"):
            yield clause


def column_options(column: Column) -> list[str]:
    """What a column has beside its type and its constraints, sorted.

    Args:
        column: from `read_table`.
    """
    return sorted(filter(None, (_option(clause) for clause in column.clauses)))


def column_collation(column: Column) -> str:
    """The collation of a column, or an empty string.

    Args:
        column: from `read_table`.
    """
    return next((str(one.words[1]) for one in column.clauses if one.begins("collate")), "")


def _option(clause: Clause) -> str:
    first, rest = clause.words[0], clause.words[1:]
    if clause.begins("not", "null") or first == "null":
        words = ("not null" if first == "not" else "", *CONFLICT.findall(spell(rest)))
        return " ".join(filter(None, words))
    if first == "default":
        text = spell(rest)
        return "" if text == "null" else f"default {text}"
    if first == "collate":
        return "" if rest == ("binary",) else f"collate {spell(rest)}"
    if first in {"generated", "as"}:
        expression = next(word for word in rest if isinstance(word, tuple))
        return f"as ({spell(expression)}) {'stored' if 'stored' in rest else 'virtual'}"
    return ""


def constraint_text(clause: Clause, keys: Mapping[str, Sequence[str]]) -> str:
    """A constraint in the one way of writing it.

    Args:
        clause: from `read_table`.
        keys: the primary key of each table: what a foreign key means that names no columns.
    """
    inside = next((word for word in clause.words if isinstance(word, tuple)), ())
    rest = spell(clause.words[clause.words.index(inside) + 1 :]) if inside else ""
    conflict = CONFLICT.findall(rest)
    if clause.begins("check"):
        return " ".join(("check", spell(inside), *conflict))
    if clause.begins("foreign"):
        return _foreign_key(clause, keys)
    kind = "primary key" if clause.begins("primary") else "unique"
    counted = "autoincrement" in (*inside, *clause.words)
    terms = listed(tuple(word for word in inside if word != "autoincrement"))
    return " ".join((kind, terms, *conflict, *["autoincrement"] * counted))


def _foreign_key(clause: Clause, keys: Mapping[str, Sequence[str]]) -> str:
    columns, _, target, *rest = clause.words[2:]
    named = [word for word in rest[:1] if isinstance(word, tuple)]
    columns_there = spell(named[0]) if named else ", ".join(keys.get(str(target), ()))
    text = spell(tuple(rest[len(named) :]))
    after = (*sorted(ACTION.findall(text)), *DEFERRED.findall(text))
    return " ".join((f"({spell(columns)}) references {target} ({columns_there})", *after))


def primary_key(table: TableText) -> tuple[str, ...]:
    """The columns of the primary key, as trees have their names.

    Args:
        table: from `read_table`.
    """
    for clause in table.constraints:
        if clause.begins("primary"):
            inside = next((word for word in clause.words if isinstance(word, tuple)), ())
            return tuple(str(term[0]) for term in separated(inside) if term)
    return ()


def is_row_number(table: TableText) -> bool:
    """Whether the primary key is the number that SQLite has for each row anyway.

    Args:
        table: from `read_table`.
    """
    key = primary_key(table)
    types = [column.type for column in table.columns if (column.name,) == key]
    # DESC behind the words PRIMARY KEY of a column makes it another, which SQLite keeps for ever.
    other = any("desc" in one.words for one in table.constraints if one.begins("primary"))
    return types == [("integer",)] and "rowid" not in table.options and not other


def listed(inside: Tree) -> str:
    """The terms of an index or a key, without the order that is the usual one."""
    terms = (term[:-1] if term[1:][-1:] == ("asc",) else term for term in separated(inside))
    return f"({', '.join(map(spell, terms))})"
