"""What random histories have found (tests/properties), each as small as it came out.

Every one of these runs on an empty database as it is written, so its squash must be proven equal.
"""

from __future__ import annotations

import pytest

from squashkit import Project
from tests.projects import ID

DEFERRED = (
    "Django makes indexes of new tables at the end of a migration; what became one migration "
    "needs them in the middle"
)
PASSED_OVER = "only the models at the end are compared, not whether each operation can run"
BY_HAND = "the optimiser does not carry a field's new name into Meta; makemigrations needs not"

INT = "models.IntegerField(null=True)"
SEED = "def seed(apps, editor):\n    apps.get_model('a', 'A').objects.create(x=1)"
RUN = "migrations.RunPython(seed)"
STEP = "def {}(apps, editor):\n    {}"


def create(*fields: str, options: str = "", name: str = "A") -> str:
    return f"migrations.CreateModel('{name}', [{', '.join([ID, *fields])}], {{{options}}})"


def to(model: str, field: str, more: str = "null=True") -> str:
    return f"('{field}', models.ForeignKey('a.{model}', models.CASCADE, {more}))"


X = f"('x', {INT})"
INDEX = "migrations.AddIndex('a', models.Index(fields=['x'], name='old'))"
RENAME_INDEX = "migrations.RenameIndex('a', 'new', old_name='old')"
UP = "models.ForeignKey('a.{}', models.CASCADE, null=True, to_field='{}')"
CHILD = (
    "migrations.CreateModel('B', [('a_ptr', models.OneToOneField(auto_created=True, "
    "on_delete=models.CASCADE, parent_link=True, primary_key=True, serialize=False, "
    "to='a.a'))], {}, ('a.a',))"
)
SMALL_KEY = "migrations.AlterField('a', 'id', models.AutoField(primary_key=True))"
MOVED_AWAY = (
    "migrations.SeparateDatabaseAndState("
    "database_operations=[migrations.AlterModelTable('a', 'shared')], "
    "state_operations=[migrations.DeleteModel('A')])"
)
RENAME_X = "migrations.RenameField('a', 'x', 'y')"


def found(name: str, cause: str, *migrations: list[str], code: str = ""):
    """A history of one app that could not be proven, or was not squashed right.

    Args:
        cause: what was wrong with squashkit then.
        migrations: the operations of each.
        code: functions, which every migration has.
    """
    assert cause
    return pytest.param(migrations, code, id=name)


def faults(site) -> list[str]:
    """What the proof of the squash finds."""
    squash = Project(site.root, "settings").squash()
    assert squash.proof is not None
    return [f"{check.name}: {one}" for check in squash.proof.checks for one in check.differences]


@pytest.mark.parametrize(
    ("migrations", "code"),
    [
        found("an index gets another name", DEFERRED, [create(X), INDEX], [RENAME_INDEX]),
        found(
            "a field gets the name of one that a base has had",
            "a name that is given from the start meets the field of the base",
            [create(X)],
            [
                "migrations.CreateModel('B', [('a_ptr', models.OneToOneField('a.A', "
                f"models.CASCADE, parent_link=True, primary_key=True)), ('y', {INT})], "
                "bases=('a.A',))",
                "migrations.RemoveField('a', 'x')",
            ],
            ["migrations.RenameField('b', 'y', 'x')"],
        ),
        found(
            "an index goes after its model was renamed",
            DEFERRED,
            [create(X), INDEX],
            [RUN],
            [
                "migrations.RenameModel('A', 'B')",
                "migrations.RemoveIndex('b', 'old')",
            ],
            code=SEED,
        ),
        found(
            "fields are together, then others are",
            DEFERRED,
            [create(X, f"('y', {INT})", options="'unique_together': {('x', 'y')}")],
            [RUN, f"migrations.AddField('a', 'z', {INT})"],
            ["migrations.AlterUniqueTogether('a', {('x', 'z')})"],
            code=SEED,
        ),
        found(
            "a field of a unique pair gets another name",
            "merged, unique_together is a list of lists, which is not equal to a set of tuples; "
            "so nothing is merged, and then: " + DEFERRED,
            [create(X, f"('z', {INT})", options="'unique_together': {('x', 'z')}")],
            [RENAME_X],
        ),
        found(
            "a column of a unique pair gets another name",
            DEFERRED,
            [create("('x', models.IntegerField(null=True, db_column='z'))", f"('y', {INT})")],
            ["migrations.AlterUniqueTogether('a', {('x', 'y')})"],
            [RUN],
            [f"migrations.AlterField('a', 'x', {INT})"],
            code=SEED,
        ),
        found(
            "two steps add the same rows to a many-to-many",
            DEFERRED,
            [create(X), RUN],
            ["migrations.AddField('a', 'm', models.ManyToManyField('a.A'))"],
            ["migrations.RunPython(link)"],
            ["migrations.RunPython(link)"],
            code=f"{SEED}\n\n\ndef link(apps, editor):\n"
            "    for row in apps.get_model('a', 'A').objects.all():\n"
            "        row.m.add(row)",
        ),
        found(
            "an index gets another name after a step",
            "AddIndex.reduce changes the index that the operations share, also where the result "
            "is not taken",
            [create(X), create(to("A", "a"), name="B")],
            [INDEX, RUN],
            [RENAME_INDEX],
            code=SEED,
        ),
        found(
            "a foreign key to a field of its own model, and both get other names",
            PASSED_OVER,
            [
                create("('x', models.IntegerField(null=True, unique=True))"),
                f"migrations.AddField('a', 'up', {UP.format('A', 'x')})",
                RENAME_X,
            ],
            ["migrations.RunPython(seed)"],
            [
                "migrations.RenameModel('A', 'B')",
                f"migrations.AlterField('b', 'up', {UP.format('B', 'y')[:-1]}, db_index=False))",
            ],
            code=SEED.replace("x=", "y="),
        ),
        found(
            "a proxy is deleted, then its base gets another name",
            PASSED_OVER,
            [
                create(X),
                "migrations.CreateModel('P', [], {'proxy': True}, ('a.a',))",
            ],
            ["migrations.DeleteModel('P')", "migrations.RenameModel('A', 'B')"],
        ),
        found(
            "a model that refers to itself gets another name and is deleted",
            PASSED_OVER,
            [create(X), "migrations.AddField('a', 'm', models.ManyToManyField('a.A'))"],
            ["migrations.RenameModel('A', 'B')", "migrations.RunPython(idle)"],
            ["migrations.DeleteModel('B')"],
            code=STEP.format("idle", "apps.get_model('a', 'B').objects.create()"),
        ),
        found("a field under an index gets another name", BY_HAND, [create(X), INDEX], [RENAME_X]),
        found(
            "a field under a constraint gets another name",
            BY_HAND,
            [
                create(X),
                "migrations.AddConstraint('a', models.UniqueConstraint(fields=['x'], name='u'))",
            ],
            [RENAME_X],
        ),
        found(
            "an elidable step changes rows that the history itself brings",
            "the author's word is taken; nobody looks whether the step finds rows",
            [create(X), RUN],
            ["migrations.RunPython(change, elidable=True)"],
            code=f"{SEED}\n\n\n"
            + STEP.format("change", "apps.get_model('a', 'A').objects.update(x=2)"),
        ),
        found(
            "a model goes to another app and a new one takes its name",
            "CreateModel.reduce raises while it tries a merge that the step between forbids",
            [create(X)],
            [f"migrations.AddField('a', 'y', {INT})", MOVED_AWAY],
            [create(X)],
            [f"migrations.AddField('a', 'y', {INT})"],
        ),
        found(
            "the key of a model changes that another inherits from",
            "Django on SQLite leaves the other's key as it is; merged, it had the new type from "
            "the start",
            [create(), CHILD],
            [SMALL_KEY],
        ),
        found(
            "the usual manager is named",
            "Django does not write it when it is the only manager; by hand only",
            [create(X)],
            ["migrations.AlterModelManagers('a', [('objects', models.Manager())])"],
        ),
    ],
)
def test_a_history_of_one_app(empty_site, migrations, code):
    site = empty_site("a")
    for number, operations in enumerate(migrations):
        after = f"a.{number - 1:04}" if number else ""
        text = "".join(f"{one},\n" for one in operations)
        site.migration(f"a.{number:04}", text, after, before=code)

    assert faults(site) == []


