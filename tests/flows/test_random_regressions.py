"""What random histories have found (tests/properties), each as small as it came out.

Every one of these runs on an empty database as it is written, so its squash must be proven equal.
"""

from __future__ import annotations

import django
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
MOVED_AWAY = (
    "migrations.SeparateDatabaseAndState("
    "database_operations=[migrations.AlterModelTable('a', 'shared')], "
    "state_operations=[migrations.DeleteModel('A')])"
)
RENAME_X = "migrations.RenameField('a', 'x', 'y')"


def fails(
    name: str,
    reason: str,
    *migrations: list[str],
    code: str = "",
    since: tuple[int, int] = (4, 2),
    until: tuple[int, int] = (9, 9),
):
    """A history of one app that cannot be proven today.

    Args:
        migrations: the operations of each.
        code: functions, which every migration has.
        since: the first version of Django in which it fails.
        until: the first version in which it does not any more.
    """
    wrong = since <= django.VERSION[:2] < until
    mark = pytest.mark.xfail(wrong, strict=True, reason=reason)
    return pytest.param(migrations, code, id=name, marks=mark)


def faults(site) -> list[str]:
    """What the proof of the squash finds."""
    squash = Project(site.root, "settings").squash()
    assert squash.proof is not None
    return [f"{check.name}: {one}" for check in squash.proof.checks for one in check.differences]


@pytest.mark.parametrize(
    ("migrations", "code"),
    [
        fails("an index gets another name", DEFERRED, [create(X), INDEX], [RENAME_INDEX]),
        fails(
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
        fails(
            "fields are together, then others are",
            DEFERRED,
            [create(X, f"('y', {INT})", options="'unique_together': {('x', 'y')}")],
            [RUN, f"migrations.AddField('a', 'z', {INT})"],
            ["migrations.AlterUniqueTogether('a', {('x', 'z')})"],
            code=SEED,
            until=(6, 1),
        ),
        fails(
            "a field of a unique pair gets another name",
            "merged, unique_together is a list of lists, which is not equal to a set of tuples; "
            "so nothing is merged, and then: " + DEFERRED,
            [create(X, f"('z', {INT})", options="'unique_together': {('x', 'z')}")],
            [RENAME_X],
            until=(6, 1),
        ),
        fails(
            "a column of a unique pair gets another name",
            DEFERRED,
            [create("('x', models.IntegerField(null=True, db_column='z'))", f"('y', {INT})")],
            ["migrations.AlterUniqueTogether('a', {('x', 'y')})"],
            [RUN],
            [f"migrations.AlterField('a', 'x', {INT})"],
            code=SEED,
        ),
        fails(
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
        fails(
            "an index gets another name after a step",
            "AddIndex.reduce changes the index that the operations share, also where the result "
            "is not taken",
            [create(X), create(to("A", "a"), name="B")],
            [INDEX, RUN],
            [RENAME_INDEX],
            code=SEED,
            since=(5, 2),
            until=(6, 0),
        ),
        fails(
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
        fails(
            "a proxy is deleted, then its base gets another name",
            PASSED_OVER,
            [
                create(X),
                "migrations.CreateModel('P', [], {'proxy': True}, ('a.a',))",
            ],
            ["migrations.DeleteModel('P')", "migrations.RenameModel('A', 'B')"],
        ),
        fails(
            "a model that refers to itself gets another name and is deleted",
            PASSED_OVER,
            [create(X), "migrations.AddField('a', 'm', models.ManyToManyField('a.A'))"],
            ["migrations.RenameModel('A', 'B')", "migrations.RunPython(idle)"],
            ["migrations.DeleteModel('B')"],
            code=STEP.format("idle", "apps.get_model('a', 'B').objects.create()"),
        ),
        fails("a field under an index gets another name", BY_HAND, [create(X), INDEX], [RENAME_X]),
        fails(
            "a field under a constraint gets another name",
            BY_HAND,
            [
                create(X),
                "migrations.AddConstraint('a', models.UniqueConstraint(fields=['x'], name='u'))",
            ],
            [RENAME_X],
            since=(5, 2),
        ),
        fails(
            "an elidable step changes rows that the history itself brings",
            "the author's word is taken; nobody looks whether the step finds rows",
            [create(X), RUN],
            ["migrations.RunPython(change, elidable=True)"],
            code=f"{SEED}\n\n\n"
            + STEP.format("change", "apps.get_model('a', 'A').objects.update(x=2)"),
        ),
        fails(
            "an index comes with another name of the column",
            "Django on SQLite takes no notice of db_index then; merged it does",
            [create(X)],
            [
                "migrations.AlterField('a', 'x', "
                "models.IntegerField(null=True, db_index=True, db_column='z'))"
            ],
        ),
        fails(
            "a model goes to another app and a new one takes its name",
            "CreateModel.reduce raises while it tries a merge that the step between forbids",
            [create(X)],
            [f"migrations.AddField('a', 'y', {INT})", MOVED_AWAY],
            [create(X)],
            [f"migrations.AddField('a', 'y', {INT})"],
        ),
        fails(
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


@pytest.mark.xfail(
    strict=True,
    reason="run_before of the squash stands for its last member where a database is half way",
)
def test_a_member_in_the_middle_runs_before_another_app(empty_site):
    site = empty_site("a", "b")
    site.migration("a.0001", create(X) + ",")
    site.migration("b.0001", create(X, name="B") + ",", body='run_before = [("a", "0001")]')
    site.migration("b.0002", f"migrations.AddField('B', 'y', {INT}),", "b.0001")

    assert faults(site) == []


@pytest.mark.xfail(
    strict=True,
    reason="a step on a model that extends another app's writes into that app's table too, and "
    "the planner does not keep its order against that app",
)
def test_rows_of_a_model_that_extends_another_apps(empty_site):
    site = empty_site("a", "b")
    site.migration("a.0001", create(X) + ",")
    site.migration(
        "b.0001",
        "migrations.CreateModel('B', [('a_ptr', models.OneToOneField(auto_created=True, "
        "on_delete=models.CASCADE, parent_link=True, primary_key=True, serialize=False, "
        "to='a.a'))], {}, ('a.a',)),",
        "a.0001",
    )
    site.migration("a.0002", f"{RUN},", "a.0001 b.0001", before=SEED)
    other = SEED.replace("'a', 'A'", "'b', 'B'").replace("x=1", "x=2")
    site.migration("b.0002", f"{RUN},", "b.0001", before=other)

    assert faults(site) == []
