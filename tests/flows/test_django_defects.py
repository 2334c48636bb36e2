"""Histories that Django's own `squashmigrations` gets wrong; each must come out right here.

The numbers are those of Django's tickets. Right means: a squash whose proof holds, or a reason.
"""

import pytest

from squashkit import Project
from tests.projects import ID

CREATE = f"migrations.CreateModel('A', [{ID}]),"
INT = "models.IntegerField(null=True)"


def squashed(site):
    """The segments as `app: first..last` and the files' text; the proof must hold."""
    squash = Project(site.root, "settings").squash()
    assert squash.holds, [check for check in squash.proof.checks if not check.holds]
    names = [
        f"{one.key.app}: {one.members[0].name}..{one.members[-1].name}"
        for one in squash.plan.segments
    ]
    return names, "".join(file.text for file in squash.files)


@pytest.fixture
def app(empty_site):
    """A project with one app whose first migration creates model A."""
    site = empty_site("app")
    site.migration("app.0001_a", CREATE)
    return site


def test_32263_a_renamed_target_of_a_foreign_key(app):
    app.migration(
        "app.0002_b",
        f"migrations.CreateModel('B', [{ID}, ('a', models.ForeignKey('app.A', models.CASCADE))]),",
        "app.0001_a",
    )
    app.migration("app.0003_c", "migrations.RenameModel('A', 'C'),", "app.0002_b")

    assert squashed(app)[0] == ["app: 0001_a..0003_c"]


def test_32263_a_renamed_model_that_refers_to_itself(app):
    app.migration(
        "app.0002_b",
        "migrations.AddField('A', 'up', models.ForeignKey('app.A', models.CASCADE, null=True)),",
        "app.0001_a",
    )
    app.migration(
        "app.0003_m",
        "migrations.AddField('A', 'friends', models.ManyToManyField('app.A')),",
        "app.0002_b",
    )
    app.migration("app.0004_c", "migrations.RenameModel('A', 'C'),", "app.0003_m")

    assert squashed(app)[0] == ["app: 0001_a..0004_c"]


def test_32263_a_new_model_takes_the_old_name(app):
    app.migration(
        "app.0002_b",
        f"migrations.CreateModel('B', [{ID}, ('a', models.ForeignKey('app.A', models.CASCADE))]),",
        "app.0001_a",
    )
    app.migration("app.0003_c", "migrations.RenameModel('A', 'C'),", "app.0002_b")
    app.migration("app.0004_a", CREATE, "app.0003_c")
    app.migration("app.0005_x", f"migrations.AddField('C', 'x', {INT}),", "app.0004_a")

    assert squashed(app)[0] == ["app: 0001_a..0005_x"]


def test_25817_a_renamed_target_field(app):
    app.migration(
        "app.0001_a",
        f"migrations.CreateModel('A', [{ID}, ('code', models.IntegerField(unique=True))]),",
    )
    app.migration(
        "app.0002_b",
        f"migrations.CreateModel('B', [{ID}, ('a', "
        "models.ForeignKey('app.A', models.CASCADE, to_field='code'))]),",
        "app.0001_a",
    )
    app.migration("app.0003_c", "migrations.RenameField('A', 'code', 'number'),", "app.0002_b")

    assert squashed(app)[0] == ["app: 0001_a..0003_c"]


def test_a_model_whose_table_django_does_not_change_any_more(app):
    app.migration(
        "app.0002_b", "migrations.AlterModelOptions('A', {'managed': False}),", "app.0001_a"
    )
    app.migration(
        "app.0003_c",
        f"migrations.AddField('A', 'x', {INT}),\nmigrations.RenameModel('A', 'B'),",
        "app.0002_b",
    )

    assert squashed(app)[0] == ["app: 0001_a..0003_c"]


def test_26223_one_off_defaults_are_not_kept(app):
    app.migration(
        "app.0002_x",
        "migrations.AddField('A', 'x', models.IntegerField(default=9), preserve_default=False),",
        "app.0001_a",
    )
    app.models("app", "class A(models.Model):\n    x = models.IntegerField()\n")

    assert "default=9" not in squashed(app)[1]


