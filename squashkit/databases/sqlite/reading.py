"""Reads a SQLite database into a snapshot, with the standard library alone.

Two readers look at every table: the catalogue, and the text of the statement that made it. What
they do not agree on goes to `unread`, as does what neither of them knows.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from ...model.schema import Part, Snapshot
from .catalogue import Catalogue, Column, ForeignKey, Index, Object
from .clauses import (
    RESERVED,
    Kind,
    Speller,
    Token,
    UnreadableDefinition,
    fold,
    join,
    name_text,
    split,
    tokenize,
)
from .connecting import connect_read_only
from .definitions import (
    Clause,
    IndexDefinition,
    TableDefinition,
    after_name,
    read_index,
    read_table,
)
from .naming import INTEGERS, is_generated
from .rows import read_tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

STORAGE = {2: "VIRTUAL", 3: "STORED"}  # by `hidden` of table_xinfo
READ_KINDS = ("table", "index", "view", "trigger")
USUAL = {"auto_vacuum": 0, "encoding": "UTF-8", "journal_mode": "delete"}
"""How a file keeps what is in it, where nobody has said otherwise."""


def snapshot(path: str | Path) -> Snapshot:
    """All structure and all rows of a database, except Django's record of migrations.

    Args:
        path: the SQLite database; it is opened read-only.

    Raises:
        sqlite3.Error: when there is no such file, or it is no database.
    """
    unread: list[str] = []
    with closing(connect_read_only(path)) as connection:
        # One moment, also of a database that others write to.
        connection.execute("BEGIN")
        catalogue = Catalogue(connection)
        parts = [part for table in catalogue.tables for part in _table(catalogue, table, unread)]
        parts += [part for item in catalogue.objects for part in _statement(catalogue, item)]
        parts += _settings(catalogue)
        unread += _unknown(catalogue)
        tables = read_tables(catalogue, unread)
    return Snapshot(_engine(), tuple(sorted(parts)), tables, tuple(sorted(unread)))


def _engine() -> str:
    return f"SQLite {sqlite3.sqlite_version}"


def _unknown(catalogue: Catalogue) -> Iterator[str]:
    yield from (f"{kind} table {name}" for name, kind in catalogue.unusual.items())
    for item in catalogue.objects:
        if item.kind not in READ_KINDS:
            yield f"{item.kind} {item.name}"
    for setting in ("user_version", "application_id"):
        value = catalogue.connection.execute(f"PRAGMA {setting}").fetchone()[0]
        if value:
            yield f"PRAGMA {setting} = {value}"


def _settings(catalogue: Catalogue) -> Iterator[Part]:
    for setting, usual in USUAL.items():
        value = catalogue.connection.execute(f"PRAGMA {setting}").fetchone()[0]
        if value != usual:
            yield Part("database", "setting", str(value), setting)


def _statement(catalogue: Catalogue, item: Object) -> Iterator[Part]:
    """A view or a trigger, which are nothing but their text."""
    if item.kind in ("view", "trigger"):
        text = Speller(catalogue.names).spell(after_name(item.sql, item.kind.upper()))
        yield Part(item.table, item.kind, text, item.name)


def _table(catalogue: Catalogue, table: Object, unread: list[str]) -> Iterator[Part]:
    name, columns = table.name, catalogue.columns[table.name]
    definition = _definition(table, len(columns), unread)
    speller = Speller(catalogue.names_in(name), fold(name))
    clauses = [
        (column.name, clause)
        for column, found in zip(columns, definition.columns, strict=True)
        for clause in found
    ]
    clauses += [("", clause) for clause in definition.constraints]
    indexes = catalogue.indexes(name)
    unread += _lost_uniques(name, indexes, clauses)
    yield Part(name, "table", join(("TABLE", *definition.options)), name)
    for column, found in zip(columns, definition.columns, strict=True):
        yield _column(name, column, found, speller)
    yield from _primary_key(name, catalogue.key(name), indexes, clauses)
    yield from _checks_and_uniques(name, clauses, speller)
    yield from _foreign_keys(name, catalogue.foreign_keys(name), clauses)
    yield from _indexes(catalogue, name, indexes, unread)


def _definition(table: Object, columns: int, unread: list[str]) -> TableDefinition:
    try:
        definition = read_table(table.sql)
    except UnreadableDefinition as error:
        problem = str(error)
    else:
        if len(definition.columns) == columns:
            return definition
        problem = f"{len(definition.columns)} columns were read of {columns}"
    unread.append(f"definition of table {table.name}: {problem}")
    return TableDefinition(((),) * columns, (), ())


def _column(table: str, column: Column, clauses: Sequence[Clause], speller: Speller) -> Part:
    declared = Speller().spell(tokenize(column.type))
    first, space, rest = declared.partition(" ")
    options = _column_options(column, clauses, speller)
    text = " ".join(word for word in (column.name, declared, *options) if word)
    meaning = ""
    if first in INTEGERS:
        meaning = " ".join((column.name, f"integer{space}{rest}", *options))
    return Part(table, "column", text, column.name, meaning=meaning)


def _column_options(column: Column, clauses: Sequence[Clause], speller: Speller) -> Sequence[str]:
    words = ["NOT NULL"] * column.not_null
    words += _default(column.default)
    for clause in clauses:
        if clause.kind == "collate" and fold(clause.tokens[0].text) != "binary":
            words.append(f"COLLATE {name_text(clause.tokens[0].text)}")
        if clause.kind == "generated":
            words.append(f"AS ({speller.spell(clause.tokens)}) {STORAGE.get(column.hidden, '')}")
        if clause.kind in ("null", "not null"):
            words += clause.options
    return words


def _default(text: str | None) -> list[str]:
    tokens = tokenize(text or "")
    if len(tokens) == 1 and tokens[0].kind is Kind.WORD:
        word = tokens[0].text
        if word.upper() == "NULL":
            return []
        if word.upper() not in RESERVED:  # SQLite takes a bare word as a string here
            tokens = (Token(Kind.DOUBLE, word),)
    return [f"DEFAULT {Speller().spell(tokens)}"] if tokens else []


def _primary_key(
    table: str,
    columns: Sequence[str],
    indexes: Sequence[Index],
    clauses: Sequence[tuple[str, Clause]],
) -> Iterator[Part]:
    """The primary key; ROWID where the column is the row's own number, which has no index."""
    if not columns:
        return
    found = [clause for _, clause in clauses if clause.kind == "primary key"]
    written = found[0] if found else Clause("primary key")
    index = next((index for index in indexes if index.origin == "pk"), None)
    terms = _list(columns if index is None else [term or "" for term in index.terms])
    options = [option for option in written.options if option != "DESC"]  # the index says it
    text = " ".join([terms, *["ROWID"] * (index is None), *options])
    yield Part(table, "primary key", text, written.name, is_generated(written.name))


