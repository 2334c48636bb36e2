from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from squashkit.analysis.comparing.moments import Window
from squashkit.analysis.comparing.rows import compare_rows, find_noise
from squashkit.model.schema import Detail, Layer, Noise, Table
from tests.rows import compared, tables, verdict

CLOCKS = (
    Window("2025-03-01 10:00:00.500000", "2025-03-01 10:00:02.000000"),
    Window("2025-03-01 10:01:00.500000", "2025-03-01 10:01:02.000000"),
)


# Rows as they are


def test_rows_are_a_multiset():
    (found,) = compared("t(a b): 1 2", "t(a b): 1 2, 1 2")
    assert found.before == "none of 1 row only here"
    assert found.after == "1 of 2 rows only here: (a=1, b=2)"


def test_rows_are_compared_in_the_columns_of_both():
    assert verdict("t(b a): 1 2", "t(a x b): 2 9 1") == ""
    assert verdict("t(b a): 1 2", "t(a x b): 3 9 1") == "t"


def test_rows_that_were_read_on_one_side_only():
    (found,) = compared("t(a): 1", "")
    assert str(found) == "rows of t: read became not read"


# Keys

RENUMBERED = [
    ("t(#id a): 1 x, 2 y", "t(#id a): 1 y, 2 x", "(t)"),
    ("t(#id a): 1 x, 2 y", "t(#id a): 7 x, 9 y", "(t)"),
    ("t(#id a): 1 x, 2 x", "t(#id a): 1 x, 3 x", "(t)"),
    ("t(#id a): 1 x, 2 x", "t(#id a): 1 x, 2 y", "t"),
    ("t(#id a): 1 x, 2 x", "t(#id a): 1 x", "t"),
    ("t(*id a): 1 x, 2 y", "t(*id a): 1 y, 2 x", "t"),
    ("t(id a): 1 x, 2 y", "t(id a): 1 y, 2 x", "t"),
    ("t(#id a): 1 x, 2 y", "t(*id a): 1 y, 2 x", "t"),
    ("t(*a *b): 1 x, 2 y", "t(*a *b): 1 y, 2 x", "t"),
]

# p has numbered rows, c refers to them.
REFERRING = [
    ("the references follow", "p(#id a): 1 x, 2 y", "c(#id p>p.id): 1 1, 2 2",
     "p(#id a): 1 y, 2 x", "c(#id p>p.id): 1 2, 2 1", "(c) (p)"),
    ("a reference does not follow", "p(#id a): 1 x, 2 y", "c(#id p>p.id): 1 1",
     "p(#id a): 1 y, 2 x", "c(#id p>p.id): 1 1", "c (p)"),
    ("another row is meant", "p(#id a): 1 x, 2 y", "c(#id p>p.id): 1 1",
     "p(#id a): 1 x, 2 y", "c(#id p>p.id): 1 2", "c"),
    ("one row of two alike twice", "p(#id a): 1 x, 2 x", "c(#id p>p.id): 1 1, 2 1",
     "p(#id a): 1 x, 2 x", "c(#id p>p.id): 1 1, 2 2", "c p"),
    ("one row of two alike once", "p(#id a): 1 x, 2 x", "c(#id p>p.id): 1 1",
     "p(#id a): 1 x, 2 x", "c(#id p>p.id): 1 2", "(c)"),
    ("nothing refers to nothing", "p(#id a): 1 x", "c(#id p>p.id): 1 NULL, 2 1",
     "p(#id a): 1 x", "c(#id p>p.id): 2 NULL, 1 1", "(c)"),
    ("a reference that leads nowhere", "p(#id a): 1 x", "c(#id p>p.id): 1 8",
     "p(#id a): 2 x", "c(#id p>p.id): 1 9", "c (p)"),
    ("another reference", "p(#id a): 1 x", "c(#id p>p.id): 1 NULL",
     "p(#id a): 1 x", "c(#id p>p.id): 1 1", "c"),
    ("a row that changed is the same one", "p(#id a): 1 x, 2 y", "c(#id p>p.id): 1 1, 2 2",
     "p(#id a): 1 x, 2 z", "c(#id p>p.id): 1 1, 2 2", "p"),
    ("a child that is missing", "p(#id a): 1 x, 2 y", "c(#id p>p.id): 1 1, 2 2",
     "p(#id a): 1 x, 2 y", "c(#id p>p.id): 1 1", "c"),
    ("the key is a reference", "p(#id a): 1 x, 2 y", "c(*p>p.id b): 1 u, 2 v",
     "p(#id a): 2 x, 1 y", "c(*p>p.id b): 2 u, 1 v", "(c) (p)"),
    ("through a name", "p(#id a): 1 x, 2 y", "c(#id p>p.a): 1 x",
     "p(#id a): 2 x, 1 y", "c(#id p>p.a): 1 x", "(p)"),
    ("to a table that was not read", "p(#id a): 1 x", "c(#id p>q.id): 1 1, 2 2",
     "p(#id a): 1 x", "c(#id p>q.id): 2 1, 1 2", "(c)"),
    ("a tree", "p(#id up>p.id): 1 NULL, 2 1, 3 2", "c(#id p>p.id): 1 3",
     "p(#id up>p.id): 3 NULL, 2 3, 1 2", "c(#id p>p.id): 1 1", "(c) (p)"),
    ("a tree with another leaf", "p(#id up>p.id): 1 NULL, 2 1, 3 2", "c(#id p>p.id): 1 3",
     "p(#id up>p.id): 3 NULL, 2 3, 1 2", "c(#id p>p.id): 1 2", "c (p)"),
    ("two rings and one", "p(#id up>p.id): 1 1, 2 2", "c(#id p>p.id): 1 1",
     "p(#id up>p.id): 1 2, 2 1", "c(#id p>p.id): 1 1", "p"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "expected"), RENUMBERED)
