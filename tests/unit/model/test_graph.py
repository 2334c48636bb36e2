import pytest
from hypothesis import given
from hypothesis import strategies as st

from squashkit.model.graph import Graph

DIAMOND = Graph({"a": "", "b": "a", "c": "a", "d": "bc"})


def test_unknown_parents_become_nodes():
    assert Graph({"b": "a"}).nodes == ("a", "b")


def test_walks_both_ways():
    assert DIAMOND.ancestors("d") == set("abc")
    assert DIAMOND.descendants("a") == set("bcd")
    assert DIAMOND.children["b"] == {"d"}


def test_runs_parents_first_and_in_django_s_order():
    assert DIAMOND.forwards("d") == ("a", "c", "b", "d")
    assert DIAMOND.in_order(["b", "d"]) == ("a", "b", "c", "d")


def test_a_group_inherits_all_edges():
    assert DIAMOND.contract({"b": "x", "c": "x"}).parents == {"a": set(), "x": {"a"}, "d": {"x"}}


@pytest.mark.parametrize(
    ("edges", "cycle"),
    [
        ({"a": "", "b": "a"}, ""),
        ({"a": "b", "b": "a"}, "ab"),
        ({"a": "a"}, "a"),
        ({"r": "", "a": "rc", "b": "a", "c": "b"}, "acb"),
        ({"a": "", "b": "a", "c": "ab", "d": "abc"}, ""),
    ],
)
def test_finds_one_cycle(edges, cycle):
    assert "".join(Graph(edges).cycle()) == cycle


@st.composite
def acyclic(draw):
    size = draw(st.integers(1, 12))
    return {
        node: draw(st.sets(st.integers(0, node - 1))) if node else set() for node in range(size)
    }


@given(acyclic())
def test_every_order_respects_every_edge(edges):
    graph = Graph(edges)
    order = graph.in_order(graph.nodes)
    place = {node: index for index, node in enumerate(order)}

    assert graph.cycle() == ()
    assert sorted(order) == list(graph.nodes)
    assert all(place[parent] < place[node] for node in edges for parent in edges[node])
