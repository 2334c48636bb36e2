"""The reader and the comparison together, on real databases."""

# ruff: noqa: E501 - a change a line

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from squashkit.analysis.comparing import compare, failing, of_one_owner
from squashkit.databases.sandboxes import sandbox
from squashkit.databases.sqlite import catalogue as catalogue_module
from squashkit.databases.sqlite.clauses import UnreadableDefinition
from squashkit.databases.sqlite.definitions import read_index, read_table
from squashkit.databases.sqlite.naming import is_generated
from squashkit.databases.sqlite.reading import snapshot
from squashkit.databases.sqlite.texts import look
from squashkit.model.schema import Layer

STRUCTURE, NAMES, ROWS = Layer.STRUCTURE, Layer.NAMES, Layer.ROWS

BASE = """
CREATE TABLE "author" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" varchar(100) NOT NULL UNIQUE
);
CREATE TABLE "book" (
    "id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,
    "title" varchar(200) NOT NULL COLLATE NOCASE,
    "pages" integer unsigned NOT NULL CHECK ("pages" >= 0),
    "price" decimal NOT NULL DEFAULT 10,
    "state" varchar(10) NOT NULL DEFAULT 'open',
    "slug" varchar(50) NULL,
    "total" integer GENERATED ALWAYS AS ("pages" * 2) STORED,
    "author_id" integer NOT NULL REFERENCES "author" ("id") DEFERRABLE INITIALLY DEFERRED,
    "editor_id" integer NULL REFERENCES "author" ("id") ON DELETE CASCADE ON UPDATE RESTRICT,
    CONSTRAINT "book_title_and_slug" UNIQUE ("title", "slug"),
    CONSTRAINT "book_cheap" CHECK ("price" < 1000)
);
CREATE TABLE "tag" ("word" text NOT NULL, "kind" text NOT NULL, PRIMARY KEY ("word", "kind"));
CREATE INDEX "book_author_id_12ab34cd" ON "book" ("author_id");
CREATE INDEX "book_by_price" ON "book" ("price" DESC, "title");
CREATE UNIQUE INDEX "book_open" ON "book" ("slug") WHERE "state" = 'open';
CREATE INDEX "book_lower" ON "book" (LOWER("title"));
CREATE INDEX "book_binary" ON "book" ("title" COLLATE BINARY);
CREATE VIEW "cheap" AS SELECT "id", "title" FROM "book" WHERE "price" < 5;
CREATE TRIGGER "count_books" AFTER INSERT ON "book" BEGIN
    UPDATE "author" SET "name" = "name" WHERE "id" = NEW."author_id";
END;
INSERT INTO "author" ("id", "name") VALUES (1, 'Ada'), (2, 'NULL');
INSERT INTO "tag" ("word", "kind") VALUES ('x', 'a'), ('y', 'b');
"""

