"""Databases that are part of the way when a squash comes."""

import pytest

from squashkit.errors import ProjectError
from tests.byhand import FIELD, project, squash_by_hand, unequal
from tests.commands import squashkit
from tests.projects import ID


def test_a_squash_by_hand_that_gives_rows_another_value_is_found_out(empty_site):
    """On an empty database nobody can see it."""
    site = empty_site("app")
    site.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}]),")
    site.migration("app.0002_b", FIELD.format("AddField", 1), "app.0001_a")
    site.migration("app.0003_c", FIELD.format("AlterField", 2), "app.0002_b")
    squash_by_hand(site, FIELD.format("AddField", 2))
    proof = project(site).validate().proof

    assert [(one.name, one.holds) for one in proof.checks if not one.holds] == [("upgrade", False)]
    assert [str(one) for check in proof.checks for one in check.differences] == [
        "database with rows before app.s: rows of app_a: "
        "3 of 3 rows only here: (id=1, n=1); (id=2, n=1); ... became "
        "3 of 3 rows only here: (id=1, n=2); (id=2, n=2); ..."
    ]


MOVES = """
OLD = ["legacy"]
def move(apps, _):
    items = apps.get_model("app", "A").objects
    items.filter({0}).update(key="moved")
"""


@pytest.fixture
def without_its_step(empty_site):
    """A squash by hand that has lost a step which changes some rows."""

    def made(condition):
        site = empty_site("app")
        key = "('key', models.CharField(max_length=9))"
        site.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}, {key}]),")
        step = "migrations.RunPython(move, migrations.RunPython.noop),"
        site.migration("app.0002_b", step, "app.0001_a", before=MOVES.format(condition))
        site.migration("app.0003_c", FIELD.format("AddField", 1), "app.0002_b")
        squash_by_hand(site, FIELD.format("AddField", 1))
        return site

    return made


def test_a_made_up_row_has_what_a_step_asks_for(without_its_step):
    """No other row would be changed by it."""
    assert unequal(without_its_step("key='legacy'")) == [
        (
            "upgrade",
            "database with rows before app.s: rows of app_a: 1 of 6 rows only here: "
            "(id=6, key='moved') became 1 of 6 rows only here: (id=6, key='legacy')",
        )
    ]


def test_a_step_that_no_row_meets_is_said(without_its_step):
    proof = project(without_its_step("key__regex='^leg'")).validate().proof

    said = "what app.0002_b, RunPython does to rows: none here is one that it changes"
    assert proof.holds
    assert said in proof.not_compared


@pytest.mark.parametrize(
    "condition",
    ["key__startswith='leg'", "key__in=OLD", "id__gt=700", "key='leg', id__lt=99", "key=True"],
)
def test_so_is_one_that_asks_in_another_way(without_its_step, condition):
    """Numbers that the database gives are the only ones that no row can have."""
    found = unequal(without_its_step(condition))
    assert [check for check, _ in found] == ([] if "gt" in condition else ["upgrade"])


def test_rows_are_made_for_what_only_the_squash_asks_for(empty_site):
    """One that goes on to change other rows is found out."""
    site = empty_site("app")
    key = "('key', models.CharField(max_length=9))"
    site.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}, {key}]),")
    step = "migrations.RunPython(move, migrations.RunPython.noop),"
    site.migration("app.0002_b", step, "app.0001_a", before=MOVES.format("key='old'"))
    more = "    items.filter(key='legacy').delete()\n"
    squash_by_hand(site, step, MOVES.format("key='old'") + more)

    assert [check for check, _ in unequal(site)] == ["upgrade"]


