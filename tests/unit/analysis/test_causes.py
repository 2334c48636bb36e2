"""Which operations a difference is laid to: of one-letter apps, fields and files."""

from __future__ import annotations

from dataclasses import replace

import pytest

from squashkit.analysis.causes import Side, causes_of
from squashkit.model.keys import MigrationKey
from squashkit.model.migrations import MigrationFacts, ModelName, Opaque, OperationFacts
from squashkit.model.schema import Difference, Layer

NAMES = {
    "a_m": "a.m",
    "a_m.id": "a.m.id",
    "a_m.x": "a.m.x",
    "a_m.y_id": "a.m.y",
    "a_m.Big": "a.m.Big",
    "other": "a.n",
    "a_m_tags": "a.m.tags",
}


def op(kind, model="m", field="", **more):
    """An operation; where it stands is its number in its file."""
    return OperationFacts(kind, 0, model, field, **more)


def migration(name, *operations):
    numbered = [replace(one, line=number) for number, one in enumerate(operations, start=1)]
    return MigrationFacts(MigrationKey("a", name), name, operations=tuple(numbered))


CREATE = op("CreateModel", fields=("id", "x"))
ADD_Y = op("AddField", field="y")


def blamed(subject, *before, after=(), layer=Layer.STRUCTURE, sides=("1", "2")):
    """The causes, as side, file and line."""
    one = Difference(layer, subject, *sides)
    found = causes_of(one, Side(before), Side(after), NAMES)
    return [f"{cause.side} {cause.path}:{cause.line} {cause.text}" for cause in found]


@pytest.mark.parametrize(
    ("subject", "cause"),
    [
        ("column a_m.x", "2:1 AlterField m.x"),
        ("column a_m.y_id", "1:2 AddField m.y"),
        ("column a_m.id", "1:1 CreateModel m"),
        ("table a_m", "1:1 CreateModel m"),
        ("columns of a_m", "1:1 CreateModel m"),
        ("model a.m", "1:1 CreateModel m"),
        ("model a.m field x", "2:1 AlterField m.x"),
        ("model a.m option ordering", "2:2 AlterModelOptions m"),
        ("model a.m option indexes", "2:3 AddIndex m.i"),
        ("model a.m option unique_together", "2:5 AlterUniqueTogether m"),
        ("model a.m option db_table", "1:1 CreateModel m"),
        ("index a_m(x)", "2:1 AlterField m.x"),
        ("foreign key a_m(y_id)", "1:2 AddField m.y"),
        ("index a_m(x, y_id)", "2:5 AlterUniqueTogether m"),
        ("check c of a_m", "2:4 AddConstraint m.c"),
        ("check x of a_m", "2:1 AlterField m.x"),
    ],
)
def test_the_last_operation_that_decides(subject, cause):
    changes = (
        op("AlterField", field="x"),
        op("AlterModelOptions"),
        op("AddIndex", field="i", fields=("x",)),
        op("AddConstraint", field="c", fields=("x",)),
        op("AlterUniqueTogether", fields=("x", "y", "z")),
    )
    found = blamed(subject, migration("1", CREATE, ADD_Y), migration("2", *changes))

    assert found == [f"before {cause}"]


@pytest.mark.parametrize(
    ("subject", "sides", "cause"),
    [
        ("index a_m(x)", ("i (x)", ""), "1:2 AddIndex m.i"),
        ("index a_m(x)", ("c (x) UNIQUE", ""), "1:3 AddConstraint m.c"),
        ("index a_m(x)", ("(x)", ""), "1:1 CreateModel m"),
        ("name of index a_m(x)", ("c", "d"), "1:3 AddConstraint m.c"),
        ("name of index a_m(x)", ("r", "d"), "1:4 RenameIndex m.q"),
    ],
)
def test_of_several_parts_on_one_field_the_name_tells(subject, sides, cause):
    operations = (
        op("AddIndex", field="i", fields=("x",)),
        op("AddConstraint", field="c", fields=("x",)),
        op("RenameIndex", field="q", new_name="r"),
    )

    assert blamed(subject, migration("1", CREATE, *operations), sides=sides) == [f"before {cause}"]


