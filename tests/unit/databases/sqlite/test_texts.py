"""Texts as the second observer of SQLite reads them; every change of a table is in test_reading."""

from __future__ import annotations

import pytest

from squashkit.databases.sqlite.texts import read_texts
from squashkit.model.schema import Part


def table(columns: str, name: str = "t") -> tuple[str, str, str, str]:
    return ("table", name, name, f"CREATE TABLE {name} ({columns})")


def read(*rows: tuple[str, str, str, str]) -> list[Part]:
    return sorted(read_texts(rows))


def definitions(*rows: tuple[str, str, str, str]) -> list[str]:
    return [one.definition for one in read(*rows) if one.kind != "table"]


def test_a_table():
    found = read(
        table(
            '"id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "A b" varchar ( 9 ) '
            "CONSTRAINT few CHECK (t.[A b] in ('X', \"y\")) DEFAULT (1) -- why, oh why\n"
        )
    )
    assert found == [
        Part("t", "column", "[a b] varchar (9) default 1", "a b"),
        Part("t", "column", "id integer not null", "id", meaning="id integer not null"),
        Part("t", "constraint", "check [a b] in ('X', \"y\")", "few"),
        Part("t", "constraint", "primary key (id) autoincrement rowid", "", generated=True),
        Part("t", "table", "TABLE", "t"),
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a int UNIQUE", "a int, UNIQUE (a)"),
        ("a int PRIMARY KEY", "a int, PRIMARY KEY (a ASC)"),
        ('"asc" int UNIQUE', '"asc" int, UNIQUE ("asc" ASC)'),
        ("a int CHECK (a > 0)", "a int, CHECK ((t.a > 0))"),
        ("a int REFERENCES u (b)", "a int, FOREIGN KEY (a) REFERENCES u"),
        ("a int REFERENCES u MATCH FULL ON DELETE NO ACTION", "a int REFERENCES u(b)"),
        (
            "a int REFERENCES u DEFERRABLE INITIALLY DEFERRED NOT NULL",
            "a int NOT NULL REFERENCES u NULL DEFERRABLE INITIALLY DEFERRED",
        ),
        ("a int REFERENCES u NOT DEFERRABLE INITIALLY DEFERRED", "a int REFERENCES u DEFERRABLE"),
        ("a int NULL DEFAULT NULL COLLATE binary", "a int"),
        ("a int NOT NULL ON CONFLICT ABORT", "a int not null"),
        ("a int GENERATED ALWAYS AS (1)", "a int AS (1) VIRTUAL"),
        ("a int, b int", "b int, a int"),
        ("a int CHECK (a == 1 AND a <> 2)", "a int CHECK (a=1 and a!=2)"),
        ('"order" int CHECK ("order" > 0)', "`order` int CHECK ([order]>0)"),
    ],
)
def test_two_ways_of_writing_the_same(one, other):
    target = table("b integer primary key", "u")

    assert read(table(one), target) == read(table(other), target)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a int DEFAULT 'x'", "a int DEFAULT 'X'"),
        ('a int DEFAULT "x"', 'a int DEFAULT "X"'),
        ("a int DEFAULT ' ,'", "a int DEFAULT ','"),
        ("a integer PRIMARY KEY", "a integer PRIMARY KEY DESC"),
        ("a int CHECK ((a + 1) * 2)", "a int CHECK (a + 1 * 2)"),
        ("a int REFERENCES u ON DELETE SET NULL", "a int REFERENCES u ON DELETE SET DEFAULT"),
        ("a int NOT NULL", "a int NOT NULL ON CONFLICT IGNORE"),
    ],
)
def test_two_that_are_not_the_same(one, other):
    assert definitions(table(one)) != definitions(table(other))


def index(text: str) -> tuple[str, str, str, str]:
    return ("index", "i", "t", text)


def test_an_index():
    text = 'create unique index if not exists i on "t" (t.a asc, lower(b) desc) WHERE "a" > "z"'

    assert read(index(text), table("a int, b text COLLATE NOCASE"))[2] == Part(
        "t", "index", '(a, lower (b) desc) unique where a > "z"', "i"
    )


@pytest.mark.parametrize(
    ("column", "term", "found"),
    [
        ("a text", "a COLLATE BINARY", "(a)"),
        ("a text COLLATE NOCASE", "a", "(a collate nocase)"),
        ("a text COLLATE NOCASE", "a COLLATE BINARY DESC", "(a desc)"),
    ],
)
def test_the_collation_of_an_index(column, term, found):
    assert found in definitions(index(f"CREATE INDEX i ON t ({term})"), table(column))


@pytest.mark.parametrize(
    ("kind", "text", "found"),
    [
        ("view", 'CREATE VIEW IF NOT EXISTS "View" AS SELECT 1', "as select 1"),
        ("view", "CREATE VIEW 'View'(a) AS SELECT 1", "(a) as select 1"),
        ("trigger", "CREATE TRIGGER main.View AFTER INSERT ON t BEGIN SELECT 1; END",
         "after insert on t begin select 1 ; end"),
        ("table", "CREATE VIRTUAL TABLE View USING fts5(body)", "using fts5 (body)"),
    ],
)  # fmt: skip
def test_what_is_nothing_but_its_text(kind, text, found):
    assert [one.definition for one in read((kind, "View", "View", text))] == [found]
