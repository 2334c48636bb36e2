"""What a squash on disk has made otherwise than its originals, and what settles it."""

import copy

import pytest
from django.db import migrations as m
from django.db import models
from django.db.models.functions import Lower

from squashkit.project.operations.parting import Parting, Sides
from tests.builders import key

from .optimizing.operations import add, create, fk, rename
from .steps import ONE, reach, run, sql, state_after, unread

SQUASH = key("app.squash")


def char(length, **options):
    return models.CharField(max_length=length, **options)


def table(field, **options):
    """A model with a field that the squash and its originals may say differently."""
    return create("A", text=field, **options)


def option(**options):
    return table(char(9), options=options)


LONG, SHORT = table(char(9)), table(char(5))
PLAIN, FILLED = table(char(9)), table(char(9, default="x"))
NOTICED = (
    (PLAIN, FILLED),
    (LONG, table(char(9, choices=[("a", "b")]))),
    (table(fk("B")), table(fk("B", related_name="x"))),
)
INHERITING = create("B", bases=("app.A",))


def alter(field, place="A.text"):
    return m.AlterField(*place.split("."), field)


def parted(published, originals, *later, reaches=(), app="app"):
    """Why the squash cannot be continued: what differs, and what meets it."""
    sides = Sides(state_after(published, app=app), state_after(originals, app=app))
    found = Parting({(one.key, one.index): one for one in reaches}, sides)
    found.look(SQUASH)
    for index, operation in enumerate(later):
        before = copy.deepcopy(operation)
        found.take(ONE, index, operation)
        sides.publish("app", [before])
    why = found.parted or next(found.left(), None)
    if why is None:
        return ""
    assert why.squash == SQUASH
    what = why.fact.removeprefix("app.squash leads to another model app.a ")
    return what.removesuffix(".").replace(" than what it replaces", "")


STAYS, MET = "field text", "field text, and app.1 meets it"


class TestAtOnce:
    """What a table shows, or what is not followed any further."""

    def test_the_same(self):
        assert parted(LONG, LONG) == ""

    def test_a_whole_sentence(self):
        sides = Sides(state_after(create("B")), state_after(create("C")))
        found = Parting({}, sides)
        found.look(SQUASH)
        fact = "app.squash leads to another model app.b than what it replaces."
        assert (found.parted.squash, found.parted.fact) == (SQUASH, fact)

    @pytest.mark.parametrize(
        "field",
        [
            char(9, null=True),
            char(9, unique=True),
            char(9, db_index=True),
            char(9, db_column="b"),
            models.TextField(),
        ],
    )
    def test_a_column(self, field):
        for pair in ((LONG, table(field)), (table(field), LONG)):
            assert parted(*pair, alter(char(7))) == STAYS

    def test_a_relation(self):
        for one, other in (
            (fk("B", to_field="x"), fk("B", to_field="y")),
            (fk("B"), models.ForeignKey("app.B", models.SET_NULL)),
        ):
            assert parted(table(one), table(other)) == STAYS

    @pytest.mark.parametrize(
        "options",
        [
            {"unique_together": {("id", "text")}},
            {"permissions": [("x", "X")]},
            {"default_permissions": ()},
            {"required_db_vendor": "postgresql"},
            {"managed": False},
            {"db_table": "a"},
        ],
    )
    def test_an_option(self, options):
        [name] = options
        for pair in ((LONG, option(**options)), (option(**options), LONG)):
            assert parted(*pair, m.AlterModelOptions("A", {})) == f"option {name}"

    def test_a_base(self):
        class Mixin:
            """It has something."""

        assert parted(LONG, table(char(9), bases=(Mixin, models.Model))) == "bases"

    def test_a_length_that_is_not_only_the_columns(self):
        class Own(models.CharField):
            """It may cut what is longer."""

        for made in (
            lambda length: char(length, primary_key=True),
            lambda length: models.FileField(max_length=length),
            lambda length: Own(max_length=length),
        ):
            pair = (create("A", text=made(length)) for length in (9, 5))
            assert parted(*pair, alter(char(7))) == STAYS

    def test_what_is_inside_of_a_field(self):
        one = char(9, validators=[len], default=Lower("x"))
        other = char(9, validators=[abs], default=Lower("x"))
        assert parted(table(one), table(other)) == ""
        assert parted(table(one), table(char(9, default=Lower("y")))) == STAYS


class TestNever:
    """What nobody notices."""

    def test_texts_for_people(self):
        told = table(
            char(9, verbose_name="N", help_text="h", blank=True), options={"verbose_name": "M"}
        )
        assert parted(LONG, told, run(print)) == ""

    def test_nothing_in_two_ways(self):
        assert parted(LONG, option(unique_together=set(), indexes=[], constraints=[])) == ""

    def test_models_of_other_apps(self):
        assert parted(LONG, SHORT, app="other") == ""