def test_numbers_do_not_matter_where_they_mean_nothing(before, after, expected):
    assert verdict(before, after) == verdict(after, before) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [(f"{p}\n{c}", f"{q}\n{d}", expected) for _, p, c, q, d, expected in REFERRING],
    ids=[case[0] for case in REFERRING],
)
def test_references_lead_to_the_same_rows(before, after, expected):
    assert verdict(before, after) == verdict(after, before) == expected


TWO, RING = "p(#id a): 1 x, 2 x", "p(#id up>p.id): 1 2, 2 3, 3 4, 4 5, 5 6, 6 1"
ELSEWHERE = [
    (TWO, "c(#id p>p.id): 1 1, 2 2", TWO, "c(#id p>p.id): 1 2, 2 1"),
    (TWO, "c(#id p>p.id q>p.id): 1 1 2", TWO, "c(#id p>p.id q>p.id): 7 2 1"),
    (RING, "c(a): 1", "p(#id up>p.id): 1 2, 2 3, 3 1, 4 5, 5 6, 6 4", "c(a): 1"),
]


@pytest.mark.parametrize(("p", "c", "other_p", "other_c"), ELSEWHERE)
def test_rows_that_look_the_same_are_not(p, c, other_p, other_c):
    before, after = f"{p}\n{c}", f"{other_p}\n{other_c}"
    assert [one.layer for one in compared(before, after)] == [Layer.NUMBERS]
    noise = find_noise(tables(before), tables(after), None)
    assert [one.layer for one in compared(before, after, noise)] == [Layer.KEYS]


def test_rows_whose_numbers_nobody_knows_may_look_the_same():
    p, c = "auth_permission(#id a): 1 x, 2 x", "c(#id p>auth_permission.id): 1"
    assert [one.layer for one in compared(f"{p}\n{c} 1", f"{p}\n{c} 2")] == [Layer.KEYS]


@pytest.mark.parametrize("c", ["c(*p>auth_permission.id b)", "c(*p>auth_permission.id *q b)"])
def test_a_key_that_refers_to_such_a_number_may_be_another(c):
    """As that of a model which inherits from Permission, and what refers to it."""
    p = "auth_permission(#id a)"
    more = "u" * ("*q" in c)
    rows = [f"{p}: 1 x, 2 y\n{c}: 1 {more} v\nd(#id c>c.p): 1 1"]
    rows.append(f"{p}: 2 x, 1 y\n{c}: 2 {more} v\nd(#id c>c.p): 1 2")
    assert {one.layer for one in compared(*rows)} == {Layer.KEYS}


# One side has not come to the rows of p that the other has.
LATER = [
    ("p(#id a): 1 x, 2 y", "c(#id p>p.id): 1 1", "p(#id a): 1 x", "c(#id p>p.id): 1 1", ""),
    ("p(#id a): 1 x, 2 y", "c(#id p>p.id): 1 2", "p(#id a): 1 y", "c(#id p>p.id): 1 1", "(c)"),
    ("p(#id a): 1 x, 2 y", "c(#id p>p.id): 1 2", "p(#id a): 1 x", "c(#id p>p.id): 1 1", "c"),
]


@pytest.mark.parametrize(("p", "c", "other_p", "other_c", "expected"), LATER)
def test_what_refers_to_rows_that_come_later_is_compared(p, c, other_p, other_c, expected):
    assert verdict(f"{p}\n{c}", f"{other_p}\n{other_c}", unfinished="p") == expected


