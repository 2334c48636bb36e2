"""What folds and, above all, what does not."""

import pytest
from django.db import migrations as m
from django.db import models

from .operations import (
    INT,
    add,
    alter,
    becomes,
    create,
    fk,
    optimized,
    remove,
    rename,
    rows,
    stays,
    step,
    written,
)

NULL = models.IntegerField(null=True)
CHAR = models.CharField(max_length=9, default="")
KEY = models.IntegerField(unique=True)
UNIQUE = [["x", "y"]]


def index(*fields, name="i"):
    return models.Index(fields=fields, name=name)


def unique(*fields, name="c"):
    return models.UniqueConstraint(fields=fields, name=name)


def itself(to_field=None):
    return models.ForeignKey("self", models.CASCADE, to_field=to_field)


class TestOneModel:
    def test_fields_go_into_the_model(self):
        becomes([create("A"), add("A.x"), alter("A.x", NULL)], [create("A", x=NULL)])
        becomes([create("A", "x"), remove("A.x")], [create("A")])

    def test_options_go_into_the_model(self):
        given = [
            create("A", "x", "y"),
            m.AlterModelOptions("A", {"verbose_name": "a"}),
            m.AlterModelTable("A", "t"),
            m.AlterUniqueTogether("A", UNIQUE),
            m.AddIndex("A", index("x")),
            m.AddConstraint("A", unique("y")),
        ]
        [made] = optimized(*given)

        assert made.options == {
            "verbose_name": "a",
            "db_table": "t",
            "unique_together": {("x", "y")},
            "indexes": [index("x")],
            "constraints": [unique("y")],
        }

    def test_an_option_that_is_not_named_again_is_gone(self):
        given = [create("A", options={"ordering": ["x"]}), m.AlterModelOptions("A", {})]
        becomes(given, [create("A")])

    @pytest.mark.parametrize(
        "changes",
        [
            [m.AlterModelTable("A", "t"), m.AlterModelTable("A", None)],
            [m.AlterModelTableComment("A", "c"), m.AlterModelTableComment("A", None)],
            [m.AlterUniqueTogether("A", UNIQUE), m.AlterUniqueTogether("A", set())],
            [m.AlterIndexTogether("A", UNIQUE), m.AlterIndexTogether("A", None)],
            [m.AlterOrderWithRespectTo("A", "x"), m.AlterOrderWithRespectTo("A", None)],
            [m.AddIndex("A", index("x")), m.RemoveIndex("A", "i")],
            [m.AddConstraint("A", unique("y")), m.RemoveConstraint("A", "c")],
        ],
    )
    def test_an_option_that_is_the_usual_one_again_is_not_named(self, changes):
        becomes([create("A", "x", "y"), *changes], [create("A", "x", "y")])

    def test_a_model_that_goes_leaves_nothing(self):
        becomes([create("A"), add("A.x"), m.AddIndex("A", index("x")), m.DeleteModel("A")], [])

    def test_an_index_that_is_renamed(self):
        given = [
            create("A", "x", options={"indexes": [index("x")]}),
            m.RenameIndex("A", new_name="j", old_name="i"),
        ]
        becomes(given, [create("A", "x", options={"indexes": [index("x", name="j")]})])

    def test_a_removed_field_that_is_unique_together_with_another_stays(self):
        # PostgreSQL drops the whole constraint with the column; Django makes it one of the other.
        together = create("A", "x", "y", options={"unique_together": {("x", "y")}})
        stays(together, remove("A.y"))

    def test_a_removed_field_with_an_index_stays(self):
        stays(create("A", "x", options={"indexes": [index("x")]}), remove("A.x"))


