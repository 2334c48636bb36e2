"""Where a squash has to do what Django leaves for the end of a migration."""

from types import SimpleNamespace

import pytest
from django.db import migrations as m
from django.db import models

from squashkit.project.finishing import FINISH, Ran, finished

from .optimizing.operations import add, alter, create, fk, remove, rename, step
from .steps import sql, state_after

INDEX = models.Index(fields=["x"], name="i")
A = frozenset({("app", "a")})
NULL = models.IntegerField(null=True)


def ends(*operations, state=None, **ran):
    """The operations by their names, with `|` where an end is."""
    touched, relying = ran.get("touched", {}), ran.get("relying", ())
    known = Ran(
        {id(one): touched.get(number) for number, one in enumerate(operations)},
        {
            id(one): ran.get("origins", {}).get(number, number)
            for number, one in enumerate(operations)
        },
        {id(operations[number]) for number in relying},
    )
    found = finished(operations, known, "app", state)
    return " ".join("|" if one is FINISH else type(one).__name__ for one in found)


class TestIndexesOfNewTables:
    @pytest.mark.parametrize(
        "more",
        [
            [],
            [add("A.y")],
            [m.AddIndex("A", INDEX)],
            [m.AlterModelOptions("A", {}), m.AlterModelTable("A", "t")],
            [rename("A", "B")],
            [create("B")],
            [m.DeleteModel("A")],
        ],
        ids=lambda more: " ".join(type(one).__name__ for one in more) or "alone",
    )
    def test_what_does_not_need_them(self, more):
        assert "|" not in ends(create("A", "x"), *more)

    @pytest.mark.parametrize(
        "needs",
        [
            alter("A.x", NULL),
            remove("A.x"),
            rename("A.x", "y"),
            m.AlterUniqueTogether("A", [["x", "id"]]),
            m.RemoveIndex("A", "i"),
            m.RenameIndex("A", "j", old_name="i"),
            m.RemoveConstraint("A", "c"),
        ],
        ids=lambda one: type(one).__name__,
    )
    def test_what_may_need_them(self, needs):
        assert ends(create("A", "x"), needs) == f"CreateModel | {type(needs).__name__}"

    def test_not_in_the_migration_that_made_the_table(self):
        """There was no end in between: rows may not fit an index that never came to be."""
        given = (create("A", "x"), step(), m.AlterUniqueTogether("A", []))
        assert "|" not in ends(*given, origins={0: 0, 1: 0, 2: 0})
        assert ends(*given).endswith("| AlterUniqueTogether")

    def test_not_of_another_table(self):
        state = state_after(create("A", "x"))

        assert ends(create("B"), alter("A.x", NULL), state=state) == "CreateModel AlterField"

    @pytest.mark.parametrize(
        "adds",
        [
            add("A.y", models.IntegerField(db_index=True)),
            add("A.y", models.IntegerField(unique=True)),
            add("A.y", fk("A")),
            m.SeparateDatabaseAndState([add("A.y")], [add("A.y")]),
        ],
    )
    def test_a_column_with_an_index_gets_another_name(self, adds):
        """Django on SQLite would make the index for a column that is not there."""
        state = state_after(create("A", "x"))
        assert ends(adds, rename("A.y", "z"), state=state).split()[1:] == ["|", "RenameField"]

    def test_a_column_without_one(self):
        state = state_after(create("A", "x"))
        assert ends(add("A.y"), rename("A.y", "z"), state=state) == "AddField RenameField"

    def test_a_name_that_another_table_has_given_up(self):
        """Whose indexes keep it."""
        state = state_after(create("A", a=fk("B")))
        given = (create("C", a=fk("B")), rename("A", "D"), rename("C", "A"))
        assert ends(*given, state=state) == "CreateModel RenameModel | RenameModel"

    def test_under_another_name(self):
        assert ends(create("A", "x"), rename("A", "B"), remove("B.x")) == (
            "CreateModel RenameModel | RemoveField"
        )

    def test_a_relation_has_a_table_of_its_own(self):
        many = models.ManyToManyField("app.B")
        state = state_after(create("A", "x"), create("B"))

        assert ends(add("A.all", many), remove("A.x"), state=state) == "AddField | RemoveField"
        assert ends(add("A.b", fk("B")), remove("A.x"), state=state) == "AddField RemoveField"

    def test_once_is_enough(self):
        assert ends(create("A", "x"), remove("A.x"), remove("A.id")) == (
            "CreateModel | RemoveField RemoveField"
        )
        assert ends(create("A"), remove("A.id"), create("B"), remove("B.id")) == (
            "CreateModel | RemoveField CreateModel | RemoveField"
        )


class TestSteps:
    def test_code_on_rows_needs_no_index(self):
        assert ends(create("A"), step()) == "CreateModel RunPython"

    def test_unless_it_relies_on_one(self):
        assert ends(create("A"), step(), relying=[1]) == "CreateModel | RunPython"
        assert ends(create("A"), step(), relying=[1], touched={1: A}) == "CreateModel | RunPython"
        assert ends(create("B"), step(), relying=[1], touched={1: A}) == "CreateModel RunPython"

    def test_sql_may_name_an_index(self):
        assert ends(create("A"), sql("DROP INDEX i")) == "CreateModel | RunSQL"
        assert ends(create("A"), sql("UPDATE a SET x = 1")) == "CreateModel RunSQL"
        assert ends(sql("DROP INDEX i")) == "RunSQL"


class TestRowsThatWait:
    """PostgreSQL refuses to alter a table with pending trigger events."""

    STATE = state_after(create("A", "x"), create("B", "x"))

    def ends(self, *operations, **ran):
        return ends(*operations, state=self.STATE, **ran)

    def test_a_table_that_a_step_may_have_filled(self):
        assert self.ends(step(), alter("A.x", NULL)) == "RunPython | AlterField"
        assert self.ends(step(), add("A.y"), touched={0: A}) == "RunPython | AddField"

    def test_not_one_that_it_does_not_reach(self):
        assert self.ends(step(), alter("B.x", NULL), touched={0: A}) == "RunPython AlterField"

    def test_not_what_was_one_transaction_before(self):
        given = {"origins": {0: 5, 1: 5}}

        assert self.ends(step(), alter("A.x", NULL), **given) == "RunPython AlterField"

    def test_sql_that_only_defines_fills_nothing(self):
        assert self.ends(sql("DROP VIEW v"), alter("A.x", NULL)) == "RunSQL AlterField"
        assert self.ends(sql("DELETE FROM a"), alter("A.x", NULL)) == "RunSQL | AlterField"

    def test_a_table_that_is_new_has_no_rows_that_wait(self):
        assert self.ends(step(), create("C"), add("C.x")) == "RunPython | CreateModel AddField"

    def test_settled_once(self):
        assert self.ends(step(), alter("A.x", NULL), alter("B.x", NULL)) == (
            "RunPython | AlterField AlterField"
        )


def test_what_is_not_known_needs_an_end():
    own = type("Own", (SimpleNamespace,), {})()

    assert ends(create("A"), own) == "CreateModel | Own"