def test_a_step_of_other_code_that_no_row_meets_is_said(empty_site):
    site = empty_site("app")
    key = "('key', models.CharField(max_length=9))"
    site.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}, {key}]),")
    step = "migrations.RunPython({}, migrations.RunPython.noop),"
    moves = MOVES.format("key__regex='^a'")
    site.migration("app.0002_b", step.format("move"), "app.0001_a", before=moves)
    said = "what app.0002_b, RunPython does to rows: none here is one that it changes"

    squash_by_hand(site, step.format("move_0002"), moves.replace("move(", "move_0002("))
    assert said not in project(site).validate().proof.not_compared
    squash_by_hand(site, step.format("move"), MOVES.format("key__regex='^b'"))
    assert said in project(site).validate().proof.not_compared


def test_rows_that_the_original_cannot_take_are_left_out_and_said(empty_site):
    site = empty_site("app")
    site.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}]),")
    no_rows = "def check(apps, _):\n    assert not apps.get_model('app', 'A').objects.exists()"
    site.migration(
        "app.0002_b", "migrations.RunPython(check, check),", "app.0001_a", before=no_rows
    )
    proof = project(site).squash().proof

    assert proof.holds
    assert (
        "upgrades with made-up rows in app_a: app.0002_b raises AssertionError"
        in proof.not_compared
    )


def test_a_renamed_table_has_its_made_up_rows(empty_site):
    """With the same ones once more, a field that becomes unique could take none."""
    site = empty_site("app")
    called = "models.CharField(max_length=9{})"
    site.migration(
        "app.0001_a", f"migrations.CreateModel('B', [{ID}, ('called', {called.format('')})]),"
    )
    unique = f"migrations.AlterField('A', 'called', {called.format(', unique=True')}),"
    renamed = f"migrations.RenameModel('B', 'A'),\n{unique}\n{FIELD.format('AddField', 1)}"
    site.migration("app.0002_b", renamed, "app.0001_a")
    site.migration("app.0003_c", FIELD.format("AlterField", 2), "app.0002_b")
    squash_by_hand(site, renamed.replace("default=1", "default=2"))

    assert [check for check, _ in unequal(site)] == ["upgrade"]


@pytest.fixture
def released(empty_site):
    """Two migrations with release v1, and two more since."""
    site = empty_site("app")
    site.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}]),")
    site.migration("app.0002_b", FIELD.format("AddField", 1), "app.0001_a")
    site.models("app", "class A(models.Model):\n    n = models.IntegerField(default=1)\n")
    site.commit()
    site.git("tag", "v1")
    site.migration("app.0003_c", FIELD.format("AlterField", 2), "app.0002_b")
    site.migration("app.0004_d", "migrations.RunPython(lambda *_: None),", "app.0003_c")
    site.models("app", "class A(models.Model):\n    n = models.IntegerField(default=2)\n")
    site.commit()
    return site


def test_a_database_of_a_release_is_upgraded(released):
    proof = project(released).squash(releases=["v1"]).proof
    upgrade = next(one for one in proof.checks if one.name == "upgrade")

    assert proof.holds
    assert upgrade.compared == (
        "4 databases with 7 made-up rows: after everything, at each of 3 points, "
        "of v1, after a cleanup"
    )
    assert proof.releases == {"v1": released.git("rev-parse", "v1").strip()}


def test_tables_of_a_release_keep_rows_where_others_cannot_have_any(empty_site):
    site = empty_site("app")
    site.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}]),")
    site.migration("app.0002_b", f"migrations.CreateModel('B', [{ID}]),", "app.0001_a")
    site.commit()
    site.git("tag", "v1")
    no_rows = "def check(apps, _):\n    assert not apps.get_model('app', 'A').objects.exists()"
    site.migration("app.0003_c", "migrations.RunPython(check),", "app.0002_b", before=no_rows)
    site.commit()
    proof = project(site).squash(releases=["v1"]).proof
    upgrade = next(one for one in proof.checks if one.name == "upgrade")

    assert proof.holds
    assert upgrade.compared == (
        "4 databases with 9 made-up rows: after everything, at each of 2 points, "
        "of v1, after a cleanup"
    )
    assert [one for one in proof.not_compared if "made-up" in one] == [
        "upgrades with made-up rows in app_a: app.0003_c raises AssertionError"
    ]