def test_a_one_off_default_is_kept_where_a_step_wrote_rows_before(app):
    app.migration(
        "app.0002_seed",
        "migrations.RunPython(seed),",
        "app.0001_a",
        before="def seed(apps, editor): apps.get_model('app', 'A').objects.create()",
    )
    app.migration(
        "app.0003_x",
        "migrations.AddField('A', 'x', models.IntegerField(default=9), preserve_default=False),",
        "app.0002_seed",
    )

    assert "default=9" in squashed(app)[1]


def test_an_index_that_a_step_may_need_is_made_before_it(app):
    app.migration(
        "app.0002_b",
        "migrations.CreateModel('B', "
        f"[{ID}, ('x', models.IntegerField()), ('a', models.ForeignKey('A', models.CASCADE))], "
        "{'unique_together': {('x', 'a')}}),",
        "app.0001_a",
    )
    rows = "SELECT 1, id FROM app_a WHERE id > 0 ON CONFLICT (x, a_id) DO NOTHING"
    insert = f"INSERT INTO app_b (x, a_id) {rows}"
    app.migration("app.0003_c", f"migrations.RunSQL('{insert}'),", "app.0002_b")

    assert (
        "# Added: finish_tables, where a way on or back needs what a migration's end does.\n"
    ) in squashed(app)[1]


def test_functions_move_with_all_they_need(app):
    app.migration(
        "app.0002_data",
        "migrations.RunPython(fwd, lambda apps, editor: CONST),",
        "app.0001_a",
        before="CONST = 3\ndef helper(): return CONST\n"
        "def fwd(apps, editor): apps.get_model('app', 'A').objects.create(id=helper())",
    )
    app.migration(
        "app.step",
        "migrations.RunPython(fwd),",
        "app.0002_data",
        before="CONST = 4\ndef fwd(apps, editor): "
        "apps.get_model('app', 'A').objects.create(id=CONST)",
    )
    names, text = squashed(app)

    assert names == ["app: 0001_a..step"]
    assert "0002_data." not in text
    assert "import app" not in text


def test_run_before_is_carried(empty_site):
    site = empty_site("app", "other")
    site.migration("app.0001_a", CREATE)
    site.migration(
        "app.0002_b",
        f"migrations.AddField('A', 'x', {INT}),",
        "app.0001_a",
        body='run_before = [("other", "0001_b")]',
    )
    site.migration("other.0001_b", CREATE.replace("'A'", "'B'"))

    assert 'run_before = [\n        ("other", "0001_b"),\n    ]' in squashed(site)[1]


def test_23337_two_apps_that_need_each_other(empty_site):
    site = empty_site("fruit", "meat")
    site.migration("fruit.0001_a", CREATE)
    site.migration(
        "meat.0001_b",
        f"migrations.CreateModel('B', [{ID}, ('a', "
        "models.ForeignKey('fruit.A', models.CASCADE))]),",
        "fruit.0001_a",
    )
    site.migration("meat.0002_c", f"migrations.AddField('B', 'x', {INT}),", "meat.0001_b")
    site.migration(
        "fruit.0002_d",
        "migrations.AddField('A', 'b', models.ForeignKey('meat.B', models.CASCADE, null=True)),",
        "fruit.0001_a meat.0001_b",
    )
    site.migration("fruit.0003_e", f"migrations.AddField('A', 'y', {INT}),", "fruit.0002_d")

    assert squashed(site)[0] == ["meat: 0001_b..0002_c", "fruit: 0002_d..0003_e"]