class TestManyModels:
    def test_a_model_waits_for_what_its_new_field_leads_to(self):
        becomes(
            [create("A"), create("B"), add("A.b", fk("B"))], [create("B"), create("A", b=fk("B"))]
        )

    def test_a_circle_stays_a_field_of_its_own(self):
        stays(create("A"), create("B", a=fk("A")), add("A.b", fk("B")))

    def test_others_fold_across_the_circle(self):
        given = [create("A"), create("B", a=fk("A")), add("A.b", fk("B")), add("A.x")]
        becomes(given, [create("A", "x"), create("B", a=fk("A")), add("A.b", fk("B"))])

    def test_a_chain_is_put_into_its_order(self):
        # Django leaves three: C waits for A, so that A may not wait for B.
        given = [create("A"), create("C", a=fk("A")), create("B"), add("A.b", fk("B"))]
        becomes(given, [create("B"), create("A", b=fk("B")), create("C", a=fk("A"))])

    def test_a_second_walk_finds_what_the_first_kept_apart(self):
        given = [
            create("A"),
            create("B", a=fk("A")),
            add("A.b", fk("B")),
            remove("B.a"),
            add("A.x"),
        ]
        # Its columns are in the order in which they were added all the same.
        becomes(given, [create("B"), create("A", b=fk("B"), x=INT)])

    def test_a_field_of_the_base_stays_before_that_of_its_child(self):
        stays(create("A", "x"), create("B", bases=("app.A",)), *moved_down())

    def test_a_name_that_the_base_gives_up_is_free_for_its_child_only_then(self):
        state = known(create("A", "x"))
        freed = rename("A.x", "y")
        becomes(
            [create("B", bases=("app.A",)), freed, add("B.x")],
            [freed, create("B", "x", bases=("app.A",))],
            state=state,
        )


class TestKeys:
    """Django on SQLite leaves a key as it is that is another model's, whose type changes."""

    BIG = models.BigAutoField(primary_key=True)

    def test_of_a_base(self):
        stays(create("A"), create("B", bases=("app.A",)), alter("A.id", self.BIG))

    def test_of_a_base_of_a_base(self):
        family = [create("A"), create("B", bases=("app.A",)), create("C", bases=("app.B",))]
        stays(*family, alter("A.id", self.BIG))
        stays(*family[:2], alter("A.id", self.BIG), family[2])

    def test_of_a_relation_that_is_the_key(self):
        one = models.OneToOneField("app.A", models.CASCADE, primary_key=True)
        stays(create("A"), m.CreateModel("B", [("a", one)]), alter("A.id", self.BIG))

    def test_what_is_done_to_the_child_afterwards_makes_its_table_again(self):
        stays(create("A"), create("B", bases=("app.A",)), alter("A.id", self.BIG), add("B.x"))

    def test_the_child_is_not_made_later_than_before(self):
        given = [
            create("A"),
            create("B", bases=("app.A",)),
            create("C"),
            add("B.c", fk("C")),
            alter("A.id", self.BIG),
        ]
        child = create("B", bases=("app.A",), c=fk("C"))
        becomes(given, [given[0], given[2], child, given[4]])

    def test_of_a_model_with_foreign_keys_or_a_proxy(self):
        proxy = m.CreateModel("P", [], {"proxy": True}, ("app.A",))
        made = m.CreateModel("A", [("id", self.BIG)])
        for other in (create("B", a=fk("A")), proxy):
            becomes([create("A"), other, alter("A.id", self.BIG)], [made, other])


def moved_down():
    """A field leaves the base, and the child has it."""
    return [step(), remove("A.x"), add("B.x")]


class TestOrders:
    """What `order_with_respect_to` keeps in a column of its own."""

    @staticmethod
    def order(name):
        return m.AlterOrderWithRespectTo("A", name)

    def test_one_that_comes_again_begins_anew(self):
        stays(self.order(None), self.order("b"))

    def test_one_after_the_other(self):
        becomes([self.order("b"), self.order("c")], [self.order("c")])
        becomes([self.order("b"), self.order(None)], [self.order(None)])

    def test_a_new_model_has_no_rows_to_begin_with(self):
        made = create("A", b=fk("B"))
        becomes(
            [made, self.order("b"), self.order(None), self.order("b")],
            [create("A", b=fk("B"), options={"order_with_respect_to": "b"})],
        )