def test_a_cleanup_that_leaves_a_release_behind_is_found_out(released):
    """Its database has half of what the squash replaces, and no file is left to go on with."""
    project(released).squash().write()
    released.commit()
    released.manage("migrate")
    made = project(released).cleanup(releases=["v1"])

    assert not made.holds
    assert [str(one) for check in made.proof.checks for one in check.differences] == [
        "database of v1: migration app.0001_squashed_0004_d: runs became OperationalError: "
        'table "app_a" already exists'
    ]


def test_the_code_of_the_release_runs_and_not_that_of_today(released):
    released.write("app/models.py", "raise ImportError('today')\n")
    with pytest.raises(ProjectError, match="today"):
        project(released).squash(releases=["v1"])
    released.git("checkout", "-q", "app/models.py")
    released.write("settings.py", "raise ImportError('of old')\n")
    released.commit()
    released.git("tag", "v2")
    released.git("checkout", "-q", "v1", "settings.py")
    with pytest.raises(ProjectError) as caught:
        project(released).squash(releases=["v2"])

    assert caught.value.fact == (
        "v2 cannot be loaded. Settings module settings cannot be loaded: ImportError: of old"
    )


def test_a_release_that_does_not_exist_is_an_error(released):
    done = squashkit(released.root, "squash", "--from", "v9")

    assert (done.status, done.err) == (
        2,
        f"squashkit: 'v9' is no branch, tag or commit in {released.root}.\n"
        "  Bring what is new: git fetch --tags; see what is there: git branch -a; git tag\n",
    )


def test_a_squash_from_the_beginning_of_an_app_meets_rows_of_others(empty_site):
    """A step that changes them is lost; the tables of its own app are new."""
    site = empty_site("other", "app")
    field = "('n', models.IntegerField(default=0))"
    site.migration("other.0001_a", f"migrations.CreateModel('A', [{ID}, {field}]),")
    step = "def step(apps, _):\n    apps.get_model('other', 'A').objects.update(n=500)"
    site.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}]),", "other.0001_a")
    site.migration("app.0002_b", "migrations.RunPython(step),", "app.0001_a", before=step)
    site.migration(
        "app.s",
        f"migrations.CreateModel('A', [{ID}]),",
        "other.0001_a",
        body="replaces = [('app', '0001_a'), ('app', '0002_b')]\ninitial = True",
    )
    [(check, said)] = unequal(site)

    assert check == "upgrade"
    assert said.startswith(
        "database with rows before app.s: rows of other_a: 4 of 4 rows only here"
    )


def test_an_app_that_cannot_take_rows_keeps_them_from_no_other(empty_site):
    site = empty_site("bad", "app")
    strict = "def step(apps, _):\n    assert not apps.get_model('bad', 'A').objects.exists()"
    site.migration("bad.0001_a", f"migrations.CreateModel('A', [{ID}]),")
    site.migration("bad.0002_b", "migrations.RunPython(step),", "bad.0001_a", before=strict)
    site.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}]),")
    site.migration("app.0002_b", FIELD.format("AddField", 1), "app.0001_a")
    site.migration("app.0003_c", FIELD.format("AlterField", 2), "app.0002_b")
    squash_by_hand(site, FIELD.format("AddField", 2))
    proof = project(site).validate(["app"]).proof

    assert not proof.holds
    assert "upgrades with made-up rows in bad_a: bad.0002_b raises AssertionError" in (
        proof.not_compared
    )


FEW = "def check(apps, _):\n    assert apps.get_model('app', '{}').objects.count() < 2"
STEP = "migrations.RunPython(check), "


def squash_wrongly(site, model, after, names):
    """A step that takes one row of a model, then a field and its default, of which one is lost."""
    field, few = "migrations.{}('G', 'n', models.IntegerField(default={})),", FEW.format(model)
    parts = (STEP, field.format("AddField", 1), field.format("AlterField", 2))
    needs = after
    for name, part in zip(names, parts, strict=True):
        site.migration(f"app.{name}", part, needs, before=few)
        needs = f"app.{name}"
    body = f"replaces = {[('app', name) for name in names]}"
    merged = STEP + field.format("AddField", 2)
    site.migration("app.s", merged, after, before=few, body=body)


