from __future__ import annotations

from tests.rows import compared


def test_only_the_key_and_what_differs_is_shown():
    before = "t(#id a b c): 1 x y z, 2 x y w"
    after = "t(#id a b c): 1 x y z, 2 x y v"
    (found,) = compared(before, after)
    assert found.before == "1 of 2 rows only here: (id=2, c=w)"
    assert found.after == "1 of 2 rows only here: (id=2, c=v)"


def test_a_row_that_is_missing_is_shown_by_its_own_key():
    (found,) = compared("t(#id a): 1 x, 2 x, 3 x", "t(#id a): 1 x, 3 x")
    assert found.before == "1 of 3 rows only here: (id=2, a=x)"


def test_a_reference_that_differs_is_shown():
    before = "p(#id a): 1 x, 2 y\nc(#id p>p.id q>p.id): 1 1 1"
    (found,) = compared(before, "p(#id a): 1 x, 2 y\nc(#id p>p.id q>p.id): 1 1 2")
    assert str(found) == (
        "rows of c: 1 of 1 row only here: (id=1, q=1) became 1 of 1 row only here: (id=1, q=2)"
    )


def test_of_the_same_numbers_of_other_rows_the_rows_are_told():
    child = "c(#id k p>p.id): 1 v 1"
    found = compared(f"p(#id a): 1 x, 2 y\n{child}", f"p(#id a): 1 y, 2 x\n{child}")
    assert [str(one) for one in found if one.subject == "rows of c"] == [
        "rows of c: 1 of 1 row only here: (id=1, p=1 with a=x) became "
        "1 of 1 row only here: (id=1, p=1 with a=y)"
    ]


def test_a_row_that_only_others_tell_apart_says_so():
    before = "p(#id a): 1 x, 2 x\nc(#id p>p.id): 1 1, 2 1"
    found = compared(before, "p(#id a): 1 x, 2 x\nc(#id p>p.id): 1 1, 2 2")
    assert found[1].before == (
        "2 of 2 rows only here: (id=1, other rows refer to it); (id=2, other rows refer to it)"
    )


def test_two_rows_are_shown_where_there_is_room():
    (found,) = compared("t(a): 1, 2, 3", "t(a): 4")
    assert found.before == "3 of 3 rows only here: (a=1); (a=2); ..."
    assert found.after == "1 of 1 row only here: (a=4)"


def test_wide_rows_and_long_values_stay_short():
    columns = " ".join(f"column_{number}" for number in range(30))
    wide = ", ".join(" ".join(f"{row}{'x' * 90}" for _ in range(30)) for row in range(5))
    (found,) = compared(f"t(#id {columns}):", f"t(#id {columns}): {_numbered(wide)}")
    assert len(str(found)) <= 300
    assert "'" not in str(found)
    assert f"id=0, column_0=0{'x' * 36}..." in found.after


def _numbered(rows: str) -> str:
    return ", ".join(f"{number} {row}" for number, row in enumerate(rows.split(", ")))