class TestManaged:
    """Whether Django changes the table: no operation on it changes sides."""

    OFF, ON = (m.AlterModelOptions("A", {"managed": on}) for on in (False, True))

    def test_nothing_merges_across_the_switch(self):
        stays(create("A"), self.OFF, add("A.x"))
        stays(create("A", options={"managed": False}), self.ON, add("A.x"))
        stays(create("A"), self.OFF, rename("A", "B"))
        stays(create("A"), self.OFF, m.DeleteModel("A"))

    def test_one_that_is_not_named_again_is_the_usual_one(self):
        usual = m.AlterModelOptions("A", {"ordering": ["id"]})
        stays(create("A"), self.OFF, usual)
        stays(usual, add("A.x"), state=known(create("A", options={"managed": False})))

    def test_nor_passes_it(self):
        given = [create("A"), create("B"), add("A.b", fk("B")), self.OFF, create("C")]
        merged = [create("B"), create("A", b=fk("B")), self.OFF, create("C")]
        becomes(given, merged)
        becomes([*given, add("A.x"), rename("A.x", "y")], [*merged, add("A.y")])

    def test_what_leads_to_the_model_folds_across(self):
        given = [create("A"), create("B"), self.OFF, add("B.a", fk("A"))]
        becomes(given, [create("A"), create("B", a=fk("A")), self.OFF])

    def test_the_same_again_is_no_switch(self):
        again = m.AlterModelOptions("A", {"managed": True, "ordering": ["id"]})
        becomes([create("A"), again], [create("A", options=again.options)])
        becomes([create("A"), self.OFF, self.OFF, self.OFF], [create("A"), self.OFF, self.OFF])


class TestRenamedModels:
    def test_those_that_lead_to_it(self):
        # Ticket 32263.
        becomes(
            [create("A"), create("B", a=fk("A")), rename("A", "C")],
            [create("C"), create("B", a=fk("C"))],
        )

    def test_itself(self):
        becomes([create("A", a=fk("A")), rename("A", "B")], [create("B", a=fk("B"))])

    def test_itself_as_self(self):
        """Django's state leaves the word as it is."""
        many = models.ManyToManyField("self")
        becomes(
            [create("A", a=itself(), m=many), rename("A", "B")], [create("B", a=itself(), m=many)]
        )
        becomes([create("A"), add("A.a", itself()), rename("A", "B")], [create("B", a=itself())])

    def test_many_to_many_and_through(self):
        many = models.ManyToManyField("app.A", through="app.T")
        given = [create("A"), create("T", a=fk("A")), create("B", m=many), rename("T", "U")]
        changed = models.ManyToManyField("app.A", through="app.U")
        becomes(given, [create("A"), create("U", a=fk("A")), create("B", m=changed)])

    def test_a_new_model_takes_the_old_name(self):
        becomes(
            [create("A"), create("B", a=fk("A")), rename("A", "C"), create("A"), add("C.x")],
            [create("C", "x"), create("B", a=fk("C")), create("A")],
        )

    def test_twice(self):
        becomes([create("A"), rename("A", "B"), rename("B", "C")], [create("C")])
        becomes([rename("A", "B"), rename("B", "C")], [rename("A", "C")])

    def test_there_and_back(self):
        """Django loses a model that gets the name that it has."""
        given = [rename("A", "B"), rename("B", "A")]
        becomes([*given, add("A.x")], [add("A.x")])
        becomes([create("A"), step(), *given], [create("A"), step()])
        becomes([*given, rename("A", "C")], [rename("A", "C")])
        stays(rename("A", "B"), rename("B", "a"))

    def test_a_step_that_knows_the_old_name_stays_before_it(self):
        stays(create("A"), step(), rename("A", "B"))

    def test_a_step_on_others_does_not_matter(self):
        reaching = {"touched": lambda _: {("app", "b")}}
        other = step()
        becomes(
            [create("A"), create("B"), other, rename("A", "C")],
            [create("C"), create("B"), other],
            **reaching,
        )

    def test_a_model_that_others_inherit_from(self):
        # Django does not change the bases of the others either (ticket 23521).
        stays(create("A"), create("B", bases=("app.A",)), rename("A", "C"))

    def test_a_model_that_was_there_before(self):
        stays(add("B.a", fk("A")), rename("A", "C"))