def test_a_member_in_the_middle_runs_before_another_app(empty_site):
    site = empty_site("a", "b")
    site.migration("a.0001", create(X) + ",")
    site.migration("b.0001", create(X, name="B") + ",", body='run_before = [("a", "0001")]')
    site.migration("b.0002", f"migrations.AddField('B', 'y', {INT}),", "b.0001")
    site.migration("b.0003", f"migrations.AddField('B', 'z', {INT}),", "b.0002")

    # In a database that is half way, Django hangs `run_before` on the last member of a squash.
    assert [str(one) for one in Project(site.root, "settings").plan().segments] == [
        "b: 0002 .. 0003"
    ]
    assert faults(site) == []


def test_rows_of_a_model_that_extends_another_apps(empty_site):
    site = empty_site("a", "b")
    site.migration("a.0001", create(X) + ",")
    site.migration("b.0001", f"{CHILD},", "a.0001")
    site.migration("a.0002", f"{RUN},", "a.0001 b.0001", before=SEED)
    other = SEED.replace("'a', 'A'", "'b', 'B'").replace("x=1", "x=2")
    site.migration("b.0002", f"{RUN},", "b.0001", before=other)

    # Each of the four has to stay where it is.
    assert Project(site.root, "settings").plan().segments == ()


def test_an_index_that_django_forgets_stays_forgotten(empty_site):
    # On SQLite, Django renames the column and takes no notice of db_index; merged, it is made. The
    # proof sees that, and the operations are not merged.
    site = empty_site("a")
    site.migration("a.0001", create(X) + ",")
    changed = "models.IntegerField(null=True, db_index=True, db_column='z')"
    site.migration("a.0002", f"migrations.AlterField('a', 'x', {changed}),", "a.0001")

    assert faults(site) == []


def test_a_model_gets_another_name_after_one_that_led_to_it_is_deleted(empty_site):
    # In a database that has both, Django still looks for the deleted one, unless an operation has
    # changed the other since.
    site = empty_site("a", "b")
    site.migration("a.0001", f"{create()}, {create(to('A', 'a'), name='B')},")
    site.migration("a.0002", create(name="C") + ",", "a.0001")
    site.migration("b.0001", create() + ",", "a.0002")
    changes = f"migrations.AddField('a', 'x', {INT}), migrations.RemoveField('a', 'x')"
    site.migration("a.0003", f"migrations.DeleteModel('B'), {changes},", "a.0002 b.0001")
    site.migration("a.0004", "migrations.RenameModel('A', 'B'),", "a.0003")

    assert [str(one) for one in Project(site.root, "settings").plan().segments] == [
        "a: 0001 .. 0002",
        "a: 0003 .. 0004",
    ]
    assert faults(site) == []