def test_a_table_with_another_name_keeps_its_rows_from_no_other(empty_site):
    """It has one row when the step runs, by whichever name, and in each database."""
    site = empty_site("app")
    model = "migrations.CreateModel('{}', [{}]),"
    site.migration("app.0001_a", model.format("A", ID) + model.format("G", ID))
    site.migration("app.0002_b", "migrations.RenameModel('A', 'B'),", "app.0001_a")
    squash_wrongly(site, "B", "app.0002_b", ["0003_c", "0004_d", "0005_e"])
    [(check, said)] = unequal(site)

    assert check == "upgrade"
    assert said.startswith("database with rows before app.s: rows of app_g: 3 of 3 rows only")


def test_rows_wait_for_each_migration_that_cannot_take_them(empty_site):
    """One of them is below the squash, and another one within it."""
    site = empty_site("app", "other")
    models = [f"migrations.CreateModel('{name}', [{ID}])," for name in "AGO"]
    site.migration("app.0001_a", models[0] + models[1])
    site.migration("other.0001_a", STEP + models[2], "app.0001_a", before=FEW.format("A"))
    squash_wrongly(site, "A", "app.0001_a", ["0002_b", "0003_c", "0004_d"])
    [(check, said)] = unequal(site)

    assert check == "upgrade"
    assert said.startswith("database with rows before app.s: rows of app_g: 3 of 3 rows only")


def test_a_squash_that_makes_a_circle_is_a_finding(empty_site):
    site = empty_site("app", "other")
    site.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}]),")
    site.migration("other.0001_a", f"migrations.CreateModel('B', [{ID}]),", "app.0001_a")
    site.migration("app.0002_b", FIELD.format("AddField", 1), "app.0001_a other.0001_a")
    site.migration(
        "app.s",
        f"migrations.CreateModel('A', [{ID}, ('n', models.IntegerField(default=1))]),",
        "other.0001_a",
        body="replaces = [('app', '0001_a'), ('app', '0002_b')]",
    )
    done = squashkit(site.root, "validate")

    assert done.status == 1
    assert "CircularDependencyError" in done.out


def test_a_squash_of_a_squash(empty_site):
    site = empty_site("app")
    site.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}]),")
    site.migration("app.0002_b", FIELD.format("AddField", 1), "app.0001_a")
    site.migration("app.0003_c", FIELD.format("AlterField", 2), "app.0002_b")
    field = "('n', models.IntegerField(default={}))"
    create = f"migrations.CreateModel('A', [{ID}, {field}]),"
    names = [("app", f"000{number}_{letter}") for number, letter in ((1, "a"), (2, "b"), (3, "c"))]
    site.migration("app.s1", create.format(1), body=f"replaces = {names[:2]}")
    site.migration("app.s2", create.format(2), body=f"replaces = {[('app', 's1'), names[2]]}")
    done = squashkit(site.root, "validate")

    assert "app.s1 by itself, which app.s2 stands for" in done.out
    assert "Traceback" not in done.err


def test_what_happens_after_each_migrate_is_no_difference(steps):
    steps.write(
        "app/models.py",
        """
        from django.db import models
        from django.db.models.signals import post_migrate

        class A(models.Model):
            pass

        def note(**_):
            A.objects.create()

        post_migrate.connect(note, dispatch_uid="note")
        """,
    )
    assert project(steps).squash().proof.holds


