"""Operations that cannot meet: what can be seen without looking at what they say."""

import pytest
from django.db import migrations as m
from django.db import models
from django.db.migrations.state import ProjectState

from squashkit.project.operations.optimizing.apart import all_apart, by_model, connected
from squashkit.project.operations.optimizing.knowledge import Known

from .operations import INT, add, becomes, create, fk, rename

A, B = create("A"), create("B")


class TestAllApart:
    def test_each_is_about_another_model(self):
        assert all_apart([A, B, m.RunSQL(""), m.RunSQL("")])

    def test_one_model_by_two_names(self):
        assert not all_apart([A, add("a.x")])

    def test_a_renaming_is_about_two(self):
        assert not all_apart([A, rename("C", "D")])


class TestByModel:
    def test_places(self):
        alter = m.AlterField("A", "x", models.TextField())
        given = [A, B, add("a.x"), m.DeleteModel("B"), alter, m.RemoveField("C", "x")]
        assert by_model(given) == [[0, 2, 4], [1, 3], [5]]

    @pytest.mark.parametrize(
        "operation",
        [
            create("C", a=fk("A")),
            create("C", bases=("app.A",)),
            create("C", bases=(models.Model, object)),
            add("B.a", fk("A")),
            m.AlterField("B", "a", fk("A")),
            rename("A", "C"),
            m.RunSQL(""),
            m.SeparateDatabaseAndState(),
        ],
    )
    def test_one_that_may_be_about_two(self, operation):
        assert by_model([A, B, operation]) == []


class TestConnected:
    def test_models_that_lead_to_each_other(self):
        given = [A, B, create("C", a=fk("A")), add("B.x"), m.RunSQL(""), create("D", c=fk("C"))]
        places = {id(one): place for place, one in enumerate(given)}

        found = connected(given, Known("app"))

        assert sorted(sorted(places[one] for one in group) for group in found) == [
            [0, 2, 5],
            [1, 3],
        ]

    def test_both_names_of_a_model(self):
        given = [A, rename("A", "C"), add("C.x")]
        assert connected(given, Known("app")) == [{id(one) for one in given}]


class TestOptimizing:
    def test_each_model_keeps_its_places(self):
        given = [A, add("C.x"), B, add("C.y"), add("A.x"), m.RemoveField("C", "x"), add("B.z")]
        becomes(given, [create("A", "x"), add("C.y"), create("B", "z")])

    def test_a_model_that_comes_and_goes(self):
        becomes([A, B, m.DeleteModel("A"), add("B.x")], [create("B", "x")])

    def test_models_that_are_there_already_may_be_related(self):
        state = ProjectState()
        for operation in (create("C", a=fk("A", to_field="x")), create("A", x=INT)):
            operation.state_forwards("app", state)
        given = [m.AlterField("A", "x", models.TextField()), m.DeleteModel("C"), B]
        becomes(given, given, state=state)
