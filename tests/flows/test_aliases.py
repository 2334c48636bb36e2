"""Projects with several databases, as their routers say."""

import pytest

from tests.byhand import project, unequal
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
