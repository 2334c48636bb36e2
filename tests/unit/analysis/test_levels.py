"""`a.1 a.2` become `a.s`; `b.1` needs `a.1`."""

import pytest

from squashkit.analysis.levels import levels
from squashkit.model.graph import Graph
from tests.builders import key, keys


def graph(edges):
    pairs = [edge.split("<") for edge in edges.split()]
    return Graph({key(node): keys(before.replace(",", " ")) for node, before in pairs})


@pytest.mark.parametrize(
    ("edges", "squashes", "found"),
    [
        # Without a squash all is one level.
        ("a.1< a.2<a.1 b.1<a.1", {}, [("a.1 a.2 b.1", "a.1 a.2 b.1")]),
        ("a.1< a.2<a.1", {"a.s": "a.1 a.2"}, [("a.1 a.2", "a.s")]),
        # The second squash of an app finds the rows of the first.
        (
            "a.1< a.2<a.1 a.3<a.2 a.4<a.3",
            {"a.s": "a.1 a.2", "a.t": "a.3 a.4"},
            [("a.1 a.2", "a.s"), ("a.3 a.4", "a.t")],
        ),
        # So does one behind a migration that stays; what stays behind it runs with it.
        (
            "a.1< a.2<a.1 a.3<a.2 a.4<a.3",
            {"a.s": "a.2 a.3"},
            [("a.1", "a.1"), ("a.2 a.3 a.4", "a.s a.4")],
        ),
        # One of another app that needs it.
        (
            "a.1< a.2<a.1 b.1< b.2<b.1,a.2 c.1<b.2",
            {"a.s": "a.1 a.2", "b.s": "b.1 b.2"},
            [("a.1 a.2", "a.s"), ("b.1 b.2 c.1", "b.s c.1")],
        ),
        # Squashes that need each other have no levels.
        (
            "a.1< a.2<a.1,b.1 b.1<a.1",
            {"a.s": "a.1 a.2", "b.s": "b.1"},
            [],
        ),
    ],
)
def test_levels(edges, squashes, found):
    assert leveled(edges, squashes) == found


@pytest.mark.parametrize(
    ("coded", "found"),
    [
        ("", [("a.1 a.2 b.1 b.2 c.1", "a.s b.s c.1")]),
        ("a.s", [("a.1 a.2 b.1 b.2 c.1", "a.s b.s c.1")]),
        ("b.s", [("a.1 a.2 c.1", "a.s c.1"), ("b.1 b.2", "b.s")]),
    ],
)
def test_a_squash_in_which_code_runs_comes_after_all_before_it(coded, found):
    """It may ask tables of apps that it does not depend on."""
    squashes = {"a.s": "a.1 a.2", "b.s": "b.1 b.2"}
    assert leveled("a.1< a.2<a.1 b.1< b.2<b.1 c.1<", squashes, coded) == found


def leveled(edges, squashes, coded=""):
    squash_of = {one: key(name) for name, members in squashes.items() for one in keys(members)}
    order = [key(edge.partition("<")[0]) for edge in edges.split()]
    made = levels(graph(edges), order, squash_of, keys(coded))
    return [tuple(" ".join(map(str, part)) for part in (one.before, one.after)) for one in made]
