"""The structure of a SQLite database by the texts that SQLite keeps: the second observer.

Nothing here asks a pragma, and nothing is shared with the first observer but the rules which names
are made up and which types mean the same. Statements are compared clause by clause, as multisets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from ...model.schema import Look, Part
from ..naming import RECORDER
from .connecting import connect_read_only
from .naming import INTEGERS, is_generated
from .statements import (
    Column,
    TableText,
    column_collation,
    column_options,
    constraint_text,
    is_row_number,
    primary_key,
    read_table,
)
from .trees import Tree, as_name, lower, parse, separated, spell, unquoted, unwrapped, without_owner

BY = "sqlite_master"
TEXTS = """
    SELECT type, name, tbl_name, sql FROM sqlite_master
    WHERE sql IS NOT NULL AND tbl_name <> ? AND substr(lower(tbl_name), 1, 7) <> 'sqlite_'
"""


@dataclass(frozen=True, slots=True)
class Statement:
    """A row of sqlite_master, with the tree of its text."""

    kind: str
    name: str
    table: str
    tree: Tree


def look(path: str | Path) -> Look:
    """The structure of a database, except Django's record of migrations.

    Args:
        path: the SQLite database; it is opened read-only.

    Raises:
        sqlite3.Error: when there is no such file, or it is no database.
    """
    with closing(connect_read_only(path)) as connection:
        rows = connection.execute(TEXTS, (RECORDER,)).fetchall()
    return Look(BY, tuple(sorted(read_texts(rows))))


def read_texts(rows: Iterable[tuple[str, str, str, str]]) -> Iterator[Part]:
    """The parts of a database.

    Args:
        rows: kind, name, table and text of each statement.
    """
    found = list(rows)
    names = _names(found)
    everywhere = frozenset[str]().union(*names.values())
    statements = [
        Statement(kind, name, table, parse(text, own.__contains__))
        for kind, name, table, text in found
        for own in [names.get(table, everywhere) if kind == "index" else everywhere]
    ]
    tables = {one.name: text for one in statements if (text := _table_text(one)) is not None}
    keys = {as_name(name): primary_key(table) for name, table in tables.items()}
    for one in statements:
        if one.name in tables and one.kind == "table":
            yield from _table(one.name, tables[one.name], keys)
        elif one.kind == "index":
            yield _index(one, tables[one.table].columns if one.table in tables else ())
        else:
            kind = "virtual table" if one.kind == "table" else one.kind
            yield Part(one.table, kind, spell(_after_name(one)), one.name)


def _names(rows: Sequence[tuple[str, str, str, str]]) -> dict[str, frozenset[str]]:
    """Of each view its name, and of each table those of its columns too.

    What else is in double quotes is a string. The text of a table names others, to which it refers,
    so that a text in one of its checks may be taken for the column of another table here.
    """
    found = {}
    for kind, name, table, text in rows:
        if kind in {"table", "view"}:
            one = Statement(kind, name, table, parse(text, lambda _: True))
            columns = (_table_text(one) or TableText((), (), "")).columns
            found[name] = frozenset((lower(name), *(unquoted(each.name) for each in columns)))
    return found


def _table_text(one: Statement) -> TableText | None:
    if one.kind != "table" or one.tree[1:2] == ("virtual",):
        return None
    return read_table(one.tree, as_name(one.name))


def _after_name(one: Statement) -> Tree:
    """What the statement says after the name of what it makes."""
    named = (at for at, word in enumerate(one.tree) if lower(unquoted(word)) == lower(one.name))
    # Before it come at least CREATE and the kind, which may be its name as well.
    return one.tree[next((at for at in named if at > 1), 0) + 1 :]


def _table(name: str, table: TableText, keys: Mapping[str, Sequence[str]]) -> Iterator[Part]:
    yield Part(name, "table", f"TABLE {table.options}".strip(), name)
    for column in table.columns:
        yield _column(name, column)
    for clause in table.constraints:
        text = constraint_text(clause, keys)
        if clause.begins("primary") and is_row_number(table):
            text += " rowid"
        yield Part(name, "constraint", text, clause.name, is_generated(clause.name))


def _column(table: str, column: Column) -> Part:
    options = column_options(column)
    text = " ".join(filter(None, (column.name, spell(column.type), *options)))
    meaning = ""
    if column.type[:1] and column.type[0] in INTEGERS:
        meaning = " ".join((column.name, spell(("integer", *column.type[1:])), *options))
    return Part(table, "column", text, unquoted(column.name), meaning=meaning)


def _index(one: Statement, columns: Sequence[Column]) -> Part:
    tree = without_owner(one.tree, as_name(one.table))
    place = next(at for at, word in enumerate(tree) if isinstance(word, tuple))
    collations = {column.name: column_collation(column) for column in columns}
    terms = ", ".join(_term(term, collations) for term in separated(tree[place]))
    words = (f"({terms})", "unique" * ("unique" in tree[:3]), spell(tree[place + 1 :]))
    text = " ".join(filter(None, words))
    return Part(one.table, "index", text, one.name, is_generated(one.name))


def _term(term: Tree, collations: Mapping[str, str]) -> str:
    """One term of an index with the collation that it has, which may be its column's."""
    name, *rest = unwrapped(term)
    words = [word for word in rest if word != "asc"]
    if "collate" not in words and collations.get(str(name)):
        words = ["collate", collations[str(name)], *words]
    return spell((name, *(words[2:] if words[:2] == ["collate", "binary"] else words)))
