"""What a squash on disk has made otherwise than its originals, and what settles it."""

import copy

import pytest
from django.db import migrations as m
from django.db import models

from squashkit.project.parting import Parting
from tests.builders import key

from .optimizing.operations import create, fk, rename
from .steps import ONE, reach, run, sql, state_after, unread

SQUASH = key("app.squash")


def char(length, **options):
    return models.CharField(max_length=length, **options)


def table(field, **options):
    """A model with a field that the squash and its originals may say differently."""
    return create("A", text=field, **options)


LONG, SHORT = table(char(9)), table(char(5))
TEXT, EMPTY = table(char(9)), table(char(9, default="x"))


def alter(field, place="A.text"):
    return m.AlterField(*place.split("."), field)


def parted(published, originals, *later, over=(), reaches=()):
    """Why the squash cannot be continued.

    Args:
        published, originals: what they make.
        later: what the longer squash has after them.
        over: what comes after the longer squash.
    """
    found = Parting({(one.key, one.index): one for one in reaches})
    ours, theirs = state_after(published), state_after(originals)
    found.look(SQUASH, ours, theirs)
    for index, operation in enumerate((*later, *over)):
        if index == len(later):
            found.close([SQUASH])
        found.take(ONE, index, operation, ours, theirs)
        for state in (ours, theirs):
            copy.deepcopy(operation).state_forwards("app", state)
    found.close([SQUASH])
    found.finish()
    return found.parted.get(SQUASH, "").removeprefix("app.squash leads to another model app.a ")


STAYS = "field text than what it replaces."
MET = "field text than what it replaces, and app.1 meets it."


class TestAtOnce:
    def test_the_same(self):
        assert parted(LONG, LONG) == ""

    def test_what_no_table_shows(self):
        told = table(char(9, verbose_name="N", choices=[("a", "b")]), options={"ordering": ["id"]})
        assert parted(LONG, told) == ""

    @pytest.mark.parametrize(
        "field",
        [char(9, null=True), char(9, unique=True), char(9, db_index=True), models.TextField()],
    )
    def test_what_an_operation_would_make_or_drop(self, field):
        for pair in ((LONG, table(field)), (table(field), LONG)):
            assert parted(*pair, alter(char(7)), m.RemoveField("A", "text")) == STAYS

    def test_a_model_more(self):
        found = "app.squash leads to another model app.b than what it replaces."
        assert parted(create("B"), create("C")) == found

    def test_an_option(self):
        other = table(char(9), options={"unique_together": {("id", "text")}})
        assert parted(LONG, other) == "option unique_together than what it replaces."

    def test_a_length_that_relations_have_too(self):
        pair = (create("A", text=char(length, primary_key=True)) for length in (9, 5))
        assert parted(*pair, alter(char(7))) == STAYS

    def test_a_length_that_names_of_files_are_cut_to(self):
        pair = (table(models.FileField(max_length=length)) for length in (90, 50))
        assert parted(*pair, alter(models.FileField(max_length=70))) == STAYS


class TestLength:
    def test_it_stays(self):
        assert parted(LONG, SHORT) == STAYS

    @pytest.mark.parametrize(
        "settling", [alter(char(7)), m.RemoveField("A", "text"), m.DeleteModel("A")]
    )
    def test_it_is_settled(self, settling):
        assert parted(LONG, SHORT, settling) == ""
        assert parted(LONG, SHORT, over=[settling]) == ""

    def test_it_becomes_what_the_originals_say(self):
        """Django would do nothing, and the table stays as the squash has made it."""
        assert parted(LONG, SHORT, alter(char(5))) == STAYS
        assert parted(LONG, SHORT, alter(char(5)), alter(char(7))) == ""

    def test_it_becomes_what_the_squash_says_after_the_longer_one(self):
        assert parted(LONG, SHORT, over=[alter(char(9))]) == STAYS

    def test_of_another_field(self):
        assert parted(LONG, SHORT, alter(models.IntegerField(), "A.id")) == STAYS
        assert parted(LONG, SHORT, create("B", text=char(5)), alter(char(7), "B.text")) == STAYS

    def test_data_steps_do_not_notice(self):
        assert parted(LONG, SHORT, run(print), sql("SELECT 1"), alter(char(7))) == ""

    def test_another_name(self):
        assert parted(LONG, SHORT, rename("A", "B")) == MET
        assert parted(LONG, SHORT, m.RenameField("A", "text", "n")) == MET
        assert parted(LONG, SHORT, m.RenameField("A", "id", "n"), alter(char(7))) == ""

    def test_an_operation_of_somebody_else(self):
        class Own(m.AlterField):
            """It may do anything."""

        assert parted(LONG, SHORT, Own("A", "text", char(7))) == MET

    def test_a_table_that_goes_another_way_than_its_model(self):
        apart = m.SeparateDatabaseAndState([alter(char(7))], [alter(char(7))])
        assert parted(LONG, SHORT, apart) == MET
        other = m.SeparateDatabaseAndState([create("B")], [create("B")])
        assert parted(LONG, SHORT, other, alter(char(7))) == ""


class TestDefault:
    def test_no_table_has_one(self):
        assert parted(TEXT, EMPTY) == ""

    def test_a_step_that_makes_rows(self):
        assert parted(TEXT, EMPTY, run(print), reaches=[reach(0, "app.a", makes=True)]) == MET

    def test_a_step_that_changes_rows(self):
        assert parted(TEXT, EMPTY, run(print), reaches=[reach(0, "app.a")]) == ""

    def test_a_step_that_makes_rows_elsewhere(self):
        steps = [create("B"), run(print)]
        assert parted(TEXT, EMPTY, *steps, reaches=[reach(1, "app.b", makes=True)]) == ""

    def test_rows_of_a_model_that_inherits(self):
        steps = [create("B", bases=("app.A",)), run(print)]
        assert parted(TEXT, EMPTY, *steps, reaches=[reach(1, "app.b", makes=True)]) == MET

    @pytest.mark.parametrize("reaches", [[], [unread(0)]])
    def test_a_step_that_cannot_be_read(self, reaches):
        assert parted(TEXT, EMPTY, run(print), reaches=reaches) == MET
        assert parted(TEXT, EMPTY, sql("DELETE FROM app_a"), reaches=reaches) == MET

    def test_a_step_after_it_is_settled(self):
        for settling in (alter(char(9, default="y")), m.RemoveField("A", "text")):
            assert parted(TEXT, EMPTY, settling, run(print)) == ""

    def test_a_step_after_the_longer_squash_has_the_models_of_the_squash(self):
        assert parted(TEXT, EMPTY, over=[run(print)]) == ""


def test_a_length_and_a_default():
    other = table(char(5, default="x"))
    assert parted(LONG, other, run(print), alter(char(7))) == MET
    assert parted(LONG, other, alter(char(7)), run(print)) == ""


def test_only_models_of_its_app():
    """What other apps say there is their squashes' affair."""
    found = Parting({})
    found.look(key("other.squash"), state_after(LONG), state_after(SHORT))
    found.finish()
    assert found.parted == {}


def test_relations_are_compared_too():
    pair = (create("A", text=fk("B", to_field=name)) for name in ("x", "y"))
    assert parted(*pair) == STAYS