# what, the text in BASE, what stands there instead, the layers in which it must be seen
MUTATIONS = [
    ("type", '"slug" varchar(50)', '"slug" varchar(60)', {STRUCTURE}),
    ("unsigned lost", '"pages" integer unsigned', '"pages" integer', {STRUCTURE}),
    ("only the letters of an integer", '"author_id" integer', '"author_id" point', {STRUCTURE}),
    ("integer with digits", '"author_id" integer', '"author_id" int(11)', {STRUCTURE}),
    ("type name and null", '"author_id" integer NOT NULL', '"author_id" bigint NULL', {STRUCTURE}),
    ("no rowid alias", '"id" integer NOT NULL PRIMARY KEY AUTOINCREMENT,\n    "title"', '"id" bigint NOT NULL PRIMARY KEY,\n    "title"', {STRUCTURE}),
    ("null", '"slug" varchar(50) NULL', '"slug" varchar(50) NOT NULL', {STRUCTURE}),
    ("not null", '"name" varchar(100) NOT NULL', '"name" varchar(100) NULL', {STRUCTURE}),
    ("default lost", " DEFAULT 10", "", {STRUCTURE}),
    ("default changed", "DEFAULT 10", "DEFAULT 11", {STRUCTURE}),
    ("default of another type", "DEFAULT 10", "DEFAULT '10'", {STRUCTURE}),
    ("case of default", "DEFAULT 'open'", "DEFAULT 'Open'", {STRUCTURE}),
    ("case of bare default", "DEFAULT 'open'", "DEFAULT Open", {STRUCTURE}),
    ("collation lost", " COLLATE NOCASE", "", {STRUCTURE}),
    ("collation changed", "COLLATE NOCASE", "COLLATE RTRIM", {STRUCTURE}),
    ("generated expression", '("pages" * 2)', '("pages" * 3)', {STRUCTURE}),
    ("generated storage", "STORED", "VIRTUAL", {STRUCTURE}),
    ("not generated", 'GENERATED ALWAYS AS ("pages" * 2) STORED', "", {STRUCTURE}),
    ("column replaced", '"state" varchar(10) NOT NULL DEFAULT \'open\',', '"state" text,', {STRUCTURE}),
    ("column gained", '"slug" varchar(50) NULL,', '"slug" varchar(50) NULL, "slug2" varchar(50) NULL,', {STRUCTURE}),
    ("autoincrement", "PRIMARY KEY AUTOINCREMENT,\n    \"title\"", 'PRIMARY KEY,\n    "title"', {STRUCTURE}),
    ("rowid alias", '"word" text NOT NULL, "kind"', '"word" integer NOT NULL, "kind"', {STRUCTURE}),
    ("descending rowid", "PRIMARY KEY AUTOINCREMENT,\n    \"name\"", 'PRIMARY KEY DESC,\n    "name"', {STRUCTURE}),
    ("primary key order", 'KEY ("word", "kind")', 'KEY ("kind", "word")', {STRUCTURE}),
    ("primary key columns", 'KEY ("word", "kind")', 'KEY ("word")', {STRUCTURE}),
    ("primary key lost", ', PRIMARY KEY ("word", "kind")', "", {STRUCTURE}),
    ("without rowid", '("word", "kind"));', '("word", "kind")) WITHOUT ROWID;', {STRUCTURE}),
    ("strict", '("word", "kind"));', '("word", "kind")) STRICT;', {STRUCTURE}),
    ("unique lost", " UNIQUE\n", "\n", {STRUCTURE}),
    ("unique gained", '"slug" varchar(50) NULL', '"slug" varchar(50) NULL UNIQUE', {STRUCTURE}),
    ("unique columns", 'UNIQUE ("title", "slug")', 'UNIQUE ("title")', {STRUCTURE}),
    ("unique order", 'UNIQUE ("title", "slug")', 'UNIQUE ("slug", "title")', {STRUCTURE}),
    ("unique conflict", '("title", "slug"),', '("title", "slug") ON CONFLICT IGNORE,', {STRUCTURE}),
    ("unique name", "book_title_and_slug", "book_slug_and_title", {NAMES}),
    ("unique unnamed", 'CONSTRAINT "book_title_and_slug" ', "", {NAMES}),
    ("check lost", ' CHECK ("pages" >= 0)', "", {STRUCTURE}),
    ("check changed", '"pages" >= 0', '"pages" > 0', {STRUCTURE}),
    ("check of another column", '"price" < 1000', '"pages" < 1000', {STRUCTURE}),
    ("check name", "book_cheap", "book_not_dear", {NAMES}),
    ("deferrable lost", " DEFERRABLE INITIALLY DEFERRED", "", {STRUCTURE}),
    ("deferrable immediate", "INITIALLY DEFERRED", "INITIALLY IMMEDIATE", {STRUCTURE}),
    ("foreign key lost", ' REFERENCES "author" ("id") ON DELETE CASCADE ON UPDATE RESTRICT', "", {STRUCTURE}),
    ("foreign key table", '"editor_id" integer NULL REFERENCES "author"', '"editor_id" integer NULL REFERENCES "book"', {STRUCTURE}),
    ("foreign key column", 'REFERENCES "author" ("id") ON', 'REFERENCES "author" ("name") ON', {STRUCTURE}),
    ("on delete", "ON DELETE CASCADE", "ON DELETE SET NULL", {STRUCTURE}),
    ("on update", "ON UPDATE RESTRICT", "ON UPDATE CASCADE", {STRUCTURE}),
    ("index lost", 'CREATE INDEX "book_author_id_12ab34cd" ON "book" ("author_id");', "", {STRUCTURE}),
    ("index twice", 'CREATE INDEX "book_by_price"', 'CREATE INDEX "again" ON "book" ("author_id"); CREATE INDEX "book_by_price"', {STRUCTURE}),
    ("index order", '("price" DESC, "title")', '("price", "title")', {STRUCTURE}),
    ("index columns", '("price" DESC, "title")', '("title", "price" DESC)', {STRUCTURE}),
    ("index collation", "COLLATE BINARY", "COLLATE RTRIM", {STRUCTURE}),
    ("index collation of column", '("title" COLLATE BINARY)', '("title")', {STRUCTURE}),
    ("index unique", 'CREATE INDEX "book_lower"', 'CREATE UNIQUE INDEX "book_lower"', {STRUCTURE}),
    ("index not unique", 'CREATE UNIQUE INDEX "book_open"', 'CREATE INDEX "book_open"', {STRUCTURE}),
    ("index condition lost", " WHERE \"state\" = 'open'", "", {STRUCTURE}),
    ("index condition", "\"state\" = 'open'", "\"state\" = 'Open'", {STRUCTURE}),
    ("index expression", 'LOWER("title")', 'UPPER("title")', {STRUCTURE}),
    ("index of another table", '"book_binary" ON "book" ("title" COLLATE BINARY)', '"book_binary" ON "tag" ("kind")', {STRUCTURE}),
    ("index name", "book_by_price", "book_by_cost", {NAMES}),
    ("index name declared", "book_author_id_12ab34cd", "book_by_author", {NAMES}),
    ("view", '"price" < 5', '"price" < 6', {STRUCTURE}),
    ("view name", 'VIEW "cheap"', 'VIEW "bargain"', {STRUCTURE}),
    ("trigger body", 'SET "name" = "name"', 'SET "name" = \'x\'', {STRUCTURE}),
    ("trigger time", "AFTER INSERT", "BEFORE INSERT", {STRUCTURE}),
    ("trigger name", "count_books", "count_all_books", {NAMES}),
    ("table lost", "CREATE TABLE \"tag\"", 'CREATE TEMP TABLE "tag"', {STRUCTURE}),
    ("table as view", 'CREATE VIEW "cheap" AS', 'CREATE TABLE "cheap" AS', {STRUCTURE}),
    ("row lost", ", (2, 'NULL')", "", {ROWS}),
    ("row twice", "(2, 'NULL')", "(2, 'NULL'), (3, 'NULL ')", {ROWS}),
    ("text or null", "('y', 'b')", "('y', 'NULL')", {ROWS}),
    ("text or blob", "('y', 'b')", "('y', X'62')", {ROWS}),
    ("value swapped", "('x', 'a'), ('y', 'b')", "('x', 'b'), ('y', 'a')", {ROWS}),
]  # fmt: skip