def test_other_keys_are_said():
    (found,) = compared("t(#id a): 1 x, 2 y", "t(#id a): 1 y, 2 x")
    assert str(found) == "rows of t: 2 rows became the same rows under other keys"


# Noise


@pytest.mark.parametrize(
    ("once", "again", "expected"),
    [
        ("t(#id a r): 1 x q", "t(#id a r): 1 x w", [("t", "r")]),
        ("t(*r a): q x", "t(*r a): w x", [("t", "r")]),
        ("p(*id a): q x\nc(p>p.id): q", "p(*id a): w x\nc(p>p.id): w", [("p", "id")]),
        ("t(a b): 1 x", "t(a b): 1 x", []),
    ],
)
def test_columns_that_differ_between_two_runs(once, again, expected):
    noise = find_noise(tables(once), tables(again), None)
    assert noise == Noise(dict.fromkeys(expected, Detail.EMPTY))
    assert Layer.ROWS not in [one.layer for one in compared(once, again, noise)]


@pytest.mark.parametrize(
    ("once", "again"),
    [
        ("t(a): 1", "t(a): 1, 2"),
        ("t(a): 1", ""),
    ],
)
def test_tables_that_differ_between_two_runs(once, again):
    noise = find_noise(tables(once), tables(again), None)
    assert noise == Noise(tables=frozenset({"t"}))
    assert noise.describe() == ("rows of t: other in each run",)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("t(#id a b): 1 2 x, 2 1 y", ""),
        ("t(#id a b): 1 2 x", "rows of t: 2 rows became 1 row"),
        ("t(#id a b): 1 2 x, 2 3 y", "values of t.a: 1 became 3"),
    ],
)
def test_shuffled_values_are_compared_column_by_column(after, expected):
    once, again = "t(#id a b): 1 1 x, 2 2 y", "t(#id a b): 1 1 y, 2 2 x"
    noise = find_noise(tables(once), tables(again), None)
    assert noise == Noise(loose=frozenset({"t"}))
    assert noise.describe() == ("which values of t stand in one row: other in each run",)
    assert "; ".join(map(str, compared(once, after, noise))) == expected


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ("t(#id a r): 1 x q, 2 y NULL", ""),
        ("t(#id a r): 1 x NULL, 2 y NULL", ""),
        ("t(#id a r): 1 x NULL, 2 z NULL", "t"),
    ],
)
def test_where_null_is_random_too_the_rest_of_the_row_is_compared(after, expected):
    once, again = "t(#id a r): 1 x q, 2 y NULL", "t(#id a r): 1 x w, 2 y e"
    noise = find_noise(tables(once), tables(again), None)
    assert noise == Noise({("t", "r"): Detail.ANY})
    assert noise.describe() == ("values of t.r: other in each run",)
    assert verdict(once, after, noise) == expected


@pytest.mark.parametrize(
    ("after", "layers"),
    [
        ("t(#id a): 1 x, 2 y", []),
        ("t(#id a): 1 y, 2 x", [Layer.KEYS]),
        ("t(#id a): 3 y, 2 x", [Layer.KEYS]),
        ("t(#id a): 1 y, 2 z", [Layer.ROWS]),
        ("t(#id a): 1 y", [Layer.ROWS]),
    ],
)
def test_rows_that_two_runs_give_other_keys(after, layers):
    """The order of a query that asks for none."""
    once, again = "t(#id a): 1 x, 2 y", "t(#id a): 1 y, 2 x"
    noise = find_noise(tables(once), tables(again), None)
    assert noise == Noise(numbers=frozenset({"t"}))
    assert noise.describe() == ("keys of t: other in each run",)
    assert [one.layer for one in compared(once, after, noise)] == layers


RANDOM = Noise({("t", "r"): Detail.NULL})


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("t(#id a r): 1 x q", "t(#id a r): 1 x w", ""),
        ("t(#id a r): 1 x q", "t(#id a r): 1 y w", "t"),
        ("t(#id a r): 1 x q", "t(#id a r): 1 x NULL", "t"),
        ("t(#id a r): 1 x q", "t(#id a r): 1 x w, 2 x e", "t"),
        ("u(#id r): 1 q", "u(#id r): 1 w", "u"),
    ],
)
def test_of_a_random_value_at_least_null_or_not_is_compared(before, after, expected):
    assert verdict(before, after, RANDOM) == expected


def test_references_to_random_keys_are_followed():
    noise = Noise({("p", "id"): Detail.NULL})
    before = "p(*id a): q x, w y\nc(#id p>p.id): 1 q"
    assert verdict(before, "p(*id a): e x, r y\nc(#id p>p.id): 1 e", noise) == "(c)"
    assert verdict(before, "p(*id a): e x, r y\nc(#id p>p.id): 1 r", noise) == "c"