def test_a_step_of_another_app_sees_the_models_of_its_time(empty_site):
    site = empty_site("a", "b", "z")
    site.migration(
        "z.0001_foo",
        f"migrations.CreateModel('Foo', [{ID}, ('name', models.CharField(max_length=9))]),",
    )
    site.migration(
        "b.0001_seed",
        "migrations.RunPython(seed),",
        "z.0001_foo",
        before="def seed(apps, editor): apps.get_model('z', 'Foo').objects.create(name='x')",
    )
    site.migration("z.0002_rename", "migrations.RenameField('Foo', 'name', 'title'),", "z.0001_foo")
    site.migration("z.0003_k", f"migrations.AddField('Foo', 'k', {INT}),", "z.0002_rename")

    assert squashed(site)[0] == ["z: 0002_rename..0003_k"]


def test_an_elidable_step_stays_where_a_table_can_have_rows(empty_site):
    site = empty_site("app", "other")
    site.migration("app.0001_a", CREATE)
    site.migration("other.0001_b", CREATE.replace("'A'", "'B'"), "app.0001_a")
    site.migration(
        "app.0002_add", f"migrations.AddField('A', 'd', {INT}),", "app.0001_a other.0001_b"
    )
    site.migration(
        "app.0003_fill",
        "migrations.RunPython(fill, elidable=True),",
        "app.0002_add",
        before="def fill(apps, editor): apps.get_model('app', 'A').objects.update(d=1)",
    )
    names, text = squashed(site)

    assert names == ["app: 0002_add..0003_fill"]
    assert "elidable=True" in text


def test_branches_within_an_app(app):
    for name in ("a", "b"):
        app.migration(
            f"app.0002_{name}", f"migrations.AddField('A', '{name}', {INT}),", "app.0001_a"
        )
    app.migration("app.0003_merge", "", "app.0002_a app.0002_b")
    app.migration("app.0004_c", "migrations.RemoveField('A', 'a'),", "app.0003_merge")

    assert squashed(app)[0] == ["app: 0001_a..0004_c"]


def test_a_floating_dependency_keeps_the_app_as_it_is(empty_site):
    site = empty_site("a", "b")
    site.migration("a.0001_a", CREATE)
    site.migration("a.0002_x", f"migrations.AddField('A', 'x', {INT}),", "a.0001_a")
    site.migration(
        "b.0001_seed",
        "migrations.RunPython(seed),",
        "a.__latest__",
        before="def seed(apps, editor): apps.get_model('a', 'A').objects.create(x=1)",
    )

    assert squashed(site)[0] == []


def test_an_index_on_a_renamed_field(app):
    app.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}, ('x', {INT})]),")
    app.migration(
        "app.0002_i",
        "migrations.AddIndex('A', models.Index(fields=['x'], name='i_x')),",
        "app.0001_a",
    )
    app.migration(
        "app.0003_r",
        "migrations.RemoveIndex('A', 'i_x'),\n"
        "migrations.RenameField('A', 'x', 'y'),\n"
        "migrations.AddIndex('A', models.Index(fields=['y'], name='i_y')),",
        "app.0002_i",
    )

    assert squashed(app)[0] == ["app: 0001_a..0003_r"]


def test_a_model_that_is_gone_again_leaves_nothing(app):
    app.migration("app.0002_d", "migrations.DeleteModel('A'),", "app.0001_a")
    names, text = squashed(app)

    assert names == ["app: 0001_a..0002_d"]
    assert "CreateModel" not in text


def test_24529_a_squash_that_is_there_is_continued(app):
    app.migration("app.0002_x", f"migrations.AddField('A', 'x', {INT}),", "app.0001_a")
    app.migration(
        "app.0001_squashed_0002_x",
        f"migrations.CreateModel('A', [{ID}, ('x', {INT})]),",
        body='replaces = [("app", "0001_a"), ("app", "0002_x")]',
    )
    app.migration("app.0003_y", f"migrations.AddField('A', 'y', {INT}),", "app.0002_x")
    app.migration("app.0004_z", f"migrations.AddField('A', 'z', {INT}),", "app.0003_y")

    assert squashed(app)[0] == ["app: 0001_squashed_0002_x..0004_z"]


def test_a_migration_that_replaces_itself_is_left_alone(app):
    app.migration("app.0002_x", "", "app.0001_a", body='replaces = [("app", "0002_x")]')

    assert squashed(app)[0] == []