# What must never fail; the last is the layer in which it may be seen.
NEUTRAL = [
    ("nothing", "", "", None),
    ("generated name", "book_author_id_12ab34cd", "book_author_id_fedcba98", Layer.GENERATED),
    ("generated suffix", "book_author_id_12ab34cd", "book_author_id_12ab34cd_fk_author_id", Layer.GENERATED),
    ("name of an integer", '"author_id" integer', '"author_id" bigint', Layer.AFFINITY),
    ("name of an unsigned integer", '"pages" integer unsigned', '"pages" smallint unsigned', Layer.AFFINITY),
    ("quotes", '"pages" >= 0', "[pages] >= 0", None),
    ("no quotes", '"state" = \'open\'', "state='open'", None),
    ("case of a keyword", "NOT NULL PRIMARY KEY", "not null primary key", None),
    ("case of a type", "varchar(100)", "VARCHAR ( 100 )", None),
    ("comment", '"price" < 1000', '"price" /* in cents, -- ha */ < 1000', None),
    ("parentheses", '"pages" >= 0', '("pages" >= 0)', None),
    ("qualified", '"pages" >= 0', '"book"."pages" >= 0', None),
    ("ascending", '"price" DESC, "title"', '"price" DESC, "title" ASC', None),
    ("order of clauses", '"pages" integer unsigned NOT NULL CHECK ("pages" >= 0)', '"pages" integer unsigned CHECK ("pages" >= 0) NOT NULL', None),
    ("order of constraints", 'CONSTRAINT "book_title_and_slug" UNIQUE ("title", "slug"),\n    CONSTRAINT "book_cheap" CHECK ("price" < 1000)', 'CONSTRAINT "book_cheap" CHECK ("price" < 1000), CONSTRAINT "book_title_and_slug" UNIQUE ("title", "slug")', None),
    ("order of columns", '"word" text NOT NULL, "kind" text NOT NULL', '"kind" text NOT NULL, "word" text NOT NULL', Layer.ORDER),
    ("implied key", 'REFERENCES "author" ("id") DEF', "REFERENCES AUTHOR DEF", None),
    ("default null", '"slug" varchar(50) NULL', '"slug" varchar(50) DEFAULT NULL', None),
    ("keyword of the default", "DEFAULT 10", "default (10)", None),
    ("no action", "ON DELETE CASCADE ON UPDATE RESTRICT", "ON UPDATE RESTRICT ON DELETE CASCADE", None),
    ("view on lines", '"cheap" AS SELECT', '"cheap" AS\n  select', None),
    ("order of rows", "('x', 'a'), ('y', 'b')", "('y', 'b'), ('x', 'a')", None),
    ("Django's record", 'CREATE VIEW', "CREATE TABLE django_migrations (id integer, app text UNIQUE); CREATE INDEX r ON django_migrations (id); CREATE VIEW", None),
]  # fmt: skip


