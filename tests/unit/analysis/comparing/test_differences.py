from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from squashkit.analysis.comparing.differences import compare, failing, of_one_owner, with_numbers
from squashkit.analysis.comparing.moments import Window
from squashkit.model.schema import Difference, Layer, Part, Snapshot, Table

TABLE = Part("t", "table", "TABLE", "t")


def column(name: str, definition: str = "integer") -> Part:
    return Part("t", "column", f"{name} {definition}", name)


def index(definition: str, name: str, *, generated: bool = False) -> Part:
    return Part("t", "index", definition, name, generated)


def parts(*found: Part) -> Snapshot:
    return Snapshot("SQLite", tuple(sorted((TABLE, *found))), {})


def rows(*found: tuple[str, ...], columns: tuple[str, ...] = ("a", "b")) -> Snapshot:
    return Snapshot("SQLite", (TABLE,), {"t": Table(columns, tuple(sorted(found)))})


def layers(before: Snapshot, after: Snapshot) -> list[Layer]:
    return [found.layer for found in compare(before, after)]


# What weighs more in some places


@pytest.mark.parametrize(
    ("layer", "subject", "expected"),
    [
        (Layer.PHYSICAL, "privileges t", Layer.STRUCTURE),
        (Layer.PHYSICAL, "owner t", Layer.STRUCTURE),
        (Layer.PHYSICAL, "storage t", Layer.PHYSICAL),
        (Layer.ROWS, "rows of privileges", Layer.ROWS),
    ],
)
def test_of_databases_of_one_owner_rights_are_structure(layer, subject, expected):
    (found,) = of_one_owner([Difference(layer, subject, "a", "b")])
    assert found == Difference(expected, subject, "a", "b")


def test_next_numbers_can_matter():
    other = Difference(Layer.KEYS, "rows of t", "a", "b")
    number = Difference(Layer.KEYS, "next number of t", "7", "8")
    assert with_numbers([number, other]) == (
        Difference(Layer.NUMBERS, "next number of t", "7", "8"),
        other,
    )


# Structure and names


def test_a_column_on_one_side():
    (found,) = compare(parts(column("a")), parts())
    assert found == Difference(Layer.STRUCTURE, "column t.a", "a integer", "")
    (found,) = compare(parts(), parts(column("a")))
    assert found == Difference(Layer.STRUCTURE, "column t.a", "", "a integer")


def test_duplicates_count():
    one, other = index("(a)", "i"), index("(a)", "j")
    (found,) = compare(parts(one, other), parts(one))
    assert found == Difference(Layer.STRUCTURE, "index t(a)", "j (a)", "")


@pytest.mark.parametrize(
    ("generated", "layer"),
    [
        ((True, True), Layer.GENERATED),
        ((True, False), Layer.NAMES),
        ((False, True), Layer.NAMES),
        ((False, False), Layer.NAMES),
    ],
)
def test_another_name(generated, layer):
    before = parts(index("(a)", "i", generated=generated[0]))
    after = parts(index("(a)", "j", generated=generated[1]))
    assert compare(before, after) == (Difference(layer, "name of index t(a)", "i", "j"),)


@pytest.mark.parametrize(
    ("generated", "layer"),
    [((True, False), Layer.GENERATED), ((False, False), Layer.NAMES)],
)
def test_a_name_with_the_form_of_a_generated_one(generated, layer):
    """It may be of names that table and columns had; the same part elsewhere tells."""
    before, after = (
        replace(index("(a)", name, generated=one), likely=not one)
        for name, one in zip("ij", generated, strict=True)
    )
    assert [one.layer for one in compare(parts(before), parts(after))] == [layer]


def test_a_declared_name_is_paired_before_a_generated_one():
    before = parts(index("(a)", "declared"))
    after = parts(index("(a)", "generated", generated=True), index("(a)", "other"))
    assert [found.layer for found in compare(before, after)] == [Layer.STRUCTURE, Layer.NAMES]
    assert compare(before, after)[1].after == "other"


def test_a_declared_name_makes_two_parts_one_change():
    (found,) = compare(parts(index("(a)", "i")), parts(index("(b)", "i")))
    assert (found.before, found.after) == ("i (a)", "i (b)")


def test_the_columns_make_two_parts_one_change():
    before = Part("t", "foreign key", "(a) REFERENCES x (id)", generated=True)
    other = Part("t", "foreign key", "(b) REFERENCES x (id)", generated=True)
    after = replace(before, definition="(a) REFERENCES y (id)")
    (found,) = compare(parts(before, other), parts(after, other))
    assert found.subject == "foreign key t(a)"
    assert (found.before, found.after) == ("(a) REFERENCES x (id)", "(a) REFERENCES y (id)")


def test_unnamed_checks_are_not_paired():
    before = Part("t", "check", "(a > 0) OR (b)", generated=True)
    after = replace(before, definition="(a > 0) OR (c)")
    assert [str(found) for found in compare(parts(before), parts(after))] == [
        "check of t: absent became (a > 0) OR (c)",
        "check of t: (a > 0) OR (b) became absent",
    ]


