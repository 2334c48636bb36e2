"""At which points a database is stopped, and where it goes back to."""

import pytest

from squashkit.project.protocol import View
from squashkit.workflows.proofs.routes import Route, Squashed, squashed
from tests.builders import key, keys


def route(order, *segments):
    """The squash of `a.1 a.2` is `a.1+`."""
    replaced = [(key(f"{one.split()[0]}+"), keys(one)) for one in segments]
    return Route(View(), View(), keys(order), squashed(keys(order), replaced))


@pytest.mark.parametrize(
    ("order", "segments", "missing"),
    [
        ("a.1 a.2 a.3", ["a.1 a.2 a.3"], ""),
        # The first of two is half way, and the third of three.
        ("a.1 a.2 a.3 b.1 b.2", ["a.1 a.2 a.3", "b.1 b.2"], "a.3"),
        ("a.1 a.2 a.3 a.4 b.1 b.2", ["a.1 a.2", "a.3 a.4", "b.1 b.2"], "a.2 b.2"),
        # What has one member cannot be half way.
        ("a.1 b.1 b.2 b.3", ["a.1", "b.1 b.2 b.3"], "b.3"),
    ],
)
def test_what_is_missing_half_way(order, segments, missing):
    assert route(order, *segments).missing == keys(missing)


def test_inside_is_all_but_what_begins_a_squash():
    found = route("a.1 a.2 b.1 b.2 b.3", "a.1 a.2", "b.1 b.2 b.3")

    assert found.inside == keys("a.2 b.2 b.3")


def test_inside_a_long_history_are_a_few():
    order = " ".join(f"a.{number}" for number in range(600))
    found = route(f"{order} b.1 b.2", order, "b.1 b.2")

    assert found.inside == keys("a.1 a.300 a.599 b.2")


def test_where_a_squash_starts_has_another_name_behind_a_squash():
    found = route("a.1 a.2 b.1 a.3 a.4", "a.1 a.2", "a.3 a.4", "b.1")
    starts = [(str(found.start(one)), str(found.start_after(one))) for one in found.squashes]

    assert starts == [("a.zero", "a.zero"), ("a.2", "a.1+"), ("b.zero", "b.zero")]


def test_what_does_not_run_by_itself_is_no_member():
    replaced = [(key("a.s"), keys("a.0 a.2 a.1")), (key("b.s"), keys("b.1"))]

    assert squashed(keys("a.1 a.2"), replaced) == (Squashed(key("a.s"), keys("a.1 a.2")),)
