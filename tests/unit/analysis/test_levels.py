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
    squash_of = {one: key(name) for name, members in squashes.items() for one in keys(members)}
    order = [key(edge.partition("<")[0]) for edge in edges.split()]
    made = levels(graph(edges), order, squash_of)

    assert [(one.before, one.after) for one in made] == [(keys(a), keys(b)) for a, b in found]