def _checks_and_uniques(
    table: str, clauses: Sequence[tuple[str, Clause]], speller: Speller
) -> Iterator[Part]:
    for column, clause in clauses:
        if clause.kind == "check":
            text = speller.spell(clause.tokens)
        elif clause.kind == "unique":
            text = _list(
                speller.terms(split(clause.tokens)) if clause.tokens else [name_text(column)]
            )
        else:
            continue
        text = " ".join([text, *clause.options])
        yield Part(table, clause.kind, text, clause.name, is_generated(clause.name))


def _lost_uniques(
    table: str, indexes: Sequence[Index], clauses: Sequence[tuple[str, Clause]]
) -> Iterator[str]:
    """UNIQUE constraints of the catalogue that were not seen in the text."""
    seen = {_columns(column, clause) for column, clause in clauses if clause.kind == "unique"}
    for index in indexes:
        columns = tuple(
            (term or "").split(" COLLATE ")[0].split(" DESC")[0] for term in index.terms
        )
        if index.origin == "u" and columns not in seen:
            yield f"unique constraint of table {table} on {_list(columns)}"


def _columns(column: str, clause: Clause) -> tuple[str, ...]:
    if not clause.tokens:
        return (name_text(column),)
    return tuple(name_text(term[0].text) for term in split(clause.tokens))


def _foreign_keys(
    table: str, keys: Sequence[ForeignKey], clauses: Sequence[tuple[str, Clause]]
) -> Iterator[Part]:
    """The foreign keys: the catalogue knows all of each but whether it is deferred."""
    waiting = [
        (_columns(column, clause), name_text(clause.target), "DEFERRED" in clause.options)
        for column, clause in clauses
        if clause.kind == "foreign key"
    ]
    for key in keys:
        found = next((item for item in waiting if item[:2] == (key.columns, key.target)), None)
        if found is not None:
            waiting.remove(found)
        text = f"{_list(key.columns)} REFERENCES {key.target} {_list(key.target_columns)}"
        text += f" ON DELETE {key.on_delete}" * (key.on_delete != "NO ACTION")
        text += f" ON UPDATE {key.on_update}" * (key.on_update != "NO ACTION")
        text += " DEFERRABLE INITIALLY DEFERRED" * (found is not None and found[2])
        yield Part(table, "foreign key", text, generated=True)


def _indexes(
    catalogue: Catalogue, table: str, indexes: Sequence[Index], unread: list[str]
) -> Iterator[Part]:
    speller = Speller(catalogue.names_in(table), fold(table))
    for index in indexes:
        if index.origin == "c":
            text = _index_text(index, catalogue.statements[index.name], speller, unread)
            yield Part(table, "index", text, index.name, is_generated(index.name))


def _index_text(index: Index, sql: str, speller: Speller, unread: list[str]) -> str:
    definition = _index_definition(index, sql, unread)
    written = speller.terms(definition.terms)
    terms = [known or text for known, text in zip(index.terms, written, strict=True)]
    where = f"WHERE {speller.spell(definition.where)}" if definition.where else ""
    words = (_list(terms), "UNIQUE" * index.unique, where)
    return " ".join(word for word in words if word)


def _index_definition(index: Index, sql: str, unread: list[str]) -> IndexDefinition:
    try:
        definition = read_index(sql)
    except UnreadableDefinition as error:
        problem = str(error)
    else:
        if len(definition.terms) == len(index.terms) and bool(index.partial) == bool(
            definition.where
        ):
            return definition
        problem = "its text and the catalogue do not agree"
    unread.append(f"definition of index {index.name}: {problem}")
    return IndexDefinition(((),) * len(index.terms), ())


def _list(items: Sequence[str]) -> str:
    return f"({', '.join(items)})"