def test_a_whole_table_is_one_difference():
    before = replace(parts(column("a"), index("(a)", "i")), tables={"t": Table(("a",), (("1",),))})
    empty = Snapshot("SQLite", (), {})
    assert compare(before, empty) == (
        Difference(Layer.STRUCTURE, "table t", "1 column, 1 row", ""),
    )
    assert compare(empty, before)[0].after == "1 column, 1 row"


def test_views_and_triggers():
    view, trigger = Part("v", "view", "AS SELECT 1", "v"), Part("t", "trigger", "after ...", "g")
    subjects = [found.subject for found in compare(parts(), parts(view, trigger))]
    assert subjects == ["trigger g of t", "view v"]


def test_what_nobody_reads_has_to_be_on_both_sides():
    unread = replace(parts(), unread=("PRAGMA user_version = 7",))
    (found,) = compare(unread, parts())
    assert found == Difference(Layer.STRUCTURE, "PRAGMA user_version = 7", "is there", "")
    assert compare(unread, unread) == ()


def test_rows_that_only_one_side_could_read():
    (found,) = compare(rows(("1", "2")), replace(rows(), tables={}))
    assert found == Difference(Layer.ROWS, "rows of t", "read", "not read")


def test_the_order_of_columns():
    before, after = rows(columns=("a", "b")), rows(columns=("b", "a"))
    assert compare(before, after) == (Difference(Layer.ORDER, "columns of t", "a, b", "b, a"),)
    assert failing(compare(before, after)) == ()


def test_the_order_of_columns_next_to_a_lost_one():
    assert layers(rows(columns=("a", "b", "c")), rows(columns=("a", "c"))) == []
    assert layers(rows(columns=("a", "b", "c")), rows(columns=("c", "a"))) == [Layer.ORDER]


@pytest.mark.parametrize(
    ("meanings", "layer"),
    [
        (("a integer", "a integer"), Layer.AFFINITY),
        (("a integer", "a integer NOT NULL"), Layer.STRUCTURE),
        (("", ""), Layer.STRUCTURE),
        (("a integer", ""), Layer.STRUCTURE),
    ],
)
def test_another_name_of_a_type(meanings, layer):
    before = replace(column("a"), meaning=meanings[0])
    after = replace(column("a", "bigint"), meaning=meanings[1])
    assert compare(parts(before), parts(after)) == (
        Difference(layer, "column t.a", "a integer", "a bigint"),
    )


def test_rows_of_a_lost_table_are_not_reported_twice():
    before = rows(("1", "2"))
    (found,) = compare(before, replace(before, parts=(), tables={}))
    assert found.layer is Layer.STRUCTURE


def test_only_five_layers_fail():
    found = tuple(Difference(layer, "x", "", "") for layer in Layer)
    assert [one.layer for one in failing(found)] == [
        Layer.STRUCTURE,
        Layer.NAMES,
        Layer.ROWS,
        Layer.NUMBERS,
        Layer.OBSERVERS,
    ]


# Algebra

CLOCKS = (
    Window("2025-03-01 10:00:00.500000", "2025-03-01 10:00:02.000000"),
    Window("2025-03-01 10:01:00.500000", "2025-03-01 10:01:02.000000"),
)
names = st.sampled_from(["a", "b", "c"])
found_parts = st.builds(
    Part,
    table=names,
    kind=st.sampled_from(["table", "column", "index", "check", "view"]),
    definition=st.sampled_from(["", "x", "(x)", "(x, y) UNIQUE", "(", "TABLE"]),
    name=st.sampled_from(["", "a", "i", "j"]),
    generated=st.booleans(),
)


@st.composite
def found_tables(draw):
    columns = draw(st.lists(names, unique=True, max_size=3))
    value = st.sampled_from(["NULL", "1", "'1'", "'2025-03-01 10:00:01.000001'"])
    return Table(
        tuple(columns),
        tuple(sorted(draw(st.lists(st.tuples(*(value for _ in columns)), max_size=3)))),
    )


snapshots = st.builds(
    Snapshot,
    engine=st.just("SQLite"),
    parts=st.lists(found_parts, max_size=6).map(lambda found: tuple(sorted(found))),
    tables=st.dictionaries(names, found_tables(), max_size=2),
)


@given(snapshots)
def test_a_snapshot_equals_itself(one):
    assert compare(one, one) == ()
    assert compare(one, one, clocks=CLOCKS) == ()


@given(snapshots, snapshots)
def test_both_directions_agree(one, other):
    there, back = compare(one, other), compare(other, one)
    assert sorted(found.layer.value for found in there) == sorted(
        found.layer.value for found in back
    )


@given(snapshots, snapshots)
def test_the_order_of_the_parts_does_not_matter(one, other):
    shuffled = replace(one, parts=one.parts[::-1])
    assert compare(shuffled, other) == compare(one, other)


@given(snapshots, found_parts)
def test_a_part_more_is_always_seen(one, part):
    assert compare(one, replace(one, parts=(*one.parts, part))) != ()