class TestLength:
    def test_it_stays(self):
        assert parted(LONG, SHORT) == STAYS

    @pytest.mark.parametrize(
        "settling", [alter(char(7)), m.RemoveField("A", "text"), m.DeleteModel("A")]
    )
    def test_it_is_settled(self, settling):
        assert parted(LONG, SHORT, settling) == ""

    @pytest.mark.parametrize("length", [5, 9])
    def test_it_becomes_what_one_of_them_says(self, length):
        """Django would do nothing there, and the table stays as it is."""
        assert parted(LONG, SHORT, alter(char(length))) == STAYS
        assert parted(LONG, SHORT, alter(char(length)), alter(char(7))) == ""

    def test_of_another_field(self):
        assert parted(LONG, SHORT, alter(models.IntegerField(), "A.id")) == STAYS
        assert parted(LONG, SHORT, create("B", text=char(5)), alter(char(7), "B.text")) == STAYS

    def test_steps_do_not_notice(self):
        reaches = [reach(0, "app.a", makes=True)]
        assert parted(LONG, SHORT, run(print), alter(char(7)), reaches=reaches) == ""
        assert parted(LONG, SHORT, sql("DELETE FROM app_a"), alter(char(7))) == ""
        assert parted(LONG, SHORT, run(print), alter(char(7)), reaches=[unread(0)]) == ""

    @pytest.mark.parametrize("word", ["_meta", "get_field", "max_length"])
    def test_steps_that_ask_for_it(self, word):
        reaches = [reach(0, "app.a", word)]
        assert parted(LONG, SHORT, run(print), alter(char(7)), reaches=reaches) == MET

    def test_a_step_that_nobody_read(self):
        assert parted(LONG, SHORT, run(print), alter(char(7))) == MET

    def test_another_name(self):
        for renamed in (rename("A", "B"), m.RenameField("A", "text", "n")):
            assert parted(LONG, SHORT, renamed) == MET
        assert parted(LONG, SHORT, m.RenameField("A", "id", "n"), alter(char(7))) == ""

    def test_an_operation_of_somebody_else(self):
        class Own(m.AlterField):
            """It may do anything."""

        assert parted(LONG, SHORT, Own("A", "text", char(7))) == MET

    def test_a_table_that_goes_another_way_than_its_model(self):
        inner = m.SeparateDatabaseAndState([alter(char(7))], [alter(char(7))])
        for apart in (inner, m.SeparateDatabaseAndState([inner], [])):
            assert parted(LONG, SHORT, apart) == MET
        assert parted(LONG, SHORT, sql("x", state_operations=[alter(char(7))])) == MET
        other = m.SeparateDatabaseAndState([create("B")], [create("B")])
        assert parted(LONG, SHORT, other, alter(char(7))) == ""

    @pytest.mark.parametrize(
        "copying",
        [
            [create("B", a=fk("A", to_field="text"))],
            [create("B"), add("B.a", fk("A", to_field="text"))],
            [create("B", a=fk("A")), alter(fk("A", to_field="text"), "B.a")],
        ],
    )
    def test_a_relation_that_copies_it(self, copying):
        pair = [table(char(length, unique=True)) for length in (9, 5)]
        assert parted(*pair, alter(char(7, unique=True))) == ""
        assert parted(*pair, *copying, alter(char(7, unique=True))) == MET

    def test_a_relation_that_has_copied_it_already(self):
        sides = [
            state_after(table(char(length, unique=True)), create("B", a=fk("A", to_field="text")))
            for length in (9, 5)
        ]
        found = Parting({}, Sides(*sides))
        found.look(SQUASH)
        assert "model app.a field text" in found.parted.fact


class TestWhatStepsNotice:
    """Of a default, a name for the way back, an order and the like no table shows anything."""

    @pytest.mark.parametrize("pair", NOTICED)
    def test_it_is_settled(self, pair):
        assert parted(*pair) == STAYS
        assert parted(*pair, m.RemoveField("A", "text")) == ""
        assert parted(*pair, alter(char(9, default="y"))) == ""

    @pytest.mark.parametrize("pair", NOTICED)
    def test_a_step_that_meets_the_model(self, pair):
        given = (*pair, create("B"), run(print), alter(char(7)))
        assert parted(*given, reaches=[reach(1, "app.a")]) == MET
        assert parted(*given, reaches=[reach(1, "app.b")]) == ""

    def test_rows_of_a_model_that_inherits(self):
        given = (PLAIN, FILLED, INHERITING, run(print), alter(char(7)))
        assert parted(*given, reaches=[reach(1, "app.b", makes=True)]) == MET

    def test_a_step_that_cannot_be_read(self):
        for reaches in ([], [unread(0)]):
            assert parted(PLAIN, FILLED, run(print), alter(char(7)), reaches=reaches) == MET

    def test_sql_does_not(self):
        assert parted(PLAIN, FILLED, sql("DELETE FROM app_a"), alter(char(7))) == ""

    def test_a_step_after_it_is_settled(self):
        assert parted(PLAIN, FILLED, alter(char(9, default="y")), run(print)) == ""

    def test_an_order(self):
        pair = (LONG, option(ordering=["id"]))
        assert parted(*pair) == "ordering"
        assert parted(*pair, create("B"), m.AlterModelOptions("B", {})) == "ordering"
        assert parted(*pair, m.AlterModelOptions("A", {})) == ""

    def test_managers(self):
        pair = (LONG, table(char(9), managers=[("own", models.Manager())]))
        assert parted(*pair) == "managers"
        assert parted(*pair, m.AlterModelOptions("A", {})) == "managers"
        assert parted(*pair, m.AlterModelManagers("A", [])) == ""


def test_a_length_and_a_default():
    other = table(char(5, default="x"))
    assert parted(LONG, other, run(print), alter(char(7)), reaches=[reach(0, "app.a")]) == MET
    assert parted(LONG, other, alter(char(7)), run(print)) == ""