class TestRenamedFields:
    def test_the_field(self):
        becomes([create("A", "x"), rename("A.x", "y")], [create("A", "y")])
        becomes([add("A.x"), rename("A.x", "y")], [add("A.y")])

    def test_to_field(self):
        # Ticket 25817; Django's optimiser forgets it.
        target = create("A", code=models.IntegerField(unique=True))
        given = [target, create("B", a=fk("A", to_field="code")), rename("A.code", "number")]
        made = optimized(*given)

        assert "to_field='number'" in written(made)[1]
        assert len(made) == 2

    def test_to_field_of_self(self):
        given, expected = (create("A", x=KEY, a=itself("x")), create("B", y=KEY, a=itself("y")))
        becomes([given, rename("A", "B"), rename("B.x", "y")], [expected])
        becomes([given, rename("A.x", "y"), rename("A", "B")], [expected])

    def test_self_of_another_model(self):
        own = {"x": KEY, "b": itself("x")}
        given = [create("A", x=KEY), create("B", **own, a=fk("A", to_field="x"))]
        expected = [create("A", y=KEY), create("B", **own, a=fk("A", to_field="y"))]
        becomes([*given, rename("A.x", "y")], expected)

    def test_unique_together(self):
        given = [create("A", "x", "y"), m.AlterUniqueTogether("A", UNIQUE), rename("A.x", "z")]
        becomes(given, [create("A", "z", "y", options={"unique_together": {("z", "y")}})])

    @pytest.mark.parametrize(
        "options",
        [
            {"indexes": [index("x")]},
            {"indexes": [models.Index(models.F("x").desc(), name="i")]},
            {"constraints": [unique("x")]},
            {"constraints": [models.UniqueConstraint(models.F("x"), name="c")]},
            {
                "constraints": [
                    models.UniqueConstraint(fields=["y"], condition=models.Q(x=1), name="c")
                ]
            },
            {"order_with_respect_to": "x"},
        ],
    )
    def test_a_field_that_django_would_leave_under_its_old_name_stays(self, options):
        stays(create("A", "x", "y", options=options), rename("A.x", "z"))

    def test_an_index_that_is_gone_by_then_does_not_matter(self):
        given = [
            create("A", "x"),
            m.AddIndex("A", index("x")),
            m.RemoveIndex("A", "i"),
            rename("A.x", "y"),
            m.AddIndex("A", index("y")),
        ]
        becomes(given, [create("A", "y", options={"indexes": [index("y")]})])

    def test_names_that_change_places(self):
        given = [create("A", "x", "y"), rename("A.x", "t"), rename("A.y", "x"), rename("A.t", "y")]
        becomes(given, [create("A", "y", "x")])


class TestRows:
    """Where the table was there before, rows may be in it."""

    def test_a_default_that_fills_rows_is_kept(self):
        first = models.IntegerField(default=1)
        second = models.IntegerField(default=2)
        stays(add("A.x", first), alter("A.x", second))
        stays(alter("A.x", first), alter("A.x", second))

    def test_a_one_off_default_fills_rows_and_is_gone(self):
        given = [add("A.x", models.CharField(max_length=5, default="a"), preserve_default=False)]
        later = models.CharField(max_length=9)
        merged = add("A.x", models.CharField(max_length=9, default="a"), preserve_default=False)
        becomes([*given, alter("A.x", later)], [merged])

    def test_a_new_table_has_no_rows_to_fill(self):
        # Ticket 26223: Django keeps the default for ever.
        given = [create("A"), add("A.x", models.IntegerField(default=1), preserve_default=False)]
        becomes(given, [create("A", "x")])

    def test_after_a_step_there_may_be_rows(self):
        one_off = add("A.x", models.IntegerField(default=1), preserve_default=False)
        stays(create("A"), step(), one_off)

    def test_a_type_that_converts_rows_stays(self):
        stays(alter("A.x", models.IntegerField()), alter("A.x", models.CharField(max_length=9)))

    def test_a_length_that_cuts_rows_off_stays(self):
        short, long = models.CharField(max_length=3), models.CharField(max_length=9)
        stays(alter("A.x", short), alter("A.x", long))
        becomes([alter("A.x", long), alter("A.x", short)], [alter("A.x", short)])

    def test_a_field_that_comes_back_is_not_the_same(self):
        stays(remove("A.x"), add("A.x"))

    def test_what_cannot_be_added_to_rows_has_none(self):
        becomes(
            [add("A.x"), alter("A.x", models.FloatField(default=1.0))],
            [add("A.x", models.FloatField(default=1.0))],
        )


