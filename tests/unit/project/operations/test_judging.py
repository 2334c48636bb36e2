"""What a data step is, and whether a squash does without it."""

import pytest
from django.db import migrations as m

from squashkit.model.composition import Verbatim
from squashkit.model.reaches import Reach

from .optimizing.operations import INT, add, create, fk, rename, rows, step
from .steps import (
    ONE,
    UNREAD,
    judge,
    judged,
    loop,
    looping,
    reach,
    run,
    seen,
    sql,
    state_after,
    unread,
)

GONE = "transform gone: it only meets tables that are made here, and writes no row"
NOOP = "noop gone: it does nothing"
CALLS = "app/1.py, line 9: it calls open"


def quiet(*indexes):
    return tuple(seen(index) for index in indexes)


class TestNoop:
    @pytest.mark.parametrize(
        "nothing", [run(m.RunPython.noop), run(m.RunPython.noop, reverse_code=None), sql()]
    )
    @pytest.mark.parametrize("how", [{}, {"initial": False}, {"elide": "none"}])
    def test_goes_wherever_it_is(self, nothing, how):
        assert judged(nothing, **how) == [NOOP]

    def test_unless_it_does_something_on_the_way_back(self):
        assert judged(run(m.RunPython.noop, reverse_code=rows)) == [
            "external stays: it was not read"
        ]


class TestTransform:
    def test_of_a_table_that_is_made_here(self):
        assert judged(create("A"), step(), reaches=(reach(1, "app.a"),), seen=quiet(1)) == [GONE]

    def test_of_no_table_at_all(self):
        assert judged(step(), reaches=(reach(0),), seen=quiet(0)) == [GONE]

    def test_stays_where_the_user_wants_all_steps(self):
        given = {"reaches": (reach(1, "app.a"),), "seen": quiet(1), "elide": "none"}

        assert judged(create("A"), step(), **given) == ["transform stays: all steps are to stay"]

    def test_stays_in_the_middle_of_a_history(self):
        given = {"reaches": (reach(1, "app.a"),), "seen": quiet(1), "initial": False}

        assert judged(create("A"), step(), **given) == ["transform stays: the squash may meet rows"]

    def test_a_renamed_model_is_the_same_table(self):
        given = {"reaches": (reach(2, "app.b"),), "seen": quiet(2)}

        assert judged(create("A"), rename("A", "B"), step(), **given) == [GONE]

    def test_after_a_seed_that_is_in_the_squash_as_well(self):
        given = {"reaches": (reach(1, "app.a"), reach(2, "app.a")), "seen": (seen(1, 3), seen(2))}

        assert judged(create("A"), step(), step(), **given) == [
            "seed stays: it changes rows",
            GONE,
        ]


class TestSeed:
    def test_wrote_rows(self):
        given = {"reaches": (reach(1, "app.a"),), "seen": (seen(1, 1),)}

        assert judged(create("A"), step(), **given) == ["seed stays: it changes rows"]

    def test_wrote_rows_and_could_not_be_read(self):
        given = {"reaches": (unread(1),), "seen": (seen(1, 1),), "elide": "observed"}

        assert judged(create("A"), step(), **given) == [f"seed stays: {CALLS}"]


