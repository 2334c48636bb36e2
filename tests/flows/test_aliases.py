"""Projects with several databases, as their routers say."""

import pytest

from tests.byhand import project, squash_by_hand, unequal
from tests.projects import ID

ROUTED = """
DATABASES["other"] = {"ENGINE": "django.db.backends.sqlite3", "NAME": "other.sqlite3"}
DATABASES["replica"] = {**DATABASES["default"], "TEST": {"MIRROR": "default"}}
DATABASE_ROUTERS = ["routers.Router"]
"""
ROUTER = """
class Router:
    def allow_migrate(self, db, app_label, model_name=None, target="", **hints):
        return db == (target or {"log": "other"}.get(app_label, "default"))
"""


@pytest.fixture
def routed(empty_site):
    """App `log` belongs to the other database, but for one of its steps."""
    site = empty_site("app", "log", settings=ROUTED)
    site.write("routers.py", ROUTER)
    for app in ("app", "log"):
        site.migration(f"{app}.0001_a", f"migrations.CreateModel('A', [{ID}]),")
        site.migration(
            f"{app}.0002_b",
            "migrations.RunSQL('CREATE TABLE {}_b (n integer)', hints={}),".format(
                app, {"target": "default"}
            ),
            f"{app}.0001_a",
        )
    return site


def databases(proof):
    return next(one for one in proof.checks if one.name == "databases")


def test_every_database_gets_the_same_as_before(routed):
    proof = project(routed).squash().proof

    assert proof.holds
    assert databases(proof).compared == "default, other, as the project's routers say: 0 rows"


def test_a_squash_by_hand_that_puts_something_elsewhere_is_found_out(routed):
    """In one database, without a router, nobody can see it."""
    routed.migration(
        "log.s",
        f"migrations.CreateModel('A', [{ID}]),\n"
        "migrations.RunSQL('CREATE TABLE log_b (n integer)'),",
        body="replaces = [('log', '0001_a'), ('log', '0002_b')]\ninitial = True",
    )
    assert unequal(routed) == [
        (
            "databases",
            "database default: table log_b: 1 column, 0 rows became absent",
        ),
        (
            "databases",
            "database other: table log_b: absent became 1 column, 0 rows",
        ),
    ]


def test_one_database_without_routers_has_no_such_check(steps):
    proof = project(steps).squash().proof

    assert "databases" not in {one.name for one in proof.checks}


NUMBERED = "migrations.CreateModel('A', [" + ID + ", ('n', models.IntegerField(default=0))]),"
THERE = """
def there(apps, editor):
    if editor.connection.alias == "other":
        apps.get_model("log", "A").objects.using("other").update(n=500)

"""
PLUS = """
from django.db.models import F

def plus(apps, editor):
    if editor.connection.alias == "other":
        apps.get_model("log", "A").objects.using("other").update(n=F("n") + 1)

"""


@pytest.fixture
def stepping(empty_site):
    """App `log` has a step that does something on its own database alone."""
    site = empty_site("app", "log", settings=ROUTED)
    site.write("routers.py", ROUTER)
    site.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}]),")
    site.migration("app.0002_b", "", "app.0001_a")
    site.migration("log.0001_a", NUMBERED, "app.0001_a")
    return site


def add_step(site, run, before):
    site.migration("log.0002_b", f"migrations.RunPython({run}),", "log.0001_a", before=before)
    site.migration("log.0003_c", "", "log.0002_b")


def of_aliases(proof):
    """What is said of each alias, without what all share."""
    said = ", as the project's routers say: "
    checks = (one for one in proof.checks if said in one.compared)
    return [(one.name, one.compared.replace(said, ": ")) for one in checks]


def test_a_step_that_is_lost_on_one_alias_is_found_out_there(stepping):
    """On `default` and on empty databases the squash is equal."""
    add_step(stepping, "there", THERE)
    squash_by_hand(stepping, "", app="log")

    assert unequal(stepping) == [
        (
            "upgrade",
            "database other, with rows before log.s: rows of log_a: "
            "4 of 4 rows only here: (id=1, n=500); (id=2, n=500); ... became "
            "4 of 4 rows only here: (id=1, n=1); (id=2, n=0); ...",
        )
    ]