class TestSteps:
    def test_nothing_passes_a_step_that_may_touch_anything(self):
        stays(create("A"), step(), add("A.x"))

    def test_what_a_step_cannot_touch_passes(self):
        given = step()
        becomes(
            [create("A"), create("B"), given, add("A.x"), add("B.x")],
            [create("A", "x"), create("B"), given, add("B.x")],
            touched=lambda _: {("app", "b")},
        )

    def test_steps_keep_their_order(self):
        first, second = step(), step()
        reach = {id(first): {("app", "a")}, id(second): {("app", "b")}}
        stays(create("A"), create("B"), first, second, touched=lambda one: reach[id(one)])

    def test_a_step_of_sql_is_a_wall(self):
        stays(create("A"), m.RunSQL("SELECT 1"), add("A.x"))

    def test_what_is_separate_from_the_state_is_a_wall_for_its_models(self):
        apart = m.SeparateDatabaseAndState(state_operations=[add("A.x")])
        becomes(
            [create("A"), create("B"), apart, add("A.y"), add("B.y")],
            [create("A"), create("B", "y"), apart, add("A.y")],
        )

    def test_options_that_are_separate_are_in_the_way_of_themselves_only(self):
        options = m.AlterModelOptions("A", {"ordering": ["id"]})
        apart = m.SeparateDatabaseAndState(state_operations=[options])
        becomes([create("A"), apart, add("A.x")], [create("A", "x"), apart])
        stays(create("A"), apart, options)
        stays(create("A"), apart, rename("A", "B"))
        off = m.SeparateDatabaseAndState([], [TestManaged.OFF])
        stays(create("A"), off, add("A.x"))

    def test_what_has_to_stay_as_it_is_written_is_a_wall_all_the_same(self):
        sql = m.RunSQL("SELECT 1")
        stays(create("A"), sql, rename("A", "B"), add("B.x"), fixed=lambda one: one is sql)

    def test_a_field_that_has_to_stay_as_it_is_written(self):
        given = add("A.x")
        becomes(
            [create("A"), given, add("A.y"), alter("A.x", NULL)],
            [create("A", "y"), given, alter("A.x", NULL)],
            fixed=lambda one: one is given,
        )

    def test_operations_of_others_are_walls(self):
        class Own(m.AddField):
            """May do more than its base."""

        stays(create("A"), Own("A", "x", INT), add("A.y"))


def test_the_same_object_comes_back_where_nothing_was_merged():
    given = m.RunPython(rows)
    assert optimized(given) == [given]


def test_a_label_is_needed():
    with pytest.raises(TypeError, match=r"^app_label must be a str\.$"):
        optimized_without_label()


def optimized_without_label():
    from squashkit.project.operations.optimizing import Optimizer

    Optimizer().optimize([], None)


def test_a_model_that_was_there_goes_under_its_new_name():
    given = [m.RenameModel("A", "B"), m.DeleteModel("B")]
    stays(*given, state=known(create("A")))


def test_what_was_said_of_a_removed_reference_keeps_its_order():
    # The relation has to be gone before the model that it leads to.
    given = [remove("B.a"), m.DeleteModel("A")]
    state = known(create("A"), create("B", a=fk("A")))
    stays(*given, state=state)


def test_what_a_removed_index_was_about_keeps_its_order():
    given = [
        m.AlterUniqueTogether("A", None),
        remove("A.x"),
        m.DeleteModel("B"),
        m.DeleteModel("A"),
    ]
    state = known(
        create("B"), create("A", "y", x=fk("B"), options={"unique_together": {("x", "y")}})
    )
    stays(*given, state=state)


def known(*operations):
    from django.db.migrations.state import ProjectState

    state = ProjectState()
    for one in operations:
        one.state_forwards("app", state)
    return state