class TestExternal:
    def test_another_apps_table(self):
        state = state_after(create("B"), app="other")
        given = {"reaches": (reach(1, "app.a other.b"),), "seen": quiet(1), "state": state}

        assert judged(create("A"), step(), **given) == [
            "external stays: it meets other.b, which the squash has not made"
        ]

    def test_a_table_that_was_there_before(self):
        given = {
            "reaches": (reach(0, "app.a"),),
            "seen": quiet(0),
            "state": state_after(create("A")),
        }

        assert judged(step(), **given) == [
            "external stays: it meets app.a, which the squash has not made"
        ]

    def test_a_table_that_the_squash_does_not_manage(self):
        given = {"reaches": (reach(1, "app.a"),), "seen": quiet(1)}

        assert judged(create("A", options={"managed": False}), step(), **given) == [
            "external stays: it meets app.a, which the squash has not made"
        ]

    def test_a_table_that_a_relation_leads_to(self):
        state = state_after(create("B"), app="other")
        made = create("A")
        made.fields.append(("b", fk("B")))
        made.fields[-1][1].remote_field.model = "other.B"
        given = {"reaches": (reach(1, "app.a", "b"),), "seen": quiet(1), "state": state}

        assert judged(made, step(), **given) == [
            "external stays: it meets other.b, which the squash has not made"
        ]

    def test_a_proxy_has_the_rows_of_another(self):
        state = state_after(create("B"), app="other")
        proxy = m.CreateModel("P", [], {"proxy": True}, bases=("other.b",))
        given = {"reaches": (reach(1, "app.p"),), "seen": quiet(1), "state": state}

        assert judged(proxy, step(), **given) == [
            "external stays: it meets other.b, which the squash has not made"
        ]

    def test_what_is_not_the_same_everywhere(self):
        steps = (reach(1, "app.a", varies=UNREAD), reach(2, "app.a"))

        assert judged(create("A"), step(), step(), reaches=steps, seen=quiet(1, 2)) == [
            "external stays: app/1.py, line 9: it calls open",
            "external stays: it meets app.a, where an earlier step may have put anything",
        ]


class TestOtherTables:
    """The table of a model may become another one, with other rows."""

    AFTER = "external stays: it meets app.a, where an earlier step may have put anything"

    @pytest.mark.parametrize(
        "between",
        [
            m.SeparateDatabaseAndState(state_operations=[m.AlterModelTable("A", "old")]),
            m.AlterModelOptions("A", {"managed": False}),
        ],
    )
    def test_by_the_state_alone(self, between):
        steps = (reach(2, "app.a"),)

        assert judged(create("A"), between, step(), reaches=steps, seen=quiet(2)) == [self.AFTER]

    @pytest.mark.parametrize(
        "text",
        [
            "ALTER TABLE other_b RENAME TO app_a",
            "CREATE TABLE t AS TABLE other_b",
            "ALTER TABLE app_a ATTACH PARTITION other_b DEFAULT",
            "CREATE TRIGGER t AFTER INSERT ON b BEGIN INSERT INTO app_a VALUES (1); END",
        ],
    )
    def test_by_sql(self, text):
        steps = (reach(2, "app.a"),)

        found = judged(create("A"), sql(text), step(), reaches=steps, seen=quiet(1, 2))
        assert found[1] == self.AFTER


class TestLoops:
    """What runs for the rows of an empty table does not run."""

    def test_of_a_table_that_is_made_here(self):
        steps = (looping(1, "app.a", loop("app.a", "other.b", unknown=UNREAD)),)

        assert self.judged(create("A"), step(), reaches=steps, seen=quiet(1)) == [GONE]

    def test_of_another_table(self):
        steps = (looping(1, "app.a other.b", loop("other.b", unknown=UNREAD)),)

        assert self.judged(create("A"), step(), reaches=steps, seen=quiet(1)) == [
            "external stays: app/1.py, line 9: it calls open"
        ]

    def test_where_a_step_that_stays_has_put_rows(self):
        steps = (reach(1, "app.a", makes=True), looping(2, "app.a", loop("app.a", "other.b")))

        assert self.judged(
            create("A"), step(), step(), reaches=steps, seen=(seen(1, 1), seen(2))
        ) == [
            "seed stays: it makes rows",
            "external stays: it meets other.b, which the squash has not made",
        ]

    def test_where_the_step_itself_may_put_rows_first(self):
        steps = (looping(1, "app.a", loop("app.a", "other.b"), makes=True),)

        assert self.judged(create("A"), step(), reaches=steps, seen=quiet(1)) == [
            "external stays: it meets other.b, which the squash has not made"
        ]

    @pytest.mark.parametrize("word", ["add", "save", "set"])
    def test_where_the_step_may_save_first(self, word):
        steps = (looping(1, "app.a", loop("app.a", "other.b"), words=word),)

        assert self.judged(create("A"), step(), reaches=steps, seen=quiet(1)) == [
            "external stays: it meets other.b, which the squash has not made"
        ]

    def test_where_another_loop_may_put_rows_first(self):
        first, second = loop("other.b", "app.a", makes=True), loop("app.a", unknown=UNREAD)
        steps = (looping(1, "app.a other.b", first, second),)

        assert self.judged(create("A"), step(), reaches=steps, seen=quiet(1)) == [
            "external stays: app/1.py, line 9: it calls open"
        ]

    @staticmethod
    def judged(*operations, **given):
        return judged(*operations, state=state_after(create("B"), app="other"), **given)

    def test_what_it_may_have_brought_in_is_no_longer_known(self):
        state = state_after(create("X"), app="other")
        given = {
            "reaches": (reach(2, "app.a other.x"), reach(3, "app.a"), reach(4, "app.b")),
            "seen": quiet(2, 3, 4),
            "state": state,
        }

        assert judged(create("A"), create("B"), step(), step(), step(), **given) == [
            "external stays: it meets other.x, which the squash has not made",
            "external stays: it meets app.a, where an earlier step may have put anything",
            GONE,
        ]

    def test_after_one_that_could_not_be_read_nothing_is_known(self):
        given = {"reaches": (unread(1), reach(2, "app.a")), "seen": quiet(1, 2)}

        assert judged(create("A"), step(), step(), **given) == [
            f"external stays: {CALLS}",
            "external stays: it meets app.a, where an earlier step may have put anything",
        ]

    def test_but_of_a_table_that_is_made_later(self):
        given = {"reaches": (unread(0), reach(2, "app.a")), "seen": quiet(0, 2)}

        assert judged(step(), create("A"), step(), **given)[1:] == [GONE]


