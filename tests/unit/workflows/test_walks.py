"""At which points a database is stopped."""

import pytest

from squashkit.project.protocol import View
from squashkit.workflows.walks import Route
from tests.builders import keys


def route(order, *segments):
    return Route(View(), View(), keys(order), tuple(keys(one) for one in segments))


@pytest.mark.parametrize(
    ("order", "segments", "stops"),
    [
        # The middle of the only one, which begins with the app.
        ("a.1 a.2 a.3", ["a.1 a.2 a.3"], "a.2"),
        ("a.1 a.2 a.3 a.4", ["a.1 a.2 a.3 a.4"], "a.2"),
        # A squash that meets the tables of a.1.
        ("a.1 a.2 a.3", ["a.2 a.3"], "a.1 a.2"),
        # What runs between the two belongs to another app.
        ("a.1 b.1 a.2 a.3", ["a.2 a.3"], "b.1 a.2"),
        # Only the two longest are stopped within.
        ("a.1 a.2 a.3 b.1 b.2 b.3 c.1 c.2", ["a.1 a.2 a.3", "b.1 b.2 b.3", "c.1 c.2"], "a.2 b.2"),
        # After the last one there is nothing left.
        ("a.1", ["a.1"], ""),
    ],
)
def test_stops(order, segments, stops):
    assert route(order, *segments).stops == keys(stops)


def test_inside_is_all_but_what_begins_a_squash():
    found = route("a.1 a.2 b.1 b.2 b.3", "a.1 a.2", "b.1 b.2 b.3")

    assert found.inside == keys("a.2 b.2 b.3")
    assert found.apps == ("a", "b")