def test_a_dependency_that_only_what_goes_has_is_missed(empty_site):
    """Django lends it to the squash as long as the old files are there."""
    site = empty_site("app", "other")
    field = "('b', models.ForeignKey('other.B', models.CASCADE))"
    create = f"migrations.CreateModel('A', [{ID}, {field}]),"
    site.migration("other.0001_a", f"migrations.CreateModel('B', [{ID}]),")
    site.migration("app.0001_a", "")
    site.migration("app.0002_b", create, "app.0001_a other.0001_a")
    replaces = "replaces = [('app', '0001_a'), ('app', '0002_b')]"
    site.migration("app.s", create, body=f"{replaces}\ninitial = True")
    [(check, said)] = unequal(site)

    assert check == "upgrade"
    assert said.startswith("database after a cleanup: migration app.s")
    graph = project(site).validate().proof.checks[0]
    assert [str(one) for one in graph.remarks] == [
        "app.s without what it replaces: runs after other.0001_a became absent"
    ]


def test_a_lost_order_is_tried_where_the_names_of_apps_happen_to_keep_it(empty_site):
    """`migrate` comes to `app` first, but `migrate other` does not."""
    site = empty_site("app", "other")
    create = (
        f"migrations.CreateModel('B', [{ID}, ('a', models.ForeignKey('app.A', models.CASCADE))]),"
    )
    site.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}]),")
    site.migration("other.0001_a", "")
    site.migration("other.0002_b", create, "other.0001_a app.0001_a")
    replaces = "replaces = [('other', '0001_a'), ('other', '0002_b')]"
    site.migration("other.s", create, body=f"{replaces}\ninitial = True")
    [(check, said)] = unequal(site)

    assert check == "upgrade"
    assert said == (
        "database after a cleanup, other.s first: migration other.s: runs became ValueError: "
        "Related model 'app.a' cannot be resolved"
    )


AUTH = "auth.0012_alter_user_first_name_max_length"


def test_permissions_of_a_model_that_goes_later_are_no_difference(empty_site):
    """`migrate` writes them where a lost order lets it stop before the model goes."""
    apps = "'django.contrib.auth', 'django.contrib.contenttypes'"
    site = empty_site("app", "other", settings=f"INSTALLED_APPS += [{apps}]\n")
    site.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}]),")
    site.write("other/models.py", "")  # otherwise `migrate` writes none for the app
    create = f"migrations.CreateModel('B', [{ID}]),"
    site.migration("other.0001_a", create, AUTH)
    site.migration("other.0002_b", "", "other.0001_a app.0001_a")
    site.migration("other.0003_c", "migrations.DeleteModel('B'),", "other.0002_b")
    replaces = "replaces = [('other', '0001_a'), ('other', '0002_b')]"
    site.migration("other.s", create, AUTH, body=f"{replaces}\ninitial = True")
    proof = project(site).validate().proof

    [upgrade] = (one for one in proof.checks if one.name == "upgrade")
    assert "after a cleanup, other.s first" in upgrade.compared
    assert proof.holds


KINDS = """
def made(model, kind):
    def step(apps, _):
        kinds = apps.get_model("contenttypes", "ContentType").objects
        found, _ = kinds.get_or_create(app_label="app", model=kind)
        apps.get_model("app", model).objects.create(kind=found)
    return step
"""


def test_content_types_that_steps_make_in_another_order(empty_site):
    """Their numbers are other ones then, and mean nothing; what refers to them is compared."""
    site = empty_site("app", settings="INSTALLED_APPS.append('django.contrib.contenttypes')\n")
    kind = "('kind', models.ForeignKey('contenttypes.ContentType', models.CASCADE))"
    one, two = (f"migrations.RunPython(made({name!r}, {name!r}))," for name in "ab")
    site.migration(
        "app.0001_a",
        "".join(f"migrations.CreateModel({name!r}, [{ID}, {kind}])," for name in "AB"),
        "contenttypes.0002_remove_content_type_name",
    )
    site.migration("app.0002_b", one, "app.0001_a", before=KINDS)
    site.migration("app.0003_c", two, "app.0002_b", before=KINDS)
    squash_by_hand(site, two + one, before=KINDS)

    assert unequal(site) == []
