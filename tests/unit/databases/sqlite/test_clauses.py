from __future__ import annotations

import pytest

from squashkit.databases.sqlite.clauses import (
    Cursor,
    Kind,
    Speller,
    UnreadableDefinition,
    fold,
    split,
    tokenize,
)

SPELLER = Speller(frozenset({"x", "y", "order", "t", "with space"}), "t")

SAME = [
    ('"x" > 0', "x>0"),
    ("x > 0", "X > 0"),
    ("[x] > 0", "`x` > 0"),
    ("x /* always */ > 0 -- really", "x > 0"),
    ("x\n\t> 0", "x > 0"),
    ("((x > 0))", "x > 0"),
    ('"t"."x" > 0', "x > 0"),
    ("x and y", "x AND y"),
    ("x == 1", "x = 1"),
    ("x <> 1", "x != 1"),
    ("LOWER(x)", "lower ( x )"),
    ("x'AB'", "X'ab'"),
    ("1E5", "1e5"),
    ('"order"', "[ORDER]"),
    ('"with space"', "[With Space]"),
]

DIFFERENT = [
    ("x = 'a'", "x = 'A'"),
    ("x = 'a  b'", "x = 'a b'"),
    ("x = 'a'", 'x = "a"'),
    ('x = "Open"', 'x = "open"'),
    ("x = '''a'", "x = 'a'"),
    ("x = 'a--b'", "x = 'a"),
    ("x = 1", "x = '1'"),
    ("x = 1", "x = 1.0"),
    ("(x) + (y)", "x + y)("),
    ("x > 0", "x >= 0"),
    ("x", '"current_timestamp"'),
    ("CURRENT_TIMESTAMP", '"current_timestamp"'),
    ("NULL", '"null"'),
    ("other.x", "x"),
    ("x - 1", "x - -1"),
    ("x ->> 'a'", "x -> 'a'"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spelled_alike(one, other):
    assert SPELLER.spell(tokenize(one)) == SPELLER.spell(tokenize(other))


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_spelled_differently(one, other):
    assert SPELLER.spell(tokenize(one)) != SPELLER.spell(tokenize(other))


@pytest.mark.parametrize("sql", [text for pair in SAME + DIFFERENT for text in pair])
def test_spelling_twice_changes_nothing(sql):
    once = SPELLER.spell(tokenize(sql))
    assert SPELLER.spell(tokenize(once)) == once


def test_spelled_as_a_person_would_write_it():
    text = """select "x",count( * ) from T where [order] in(1,2) and y is not null;"""
    spelled = 'SELECT x, count(*) FROM t WHERE "order" IN (1, 2) AND y IS NOT NULL;'
    assert SPELLER.spell(tokenize(text)) == spelled


def test_only_ascii_letters_have_a_case():
    assert fold("ÄB") == "Äb"


def test_quotes_inside_of_quotes():
    kinds = [(token.kind, token.text) for token in tokenize("""'it''s' "a""b" `c``d` [e"f]""")]
    assert kinds == [
        (Kind.STRING, "it's"),
        (Kind.DOUBLE, 'a"b'),
        (Kind.NAME, "c`d"),
        (Kind.NAME, 'e"f'),
    ]


def test_a_comment_that_does_not_end():
    assert [token.text for token in tokenize("x /* and so on")] == ["x"]


def test_split_leaves_parentheses_alone():
    parts = split(tokenize("a, f(b, c), d"))
    assert [SPELLER.spell(part) for part in parts] == ["a", "f(b, c)", "d"]


def test_terms_without_ascending():
    assert SPELLER.terms(split(tokenize("x ASC, y DESC, lower(x)"))) == ("x", "y desc", "lower(x)")


@pytest.mark.parametrize("sql", ["", "x", "(x", "((x)"])
def test_a_group_that_is_none(sql):
    with pytest.raises(UnreadableDefinition):
        Cursor(tokenize(sql)).group()