def test_a_way_back_that_is_lost_on_one_alias_is_found_out_there(stepping):
    steps = PLUS + PLUS.replace("plus", "minus").replace("+", "-")
    add_step(stepping, "plus, minus", steps)
    run = "migrations.RunPython(plus, migrations.RunPython.noop),"
    squash_by_hand(stepping, run, steps, app="log")

    assert unequal(stepping) == [
        (
            "reverse",
            "database other, with made-up rows taken back to log.0001_a: rows of log_a: "
            "3 of 4 rows only here: (id=2, n=0); (id=3, n=3); ... became "
            "3 of 4 rows only here: (id=1, n=2); (id=3, n=4); ...",
        )
    ]


def test_a_squash_that_does_the_same_on_each_alias_is_equal(stepping):
    add_step(stepping, "there", THERE)
    squash_by_hand(stepping, "migrations.RunPython(there),", THERE, app="log")
    proof = project(stepping).validate().proof

    assert proof.holds
    upgrades = (
        "4 databases with {} made-up rows: after everything, at each of 1 point, "
        "with rows before log.s, after a cleanup"
    )
    assert of_aliases(proof) == [
        ("databases", "default, other: 0 rows"),
        ("upgrade", f"default: {upgrades.format(6)}"),
        ("reverse", "default: 0 squashes unapplied, the last one first"),
        ("upgrade", f"other: {upgrades.format(8)}"),
        ("reverse", "other: 0 squashes unapplied, the last one first"),
    ]


@pytest.fixture
def released(stepping):
    """The step came after release v1."""
    stepping.commit()
    stepping.git("tag", "v1")
    add_step(stepping, "there", THERE)
    stepping.commit()
    return stepping


def test_a_database_of_a_release_is_upgraded_on_each_alias(released):
    proof = project(released).squash(apps=["log"], releases=["v1"]).proof

    assert proof.holds
    assert [compared.count(", of v1, ") for name, compared in of_aliases(proof)] == [0, 1, 0, 1, 0]


def test_a_cleanup_that_leaves_a_release_behind_is_found_out_on_its_alias(released):
    project(released).squash(apps=["log"]).write()
    released.commit()
    for alias in ("default", "other"):
        released.manage("migrate", "--database", alias)
    made = project(released).cleanup(releases=["v1"])
    found = [str(one) for check in made.proof.checks for one in check.differences]

    raises = 'log.0001_squashed_0003_c: runs became OperationalError: table "log_a" already exists'
    assert found == [
        f"database of v1: migration {raises}",
        f"database other, of v1: migration {raises}",
    ]


def test_steps_reach_the_databases_of_other_aliases(stepping):
    """Each time as `migrate` on these has left them, whatever ran before."""
    reach = """
    def there(apps, editor):
        rows = apps.get_model("app", "A").objects.using("default")
        assert not rows.exists()
        rows.create()

    """
    add_step(stepping, "there", reach)
    proof = project(stepping).squash().proof

    assert proof.holds
    assert databases(proof).compared == "default, other, as the project's routers say: 1 row"
    assert [one for one in proof.not_compared if one.startswith(("default: ", "other: "))] == []
    beside = "what steps write into databases of other aliases, but for empty ones"
    assert beside in proof.not_compared


def test_an_alias_on_which_empty_databases_differ_already_has_no_others(routed):
    routed.migration(
        "log.s",
        f"migrations.CreateModel('A', [{ID}]),",
        body="replaces = [('log', '0001_a'), ('log', '0002_b')]\ninitial = True",
    )
    proof = project(routed).validate().proof

    assert [one for one in proof.not_compared if one.startswith("upgrades and the way back")] == [
        "upgrades and the way back on default, since an empty database differs there"
    ]
