"""Squashes that meet rows of packages, such as the groups of `django.contrib.auth`."""

import pytest

from tests.byhand import project, unequal
from tests.projects import ID

AUTH = 'INSTALLED_APPS += ["django.contrib.contenttypes", "django.contrib.auth"]'
STEP = """
def step(apps, _):
    groups = apps.get_model("auth", "Group").objects
    items = apps.get_model("app", "A").objects
    {}

"""
MAKES = 'items.bulk_create(items.model(name=one.name) for one in groups.order_by("pk"))'
MOVES = 'items.update(name="b"); groups.filter(name__regex="^boss").update(name="c")'
FORBIDS = "assert not groups.exists()"
MODEL = f"migrations.CreateModel('A', [{ID}, ('name', models.CharField(max_length=150))]),"


@pytest.fixture
def squashed(empty_site):
    """A squash by hand from the beginning of the app, of a model and a step."""
    begin = "auth.0012_alter_user_first_name_max_length"

    def made(step, of_squash=""):
        site = empty_site("app", "more", settings=AUTH)
        run = "migrations.RunPython(step, migrations.RunPython.noop),"
        site.migration("app.0001_a", MODEL, begin)
        site.migration("app.0002_b", run, "app.0001_a", before=STEP.format(step))
        body = "initial = True\nreplaces = [('app', '0001_a'), ('app', '0002_b')]"
        before = STEP.format(of_squash)
        site.migration(
            "app.s", f"{MODEL}\n{run * bool(of_squash)}", begin, before=before, body=body
        )
        return site

    return made


def test_a_squash_without_a_step_for_them_is_found_out(squashed):
    [(check, said)] = unequal(squashed(MAKES))
    where = "database with rows before app.s: rows of app_a"
    assert (check, said.partition(": 3 of 3 rows")[0]) == ("upgrade", where)


def test_a_squash_with_it_is_equal(squashed):
    assert unequal(squashed(MAKES, MAKES)) == []


def test_a_step_that_meets_only_rows_which_the_squash_has_not_yet_is_said(squashed):
    """In a database that has rows in all tables at once it changes some."""
    proof = project(squashed(MOVES)).validate().proof
    said = "what app.0002_b, RunPython does to rows: none here is one that it changes"
    assert (proof.holds, said in proof.not_compared) == (True, True)


def test_a_step_that_changes_rows_at_its_level_alone_is_not_said_to_change_none(squashed):
    """Databases that go all the way have no rows of packages."""
    proof = project(squashed(MAKES, MAKES.replace('"pk"', '"id"'))).validate().proof
    said = [one for one in proof.not_compared if "app.0002_b" in one]

    assert (proof.holds, said) == (
        True,
        [
            "what becomes of rows of another kind than those made up: "
            "app.s does not run the code of app.0002_b as it is"
        ],
    )


def test_what_is_found_out_before_the_original_raises_with_them_stays_so(squashed):
    """As it does in another app, whose squash comes after that of the first."""
    site = squashed(MAKES)
    run = "migrations.RunPython(step),"
    forbids = STEP.replace("\n    items =", "\n    #").format(FORBIDS)
    body = "initial = True\nreplaces = [('more', '0001_a'), ('more', '0002_b')]"
    site.migration("more.0001_a", f"migrations.CreateModel('B', [{ID}]),", "app.0002_b")
    site.migration("more.0002_b", run, "more.0001_a", before=forbids)
    both = f"migrations.CreateModel('B', [{ID}]),\n{run}"
    site.migration("more.s", both, "app.0002_b", before=forbids, body=body)

    assert [check for check, _ in unequal(site)] == ["upgrade"]


def test_where_the_original_raises_with_them_there_are_none(squashed):
    proof = project(squashed(FORBIDS, FORBIDS)).validate().proof
    said = (
        "upgrades with made-up rows in tables of packages: database with rows before "
        "app.s: there the original's app.0002_b raises AssertionError"
    )
    assert (proof.holds, [one for one in proof.not_compared if "packages" in one]) == (
        True,
        [said],
    )