class TestSchema:
    def test_sql_that_only_defines_leaves_tables_as_they_were(self):
        given = {"reaches": (unread(1), reach(2, "app.a")), "seen": (seen(1, schema=True), seen(2))}
        index = sql("CREATE INDEX i ON app_a (x)")

        assert judged(create("A", "x"), index, step(), **given) == [
            "schema stays: it changes the schema",
            GONE,
        ]

    def test_code_that_was_seen_to_change_the_schema(self):
        given = {"reaches": (reach(0),), "seen": (seen(0, schema=True),), "elide": "observed"}

        assert judged(step(), **given) == ["schema stays: it changes the schema"]

    @pytest.mark.parametrize(
        "text",
        [
            "CREATE VIEW v AS SELECT 1",
            "create table t as\nselect * from app_a",
            "DROP INDEX i; UPDATE app_a SET x = 1",
            "INSERT INTO app_a VALUES (1)",
        ],
    )
    def test_sql_that_reads_or_writes_is_more(self, text):
        assert judged(create("A"), sql(text), reaches=(unread(1),), seen=quiet(1)) == [
            f"external stays: {CALLS}"
        ]


class TestObserved:
    def test_what_wrote_nothing_goes(self):
        given = {"reaches": (unread(1),), "seen": quiet(1), "elide": "observed"}

        assert judged(create("A"), step(), **given) == [
            "external gone: it was seen to write nothing on an empty database"
        ]

    @pytest.mark.parametrize("how", [{"seen": None}, {"seen": ()}])
    def test_what_nobody_saw_stays(self, how):
        given = {"reaches": (unread(1),), "elide": "observed", **how}

        assert judged(create("A"), step(), **given) == [
            f"{'external' if how['seen'] is None else 'seed'} stays: {CALLS}"
        ]

    def test_not_in_the_middle_of_a_history(self):
        given = {"reaches": (unread(0),), "seen": quiet(0), "elide": "observed", "initial": False}

        assert judged(step(), **given) == [f"external stays: {CALLS}"]