def changed(old: str, new: str) -> str:
    assert old in BASE
    return BASE.replace(old, new)


def read(sql: str):
    with sandbox() as box:
        path = box.database("matrix")
        with closing(sqlite3.connect(path)) as connection:
            connection.executescript(sql)
        return replace(snapshot(path), second=look(path))


@pytest.fixture(scope="module")
def base():
    return read(BASE)


@pytest.mark.parametrize(
    ("old", "new", "layers"),
    [mutation[1:] for mutation in MUTATIONS],
    ids=[m[0] for m in MUTATIONS],
)
def test_a_single_change_is_seen(base, old, new, layers):
    after = read(changed(old, new))
    assert {found.layer for found in failing(compare(base, after))} == layers
    assert {found.layer for found in failing(compare(after, base))} == layers
    assert after.unread == ()


@pytest.mark.parametrize(
    ("old", "new", "layer"), [change[1:] for change in NEUTRAL], ids=[n[0] for n in NEUTRAL]
)
def test_a_neutral_change_never_fails(base, old, new, layer):
    differences = compare(base, read(changed(old, new)))
    assert failing(differences) == ()
    assert {found.layer for found in differences} == ({layer} if layer else set())


def test_a_check_of_a_column_may_be_one_of_the_table(base):
    check = ' CHECK ("pages" >= 0)'
    moved = BASE.replace(check, "").replace(" < 1000)", f" < 1000), {check}")
    assert compare(base, read(moved)) == ()


def test_a_changed_column_is_one_difference_with_both_sides(base):
    after = read(changed('"slug" varchar(50)', '"slug" varchar(60)'))
    (found,) = compare(base, after)
    assert str(found) == "column book.slug: slug varchar(50) became slug varchar(60)"


def test_a_changed_index_is_one_difference_with_its_columns(base):
    after = read(changed('CREATE INDEX "book_lower"', 'CREATE UNIQUE INDEX "book_lower"'))
    (found,) = compare(base, after)
    assert found.subject == "index book(lower(title))"
    assert (found.before, found.after) == (
        "book_lower (lower(title))",
        "book_lower (lower(title)) UNIQUE",
    )


def test_a_lost_table_is_one_difference(base):
    after = read(changed('CREATE TABLE "tag"', 'CREATE TEMP TABLE "tag"'))
    (found,) = compare(base, after)
    assert str(found) == "table tag: 2 columns, 2 rows became absent"


def test_renaming_by_alter_table_equals_making_it_so(base):
    old_names = BASE.replace('"book"', '"volume"').replace('"title"', '"heading"')
    # What Django does on a rename; SQLite then edits every text that names them.
    renamed = (
        'ALTER TABLE "volume" RENAME TO "book"; ALTER TABLE "book" RENAME "heading" TO "title";'
    )
    assert compare(base, read(old_names + renamed)) == ()


def test_a_text_in_double_quotes_may_be_called_as_a_column_of_another_table():
    made = """
        CREATE TABLE a (word text CHECK (word <> "Open"));
        CREATE TABLE b (open int);
        CREATE INDEX i ON a (word) WHERE word = "Open";
    """
    found = compare(read(made), read(made.replace('"Open"', '"open"')))
    assert [*map(str, found)] == [
        'check of a: absent became word != "open"',
        'check of a: word != "Open" became absent',
        'index a(word): i (word) WHERE word = "Open" became i (word) WHERE word = "open"',
    ]