def test_noise_is_said():
    assert RANDOM.describe() == ("values of t.r, but for whether there is one: other in each run",)


def test_a_moment_is_no_noise():
    before, after = tables("t(a): m"), tables("t(a): m")
    one = replace(before["t"], rows=(("'2025-03-01 10:00:01.000001'",),))
    other = replace(after["t"], rows=(("'2025-03-01 10:01:01.000001'",),))
    assert find_noise({"t": one}, {"t": other}, CLOCKS) == Noise()
    assert list(compare_rows({"t": one}, {"t": other}, CLOCKS, Noise())) == []
    assert len(list(compare_rows({"t": one}, {"t": other}, None, Noise()))) == 1


# Algebra

NUMBERS = st.permutations(range(4))


@st.composite
def databases(draw):
    """Parents and children with few different values, so that many rows are alike."""
    letters, numbers = st.sampled_from("xy"), st.sampled_from(["0", "1", "2", "3", "NULL"])
    parents = [(str(number), draw(letters), draw(numbers)) for number in range(4)]
    children = [(str(number), draw(numbers), draw(numbers)) for number in range(4)]
    return parents, children


def built(database, parents=tuple(range(4)), children=tuple(range(4))) -> dict[str, Table]:
    """The database as tables, its rows numbered in this way."""

    def at(value: str, numbers) -> str:
        return value if value == "NULL" else str(numbers[int(value)])

    old, young = database
    written = {
        "p(#id a up>p.id)": [(at(i, parents), a, at(up, parents)) for i, a, up in old],
        "c(#id p>p.id q>p.id)": [
            (at(i, children), at(p, parents), at(q, parents)) for i, p, q in young
        ],
    }
    rows = {head: ", ".join(map(" ".join, found)) for head, found in written.items()}
    return tables("\n".join(f"{head}: {found}" for head, found in rows.items()))


@given(databases(), NUMBERS, NUMBERS)
def test_other_numbers_never_fail(database, parents, children):
    found = compare_rows(built(database), built(database, parents, children), None, Noise())
    assert {one.layer for one in found} <= {Layer.KEYS, Layer.NUMBERS}


@given(databases(), databases())
def test_both_directions_agree(one, other):
    there = compare_rows(built(one), built(other), None, Noise())
    back = compare_rows(built(other), built(one), None, Noise())
    assert [(found.layer, found.subject) for found in there] == [
        (found.layer, found.subject) for found in back
    ]


@st.composite
def variants(draw):
    """A database and one that is hardly another: often the same but for numbers."""
    one = draw(databases())
    other = [list(rows) for rows in draw(st.sampled_from([one, one, draw(databases())]))]
    for _ in range(draw(st.integers(0, 2))):
        rows, place = draw(st.sampled_from(other)), draw(st.integers(0, 3))
        number = draw(st.sampled_from(["0", "1", "2", "3", "NULL"]))
        rows[place] = (*rows[place][:2], number)
    return one, other


@settings(max_examples=300)
@given(variants())
def test_nothing_fails_only_where_some_numbering_makes_them_equal(pair):
    """The comparison against the definition itself: all numberings of four rows."""
    one, other = pair
    found = list(compare_rows(built(one), built(other), None, Noise()))
    wanted = {name: loose(table) for name, table in built(other).items()}
    equal = any(
        {name: loose(table) for name, table in built(one, numbers).items()} == wanted
        for numbers in permutations(range(4))
    )
    assert (Layer.ROWS not in [one.layer for one in found]) == equal


def loose(table: Table) -> list[tuple[str, ...]]:
    """The rows; nothing refers to the children, so their numbers say nothing at all."""
    places = [place for place, name in enumerate(sorted(table.columns)) if name != "id"]
    keep = table.references[0].column == "up"
    return sorted(row if keep else tuple(row[place] for place in places) for row in table.rows)


@given(databases(), databases())
def test_two_runs_of_one_history_differ_in_nothing_but_noise(one, other):
    once, again = built(one), built(other)
    noise = find_noise(once, again, None)
    found = compare_rows(once, again, None, noise)
    assert Layer.ROWS not in [one.layer for one in found]


@pytest.mark.parametrize(
    ("name", "columns", "layer"),
    [
        ("site", "#id a", Layer.NUMBERS),
        ("auth_permission", "#id a", Layer.KEYS),
        ("django_content_type", "#id a", Layer.KEYS),
    ],
)
def test_a_number_that_somebody_may_know_is_not_made_light_of(name, columns, layer):
    before, after = f"{name}({columns}): 1 x, 2 y", f"{name}({columns}): 1 y, 2 x"

    assert [one.layer for one in compared(before, after)] == [layer]