class TestModels:
    """A step that also says what models look like is needed for that alone."""

    SAYS = (add("A.x"),)

    @pytest.mark.parametrize(
        "operation",
        [
            m.RunSQL("SELECT 1", state_operations=SAYS),
            m.SeparateDatabaseAndState([step()], [*SAYS]),
            type("Own", (m.AddField,), {})("A", "x", INT),
        ],
        ids=["SQL", "separate", "own"],
    )
    @pytest.mark.parametrize("elidable", [(), (Verbatim(ONE, 1),)])
    def test_stays(self, operation, elidable):
        operation.elidable = True
        given = {"seen": quiet(1), "elide": "observed", "elidable": elidable}

        assert judged(create("A"), operation, **given) == ["external stays: it changes models"]

    def test_one_that_says_nothing_new_goes(self):
        operation = m.SeparateDatabaseAndState([step()], [])

        assert judged(operation, seen=quiet(0), elide="observed") == [
            "external gone: it was seen to write nothing on an empty database"
        ]


class TestTheAuthorsWord:
    WORD = (Verbatim(ONE, 0),)

    def test_not_where_a_step_that_stays_has_put_rows(self):
        seeds, change = step(), run(rows, elidable=True)
        given = {
            "reaches": (reach(1, "app.a other.b", makes=True), reach(2, "app.a")),
            "seen": quiet(1, 2),
            "state": state_after(create("B"), app="other"),
            "elidable": (Verbatim(ONE, 2),),
        }

        assert judged(create("A"), seeds, change, **given) == [
            "external stays: it meets other.b, which the squash has not made",
            "external stays: it meets app.a, where an earlier step may have put anything",
        ]

    def judged(self, elidable=WORD, **how):
        given = {"reaches": (unread(0),), "elidable": elidable, **how}
        return judged(run(rows, elidable=True), **given)

    def test_counts_where_nothing_was_written(self):
        gone = ["external gone: its author calls it elidable"]

        assert self.judged(seen=quiet(0)) == gone
        assert self.judged(seen=None) == gone

    @pytest.mark.parametrize(
        ("how", "why"),
        [
            ({"seen": (seen(0, 2),)}, f"seed stays: {CALLS}"),
            ({"seen": quiet(0), "initial": False}, f"external stays: {CALLS}"),
            ({"seen": quiet(0), "elide": "none"}, "external stays: all steps are to stay"),
            ({"seen": quiet(0), "elidable": ()}, f"external stays: {CALLS}"),
        ],
        ids=["rows", "in the middle", "none are wanted", "it asks for more than its app"],
    )
    def test_does_not_count_otherwise(self, how, why):
        assert self.judged(**how) == [why]


class TestNobodyLooked:
    """Before the replay, as for a plan."""

    def test_code_that_makes_no_rows(self):
        assert judged(create("A"), step(), reaches=(reach(1, "app.a"),)) == [GONE]

    def test_code_that_makes_rows(self):
        assert judged(create("A"), step(), reaches=(reach(1, "app.a", makes=True),)) == [
            "seed stays: it may make rows"
        ]

    def test_rows_that_were_made_before_may_change(self):
        reaches = (reach(1, "app.a", makes=True), reach(2, "app.a"))

        assert judged(create("A"), step(), step(), reaches=reaches)[1:] == [
            "seed stays: it may change rows"
        ]


class TestWhatIsKnownOfStepsThatStay:
    def test_the_models_that_they_reach(self):
        steps = [step(), step()]
        found = judge(create("A"), *steps, reaches=(reach(1, "app.a"), unread(2)), elide="none")

        assert found.touched == {id(steps[0]): frozenset({("app", "a")}), id(steps[1]): None}

    @pytest.mark.parametrize(("words", "relies"), [("ignore_conflicts", True), ("create", False)])
    def test_whether_they_rely_on_unique_indexes(self, words, relies):
        relying = step()
        found = judge(create("A"), relying, reaches=(reach(1, "app.a", words, makes=True),))

        assert found.relying == ({id(relying)} if relies else set())

    def test_only_operations_on_rows_are_judged(self):
        paper = m.SeparateDatabaseAndState(state_operations=[add("A.x")])

        assert judged(create("A"), paper, add("A.y")) == []
        assert judged(create("A"), m.SeparateDatabaseAndState([step()])) == [
            "external stays: it was not read"
        ]


def test_a_reach_of_another_migration_says_nothing():
    other = Reach(ONE, 7)

    assert judged(create("A"), step(), reaches=(other,), seen=quiet(1)) == [
        "external stays: it was not read"
    ]
