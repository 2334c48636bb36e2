"""Squashes as people write them: what they get wrong, and what only looks wrong."""

import pytest

from tests.byhand import project, squash_by_hand, unequal
from tests.projects import ID

TYPES = 'INSTALLED_APPS += ["django.contrib.contenttypes", "django.contrib.auth"]'
FIRST = f"migrations.CreateModel('A', [{ID}]),"
FIELD = "migrations.AddField('A', '{}', models.IntegerField(default=1)),"


@pytest.fixture
def two(empty_site):
    """A model, and a field that comes later."""
    site = empty_site("app", settings=TYPES)
    site.migration("app.0001_a", FIRST)
    site.migration("app.0002_b", FIELD.format("b"), "app.0001_a")
    return site


STEP = """
def step(apps, _):
    apps.get_model("aaa", "B").objects.update(n=7)

"""


@pytest.mark.parametrize(("run", "found"), [(True, []), (False, ["upgrade"])])
def test_a_step_on_a_table_of_an_app_that_is_named_nowhere(empty_site, run, found):
    """`app` runs after `aaa`, and could run without it."""
    site = empty_site("aaa", "app")
    number = "('n', models.IntegerField())"
    site.migration("aaa.0001_a", f"migrations.CreateModel('B', [{ID}, {number}]),")
    step, run_it = STEP, "migrations.RunPython(step),"
    site.migration("app.0001_a", FIRST)
    site.migration("app.0002_b", run_it, "app.0001_a", before=step)
    replaced = "initial = True\nreplaces = [('app', '0001_a'), ('app', '0002_b')]"
    site.migration("app.s", f"{FIRST}\n{run_it * run}", before=step, body=replaced)

    assert [check for check, _ in unequal(site)] == found


def test_a_model_that_gets_another_name_without_its_content_type(two):
    two.migration("app.0003_c", "migrations.RenameModel('A', 'N'),", "app.0002_b")
    number = "('b', models.IntegerField(default=1))"
    state = f"migrations.DeleteModel('A'), migrations.CreateModel('N', [{ID}, {number}])"
    by_hand = f"""
        migrations.AddField('A', 'b', models.IntegerField(default=1)),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.AlterModelTable('A', 'app_n')],
            state_operations=[{state}],
        ),
    """
    squash_by_hand(two, by_hand)

    assert unequal(two) == [
        (
            "state",
            "content type of app.a in databases before app.s: becomes that of app.n became stays",
        )
    ]


def test_a_field_of_a_migration_that_replaces_forgot(two):
    """SQLite remakes the table, so that there the column may come twice."""
    two.migration("app.0003_c", FIELD.format("c"), "app.0002_b")
    both = FIELD.format("b") + FIELD.format("c")
    body = "replaces = [('app', '0002_b')]"
    two.migration("app.s", both, "app.0001_a", body=body)

    found = [said for check, said in unequal(two) if check == "state"]
    assert found == ["field added twice: app.a.c: by app.s became by app.0003_c once more"]


def test_replaces_that_is_computed(two):
    replaced = "initial = True\nreplaces = [('app', name) for name in ('0001_a', '0002_b')]"
    two.migration("app.s", f"{FIRST} {FIELD.format('b')}", body=replaced)
    proof = project(two).validate().proof

    assert (proof.subject, proof.holds) == (("app.s",), True)


IMPORTS = """
from importlib import import_module
first, second = map(import_module, ("app.migrations.0001_a", "app.migrations.0002_b"))
"""


def test_operations_that_are_those_of_the_replaced_files(two):
    """It works as long as they are there."""
    operations = "*first.Migration.operations, *second.Migration.operations"
    body = "initial = True\nreplaces = [('app', '0001_a'), ('app', '0002_b')]"
    two.migration("app.s", operations, before=IMPORTS, body=body)
    proof = project(two).validate().proof

    said = "ModuleNotFoundError: No module named 'app.migrations.0001_a'"
    assert (proof.holds, any(said in one for one in proof.not_compared)) == (True, True)


UNIQUE = "migrations.AlterField('A', 'b', models.IntegerField(default=1, unique=True)),"
DEDUPES = """
def step(apps, _):
    items = apps.get_model("app", "A").objects
    for one in items.order_by("pk"):
        items.filter(b=one.b, pk__gt=one.pk).delete()

"""


@pytest.mark.parametrize(("order", "found"), [("step unique", set()), ("unique step", {"upgrade"})])
def test_a_step_that_makes_way_for_a_unique_index(two, order, found):
    parts = {"step": "migrations.RunPython(step),", "unique": UNIQUE}
    two.migration("app.0003_c", parts["step"], "app.0002_b", before=DEDUPES)
    two.migration("app.0004_d", UNIQUE, "app.0003_c")
    body = "replaces = [('app', '0003_c'), ('app', '0004_d')]"
    operations = "".join(parts[one] for one in order.split())
    two.migration("app.s", operations, "app.0002_b", before=DEDUPES, body=body)

    assert {check for check, _ in unequal(two)} == found
