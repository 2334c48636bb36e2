import pytest

from squashkit.analysis.blame import blamed_apps
from squashkit.model.keys import MigrationKey
from squashkit.model.plans import Gain, Plan, Segment
from squashkit.model.proofs import Basis, Check, Proof
from squashkit.model.schema import Difference, Layer

PLAN = Plan(
    "", tuple(Segment(MigrationKey(app, "s"), (), True, Gain(2, 2)) for app in ("shop", "stock"))
)


def blamed(*subjects):
    found = tuple(Difference(Layer.STRUCTURE, subject, "x", "y") for subject in subjects)
    checks = (Check("graph", "fine"), Check("schema", "parts", found))
    return set(blamed_apps(Proof((), "", Basis(), checks), PLAN))


@pytest.mark.parametrize(
    ("subject", "apps"),
    [
        ("column shop_product.price", {"shop"}),
        ("model stock.item field counted", {"stock"}),
        ("migration shop.0001_squashed_0002", {"shop"}),
        ("table auth_permission", set()),
        ("table workshop_tool", set()),
    ],
)
def test_the_app_that_is_named(subject, apps):
    assert blamed(subject) == apps


def test_where_a_database_was_stopped_says_nothing():
    where = "database after stock.0001"
    found = Difference(Layer.STRUCTURE, "column shop_product.price", "x", "y", where=where)
    proof = Proof((), "", Basis(), (Check("upgrade", "1 database", (found,)),))
    assert set(blamed_apps(proof, PLAN)) == {"shop"}


def test_all_apps_of_the_first_check_that_names_one():
    assert blamed("column shop_a.x", "column stock_b.y") == {"shop", "stock"}


def test_the_reason_quotes_the_difference():
    check = Check("schema", "", (Difference(Layer.STRUCTURE, "column shop_a.x", "1", "2"),))
    reason = blamed_apps(Proof((), "", Basis(), (check,)), PLAN)["shop"]

    assert (reason.rule, reason.fact) == ("SQK111", "schema: column shop_a.x: 1 became 2")