def test_what_cannot_be_read_is_said():
    found = read(
        """
        CREATE VIRTUAL TABLE pages USING fts5(body);
        INSERT INTO pages VALUES ('text');
        PRAGMA user_version = 7;
        """
    )
    assert found.parts == ()
    assert found.tables == {}
    assert "virtual table pages" in found.unread
    assert "shadow table pages_data" in found.unread
    assert "PRAGMA user_version = 7" in found.unread


def test_how_a_file_keeps_what_is_in_it_is_told_and_fails_where_both_were_made_in_one_way():
    found = compare(
        read("CREATE TABLE t (a); PRAGMA journal_mode = WAL"), read("CREATE TABLE t (a)")
    )
    said = "setting journal_mode of database: journal_mode wal became absent"
    assert ([*map(str, found)], failing(found)) == ([said], ())
    assert failing(of_one_owner(found))


def test_what_the_first_observer_cannot_read_the_second_compares():
    (found,) = compare(
        read("CREATE VIRTUAL TABLE pages USING fts5(body, prefix='2')"),
        read("CREATE VIRTUAL TABLE pages USING fts5(body, prefix='3')"),
    )
    assert str(found) == (
        "virtual table pages, only in sqlite_master: pages using fts5 (body, prefix = '2') became "
        "pages using fts5 (body, prefix = '3')"
    )


def test_rows_that_need_a_function_of_the_application_are_said():
    with sandbox() as box:
        path = box.database("functions")
        with closing(sqlite3.connect(path)) as connection:
            connection.create_function("double", 1, lambda x: 2 * x, deterministic=True)
            connection.executescript(
                "CREATE TABLE t (a int, b int AS (double(a))); INSERT INTO t (a) VALUES (1);"
            )
        found = snapshot(path)
    assert found.tables == {}
    assert [text.partition(":")[0] for text in found.unread] == ["rows of table t"]
    assert {part.kind for part in found.parts} == {"table", "column"}


def test_an_old_sqlite_without_table_list(monkeypatch, base):
    monkeypatch.setattr(catalogue_module, "TABLES", "SELECT name, type FROM no_such_pragma")
    assert compare(base, read(BASE)) == ()
    assert "virtual table v" in read("CREATE VIRTUAL TABLE v USING fts5(body)").unread


def test_a_broken_definition_is_unread_and_not_fatal(monkeypatch):
    monkeypatch.setattr("squashkit.databases.sqlite.definitions.READERS", {})
    read_table.cache_clear()
    found = read(BASE)
    assert "definition of table book: a clause starts with 'NOT'" in found.unread
    assert "unique constraint of table book on (title, slug)" in found.unread
    assert {part.name for part in found.parts if part.kind == "column"} >= {"title", "word"}


def test_a_broken_index_is_unread_and_not_fatal(monkeypatch):
    def unreadable(sql: str):
        raise UnreadableDefinition("it ends too early")

    monkeypatch.setattr("squashkit.databases.sqlite.reading.read_index", unreadable)
    assert "definition of index book_open: it ends too early" in read(BASE).unread
    other = read_index("CREATE INDEX i ON t (a, b, c, d)")
    monkeypatch.setattr("squashkit.databases.sqlite.reading.read_index", lambda sql: other)
    assert (
        "definition of index book_open: its text and the catalogue do not agree"
        in read(BASE).unread
    )


def test_the_engine_has_a_name():
    assert read("").engine == f"SQLite {sqlite3.sqlite_version}"


@pytest.mark.parametrize(
    "name",
    [
        "",
        "sqlite_autoindex_book_1",
        "library_book_author_id_12ab34cd",
        "library_book_author_id_12ab34cd_uniq",
        "library_book_author_id_12ab34cd_like",
        "library_book_author_id_12ab34cd_idx",
        "library_book_author_id_12ab34cd_check",
        "library_book_author_id_12ab34cd_fk",
        "library_book_author_id_12ab34cd_fk_library_author_id",
    ],
)
def test_generated_names(name):
    assert is_generated(name)


@pytest.mark.parametrize(
    "name",
    [
        "book_open",
        "library_boo_title_1a2b3c_idx",  # Meta.indexes without a name: it is in the migration
        "book_title_uniq",
        "book_12AB34CD",
        "book_12ab34cd_open",
        "book_12ab34cde",
        "12ab34cd",
    ],
)
def test_declared_names(name):
    assert not is_generated(name)
