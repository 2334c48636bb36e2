"""Where a squash has to do what Django leaves for the end of a migration."""

from types import SimpleNamespace

import pytest
from django.db import migrations as m
from django.db import models

from squashkit.project.operations.finishing import FINISH, Ran, finished

from .optimizing.operations import add, alter, create, fk, remove, rename, step
from .steps import sql, state_after

INDEX = models.Index(fields=["x"], name="i")
INDEXED = create("A", x=models.IntegerField(db_index=True))
A = frozenset({("app", "a")})
NULL = models.IntegerField(null=True)


def ends(*operations, state=None, **ran):
    """The operations by their names, with `|` where an end is."""
    touched = ran.get("touched", {})
    known = Ran(
        {id(one): touched.get(number) for number, one in enumerate(operations)},
        {
            id(one): ran.get("origins", {}).get(number, number)
            for number, one in enumerate(operations)
        },
        *({id(operations[n]) for n in ran.get(name, ())} for name in ("relying", "defining")),
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
        assert "|" not in ends(INDEXED, *more)

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
        assert ends(INDEXED, needs) == f"CreateModel | {type(needs).__name__}"

    def test_not_in_the_migration_that_made_the_table(self):
        """There was no end in between: rows may not fit an index that never came to be."""
        given = (INDEXED, step(), m.AlterUniqueTogether("A", []))
        assert "|" not in ends(*given, origins={0: 0, 1: 0, 2: 0})
        assert ends(*given).endswith("| AlterUniqueTogether")

    def test_before_what_that_migration_has_left_itself(self):
        """Django does not find an index that is still to come, and makes it after all."""
        slug = models.SlugField(null=True)
        given = (INDEXED, add("A.y", slug), step(), alter("A.y", models.SlugField(unique=True)))
        assert ends(*given, origins={0: 0, 1: 1, 2: 1, 3: 1}) == (
            "CreateModel | AddField RunPython AlterField"
        )
        assert ends(*given) == "CreateModel AddField RunPython | AlterField"
        assert ends(*given, origins={0: 0, 1: 1, 2: 2, 3: 2}) == (
            "CreateModel AddField | RunPython AlterField"
        )

    def test_not_of_another_table(self):
        state = state_after(create("A", "x"))

        assert (
            ends(create("B", a=fk("A")), alter("A.x", NULL), state=state)
            == "CreateModel AlterField"
        )

    @pytest.mark.parametrize(
        "adds",
        [
            add("A.y", models.IntegerField(db_index=True)),
            add("A.y", models.SlugField(unique=True, db_index=False)),
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
        assert ends(INDEXED, rename("A", "B"), remove("B.x")) == (
            "CreateModel RenameModel | RemoveField"
        )

    def test_a_relation_has_a_table_of_its_own(self):
        many = models.ManyToManyField("app.B")
        state = state_after(create("A", "x"), create("B"))

        assert ends(add("A.all", many), remove("A.x"), state=state) == "AddField | RemoveField"
        assert ends(add("A.b", fk("B")), remove("A.x"), state=state) == "AddField RemoveField"

    def test_once_is_enough(self):
        assert ends(INDEXED, remove("A.x"), remove("A.id")) == (
            "CreateModel | RemoveField RemoveField"
        )
        assert ends(INDEXED, remove("A.id"), create("B", a=fk("A")), remove("B.id")) == (
            "CreateModel | RemoveField CreateModel | RemoveField"
        )


class TestTablesOfWhichNothingIsLeft:
    @pytest.mark.parametrize(
        "needs",
        [
            alter("A.x", NULL),
            remove("A.x"),
            rename("A.x", "y"),
            m.AlterUniqueTogether("A", [["x", "id"]]),
            sql("DROP INDEX i"),
            sql("ALTER TABLE app_a RENAME x TO y"),
        ],
    )
    def test_nothing_needs_an_end(self, needs):
        assert "|" not in ends(create("A", "x"), step(), needs, alter("A.x", NULL))

    @pytest.mark.parametrize(
        "field",
        [
            models.IntegerField(db_index=True),
            models.SlugField(),
            models.CharField(max_length=9, unique=True),
            models.FileField(unique=True),
            fk("B"),
            models.ManyToManyField("app.B"),
            type("OfAPackage", (models.IntegerField,), {})(),
        ],
    )
    def test_a_field_of_which_something_is_left(self, field):
        assert "|" in ends(create("A", x=field), remove("A.id"))

    @pytest.mark.parametrize(
        "field",
        [
            models.IntegerField(unique=True),
            models.UUIDField(unique=True),
            models.TextField(),
            models.DateTimeField(auto_now=True),
        ],
    )
    def test_a_field_of_which_nothing_is(self, field):
        assert "|" not in ends(create("A", x=field), remove("A.id"))

    @pytest.mark.parametrize(
        "options",
        [
            {"unique_together": {("x", "id")}},
            {"index_together": {("x", "id")}},
            {"indexes": [INDEX]},
            {"constraints": [models.UniqueConstraint(fields=["x"], name="c")]},
        ],
    )
    def test_an_option_of_which_something_is_left(self, options):
        assert "|" in ends(create("A", "x", options=options), remove("A.id"))

    def test_a_child_has_a_relation_to_its_base(self):
        assert "|" in ends(create("A"), create("B", bases=("app.A",)), remove("B.id"))

    def test_an_index_that_is_added_is_left(self):
        field = models.IntegerField(db_index=True)
        assert ends(create("A", "x"), step(), add("A.y", field), alter("A.y", NULL)).endswith(
            "AddField | AlterField"
        )

    def test_a_table_that_is_made_again(self):
        again = (m.DeleteModel("A"), create("A"), remove("A.id"))
        assert "|" not in ends(INDEXED, *again)
        assert "|" in ends(create("A"), m.DeleteModel("A"), INDEXED, remove("A.x"))

    def test_a_foreign_key_to_it_is_still_to_come(self):
        """Where the key changes, Django makes those anew that lead to it: there would be two."""
        given = (create("A", "x"), create("B", a=fk("A")))
        key = models.BigAutoField(primary_key=True)

        assert ends(*given, alter("A.id", key)) == "CreateModel CreateModel | AlterField"
        assert ends(*given, alter("A.x", NULL)) == "CreateModel CreateModel AlterField"

    def test_what_changes_only_models_needs_no_end(self):
        state_only = m.SeparateDatabaseAndState(state_operations=[alter("A.x", NULL)])
        for one in (state_only, m.AlterModelOptions("A", {}), m.AlterModelManagers("A", [])):
            assert "|" not in ends(INDEXED, step(), one)

    @pytest.mark.parametrize(
        "gives", [rename("A", "B"), create("B", "x", options={"db_table": "app_a"})]
    )
    def test_a_table_that_another_model_gets_is_still_to_be_finished(self, gives):
        given = (INDEXED, m.SeparateDatabaseAndState(state_operations=[gives]))
        names = "CreateModel SeparateDatabaseAndState"

        assert ends(*given, add("B.y")) == f"{names} AddField"
        assert ends(*given, remove("B.x")) == f"{names} | RemoveField"
        assert ends(create("C", "x"), given[1], remove("B.x")) == f"{names} RemoveField"

    def test_the_schema_editor_of_a_step_may_leave_anything(self):
        given = (create("A", "x"), step(), remove("A.x"))
        assert ends(*given, defining=[1]) == "CreateModel RunPython | RemoveField"


class TestSteps:
    def test_code_on_rows_needs_no_index(self):
        assert ends(INDEXED, step()) == "CreateModel RunPython"

    def test_unless_it_relies_on_one(self):
        assert ends(INDEXED, step(), relying=[1]) == "CreateModel | RunPython"
        assert ends(INDEXED, step(), relying=[1], touched={1: A}) == "CreateModel | RunPython"
        assert (
            ends(create("B", a=fk("B")), step(), relying=[1], touched={1: A})
            == "CreateModel RunPython"
        )

    def test_sql_may_name_an_index(self):
        assert ends(INDEXED, sql("DROP INDEX i")) == "CreateModel | RunSQL"
        assert ends(INDEXED, sql("UPDATE a SET x = 1")) == "CreateModel RunSQL"
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
        assert self.ends(step(), create("C"), add("C.x")) == "RunPython CreateModel AddField"
        assert self.ends(step(), create("C", a=fk("A"))) == "RunPython CreateModel"

    def test_nor_has_one_that_no_constraint_is_on(self):
        given = (create("C"), step(), add("C.x"), step(), alter("C.x", NULL))
        assert "|" not in self.ends(*given)

    def test_a_foreign_key_that_is_there_by_now_makes_rows_wait(self):
        made = (create("C", "x"), create("D", c=fk("C")), remove("D.id"))
        assert self.ends(*made, step(), alter("C.x", NULL)) == (
            "CreateModel CreateModel | RemoveField RunPython | AlterField"
        )

    @pytest.mark.parametrize(
        "defers",
        [
            m.AddConstraint("C", models.UniqueConstraint(fields=["x"], name="c")),
            sql("ALTER TABLE app_c ADD UNIQUE (x) DEFERRABLE INITIALLY DEFERRED"),
            m.SeparateDatabaseAndState([add("C.a", fk("A"))], [add("C.a", fk("A"))]),
        ],
    )
    def test_a_constraint_that_came_later_makes_rows_wait(self, defers):
        given = (create("C", "x"), defers, sql("UPDATE app_c SET x = 1"), alter("C.x", NULL))
        assert self.ends(*given).endswith("RunSQL | AlterField")

    def test_settled_once(self):
        assert self.ends(step(), alter("A.x", NULL), alter("B.x", NULL)) == (
            "RunPython | AlterField AlterField"
        )


def test_what_is_not_known_needs_an_end():
    own = type("Own", (SimpleNamespace,), {})()

    assert ends(INDEXED, own) == "CreateModel | Own"