@pytest.mark.parametrize(
    "subject",
    [
        "autodetector from the original to the squash",
        "makemigrations",
        "column b_m.x",
        "check of a_m",
        "check d of a_m",
        "sequence s",
        "new database",
        "migration b.1",
    ],
)
def test_nothing_is_claimed_of_what_is_not_known(subject):
    assert blamed(subject, migration("1", CREATE)) == []


def test_a_file_that_cannot_be_read_may_have_done_it():
    unread = replace(migration("2"), opaque=(Opaque("computed", 1),))

    assert blamed("column a_m.x", migration("1", CREATE), unread) == []


def test_both_sides():
    found = blamed("column a_m.x", migration("1", CREATE), after=[migration("s", ADD_Y, CREATE)])

    assert found == ["before 1:1 CreateModel m", "after s:2 CreateModel m"]


def test_a_side_that_lacks_a_field_made_its_model():
    created = [migration("s", op("CreateModel", fields=("id",)))]
    found = blamed("column a_m.x", migration("1", CREATE), after=created, sides=("1", ""))

    assert found == ["before 1:1 CreateModel m", "after s:1 CreateModel m"]


def test_names_that_have_changed_since():
    renamed = (
        op("CreateModel", "old", fields=("id", "w")),
        op("RenameModel", "old", new_name="M"),
        op("RenameField", field="w", new_name="X"),
    )

    assert blamed("column a_m.x", migration("1", *renamed)) == ["before 1:1 CreateModel old"]
    # Where one side has no such column, the rename may be what is lost.
    assert blamed("column a_m.x", migration("1", *renamed), sides=("1", "")) == [
        "before 1:3 RenameField m.w"
    ]


def test_fields_with_capitals():
    added = migration("1", CREATE, op("AddField", field="Big"))

    assert blamed("column a_m.Big", added) == ["before 1:2 AddField m.Big"]


def test_a_table_of_another_name():
    assert blamed("table other", migration("1", op("CreateModel", "n"))) == [
        "before 1:1 CreateModel n"
    ]


def test_a_table_between_two_models():
    tags = op("AddField", field="tags")

    assert blamed("table a_m_tags", migration("1", CREATE, tags)) == ["before 1:2 AddField m.tags"]


def test_operations_inside_of_others():
    inner = replace(ADD_Y, line=0)
    both = op("SeparateDatabaseAndState", "", inner=(inner,))
    [found] = blamed("column a_m.y_id", replace(migration("1"), operations=(CREATE, both)))

    assert found == "before 1:0 AddField m.y"


def test_rows_are_written_by_steps_that_ask_for_the_model():
    asks = frozenset({ModelName("a", "M")})
    step = op("RunPython", "", touches_rows=True, asks=asks)
    other = op("RunPython", "", touches_rows=True)
    history = (migration("1", CREATE, step), migration("2", other, ADD_Y))

    assert blamed("rows of a_m", *history, layer=Layer.ROWS) == ["before 1:2 RunPython"]
    assert blamed("rows of other", *history, layer=Layer.ROWS) == []


def test_rows_that_no_step_wrote_got_their_values_from_an_operation_on_the_field():
    sides = (
        "1 of 3 rows only here: (id=2, x=1, y_id=1)",
        "1 of 3 rows only here: (id=2, x=0, y_id=1)",
    )
    anew = migration("2", op("RemoveField", field="x"), op("AddField", field="x"), ADD_Y)
    kept = migration("s", op("AlterField", field="x"), ADD_Y)
    ways = ([migration("1", CREATE), anew], [migration("1", CREATE), kept])
    subject = "rows of a_m"
    found = blamed(subject, *ways[0], after=ways[1], layer=Layer.ROWS, sides=sides)

    assert found == ["before 2:2 AddField m.x", "after s:1 AlterField m.x"]


@pytest.mark.parametrize(
    ("subject", "cause"),
    [("migration a.s, line 7", "after s:7 raises"), ("migration a.s", "after s:1 raises")],
)
def test_a_migration_that_raises(subject, cause):
    assert blamed(subject, after=[migration("s", CREATE)]) == [cause]
