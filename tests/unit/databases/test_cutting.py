from __future__ import annotations

import pytest

from squashkit.databases.cutting import MARIADB, STANDARD, around, cut, on_one_line


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", []),
        ("a", ["a"]),
        ("a, b", ["a", "b"]),
        ("a numeric(6,2), b", ["a numeric(6,2)", "b"]),
        ("a DEFAULT ARRAY['x', 'y'], b", ["a DEFAULT ARRAY['x', 'y']", "b"]),
        ("a DEFAULT ',(', b", ["a DEFAULT ',('", "b"]),
        ("a DEFAULT 'it''s,', b", ["a DEFAULT 'it''s,'", "b"]),
        (r"a DEFAULT '\', b", [r"a DEFAULT '\'", "b"]),
        (r"a DEFAULT E'\',', b", [r"a DEFAULT E'\','", "b"]),
        ('"a,b" text, c', ['"a,b" text', "c"]),
        ("AS $x$, $y$ ,$x$, b", ["AS $x$, $y$ ,$x$", "b"]),
    ],
)
def test_pieces_of_standard_sql(text, pieces):
    assert cut(text, ",", STANDARD) == pieces


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        (r"a DEFAULT '\',', b", [r"a DEFAULT '\','", "b"]),
        ("`a,b` int, `c``,` int", ["`a,b` int", "`c``,` int"]),
    ],
)
def test_pieces_of_mariadb(text, pieces):
    assert cut(text, ",", MARIADB) == pieces


def test_statements():
    assert cut("a;\n\nb ';';", ";", STANDARD) == ["a", "b ';'"]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("T t (a(1), ')') x (y)", ("T t", "a(1), ')'", " x (y)")),
        ('T "(t" ()', ('T "(t"', "", "")),
        ("nothing", ("nothing", "", "")),
    ],
)
def test_what_is_in_the_first_parentheses(text, parts):
    assert around(text, STANDARD) == parts


def test_white_space_in_quotes_stays():
    assert on_one_line(" a\n  b 'c\n  d' \n", MARIADB) == "a b 'c\n  d'"
