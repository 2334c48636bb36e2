from __future__ import annotations

import pytest

from squashkit.databases.sqlite.clauses import UnreadableDefinition
from squashkit.databases.sqlite.definitions import after_name, read_index, read_table


def kinds(sql: str) -> list[list[str]]:
    return [[clause.kind for clause in column] for column in read_table(sql).columns]


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ("a", []),
        ("a varchar(10, 2) unsigned", []),
        ("a int NOT NULL", ["not null"]),
        ("a int NULL DEFAULT NULL", ["null", "default"]),
        ("a int DEFAULT -1 UNIQUE", ["default", "unique"]),
        ("a int DEFAULT (1 + 2) CHECK (a > 0)", ["default", "check"]),
        ("a int PRIMARY KEY DESC ON CONFLICT FAIL", ["primary key"]),
        ("a int PRIMARY KEY ASC AUTOINCREMENT UNIQUE", ["primary key", "unique"]),
        ("a int REFERENCES b ON DELETE SET NULL ON UPDATE NO ACTION NULL", ["foreign key", "null"]),
        ("a int REFERENCES b MATCH full NOT NULL", ["foreign key", "not null"]),
        ("a int REFERENCES b NOT NULL DEFERRABLE", ["foreign key", "not null"]),
        ("a text COLLATE nocase NOT NULL", ["collate", "not null"]),
        ("a int GENERATED ALWAYS AS (b + 1) STORED NOT NULL", ["generated", "not null"]),
        ("a int AS (b + 1) VIRTUAL UNIQUE", ["generated", "unique"]),
        ("a int CONSTRAINT k CHECK (a IN (1, 2)) CONSTRAINT u UNIQUE", ["check", "unique"]),
    ],
)
def test_clauses_of_a_column(column, expected):
    assert kinds(f"CREATE TABLE t ({column}, z int UNIQUE)") == [expected, ["unique"]]


@pytest.mark.parametrize(
    ("words", "deferred"),
    [
        ("", False),
        ("DEFERRABLE", False),
        ("DEFERRABLE INITIALLY IMMEDIATE", False),
        ("NOT DEFERRABLE INITIALLY DEFERRED", False),
        ("DEFERRABLE INITIALLY DEFERRED", True),
        ("NOT NULL DEFERRABLE INITIALLY DEFERRED", True),
        ("ON DELETE SET DEFAULT DEFERRABLE INITIALLY DEFERRED", True),
    ],
)
def test_only_initially_deferred_defers(words, deferred):
    key, *_ = read_table(f"CREATE TABLE t (a int REFERENCES b (c) {words})").columns[0]
    assert (key.target, key.options == ("DEFERRED",)) == ("b", deferred)


def test_deferring_is_about_the_last_foreign_key():
    sql = "CREATE TABLE t (a REFERENCES b REFERENCES c DEFERRABLE INITIALLY DEFERRED)"
    (clauses,) = read_table(sql).columns
    assert [clause.options for clause in clauses] == [(), ("DEFERRED",)]


def test_constraints_of_a_table_need_no_commas_between_them():
    sql = """
        CREATE TABLE IF NOT EXISTS main.t (a, b, CONSTRAINT u UNIQUE (a, b) CHECK (a > b)
        CONSTRAINT f FOREIGN KEY (a, b) REFERENCES t (b, a), PRIMARY KEY (a AUTOINCREMENT))
        WITHOUT ROWID, STRICT
    """
    found = read_table(sql)
    assert [(clause.kind, clause.name) for clause in found.constraints] == [
        ("unique", "u"),
        ("check", ""),
        ("foreign key", "f"),
        ("primary key", ""),
    ]
    assert found.constraints[-1].options == ("AUTOINCREMENT",)
    assert found.options == ("STRICT", "WITHOUT ROWID")
    assert found.columns == ((), ())


@pytest.mark.parametrize("name", ["check", "Unique", "primary key"])
def test_a_quoted_name_is_no_clause(name):
    assert kinds(f'CREATE TABLE t ("{name}" int NOT NULL)') == [["not null"]]


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE t",
        "CREATE TABLE t (a int",
        "CREATE TABLE t (a int NOT ZERO)",
        "CREATE TABLE t (a int CHECK a > 0)",
        "CREATE TABLE t (a, FOREIGN KEY (a) b)",
        "CREATE TABLE t (a int CONSTRAINT c SOMETHING)",
        "CREATE TABLE t (a int DEFAULT)",
    ],
)
def test_what_is_not_understood_is_said(sql):
    with pytest.raises(UnreadableDefinition):
        read_table(sql)


def test_an_index():
    found = read_index("CREATE UNIQUE INDEX i ON t (a DESC, lower(b)) WHERE a IS NOT NULL")
    assert len(found.terms) == 2
    assert [token.text for token in found.where] == ["a", "IS", "NOT", "NULL"]
    assert read_index("CREATE INDEX i ON t (a)").where == ()


@pytest.mark.parametrize("name", ["v", '"v"', "main.v", 'IF NOT EXISTS "main"."v"'])
def test_what_stands_after_a_name(name):
    assert after_name(f"CREATE VIEW {name} AS SELECT 1", "VIEW")[0].text == "AS"
