from hypothesis import given
from hypothesis import strategies as st

from squashkit.analysis.runs import fewest_runs
from squashkit.model.graph import Graph
from squashkit.model.keys import MigrationKey
from tests.builders import keys


def runs(chains, edges="", alone="", free=""):
    """Each run as `a1 a2`, where `edges` are like `a1<b1`: b1 needs a1."""
    nodes = [node(word) for word in " ".join([*chains, free]).split()]
    parents = {one: set() for one in nodes}
    for chain in chains:
        words = [node(word) for word in chain.split()]
        for earlier, later in zip(words, words[1:], strict=False):
            parents[later].add(earlier)
    for edge in edges.split():
        earlier, later = edge.split("<")
        parents[node(later)].add(node(earlier))
    by_app = {chain[0]: [node(word) for word in chain.split()] for chain in chains}
    found = fewest_runs(Graph(parents), by_app, frozenset(map(node, alone.split())))
    return [" ".join(one.app + one.name for one in run.members) for run in found]


def node(word):
    return MigrationKey(word[0], word[1:])


def test_one_app_is_one_run():
    assert runs(["a1 a2 a3"]) == ["a1 a2 a3"]


def test_apps_that_depend_one_way_are_one_run_each():
    assert runs(["a1 a2", "b1 b2"], "b1<a1 b2<a2") == ["b1 b2", "a1 a2"]


def test_a_circle_between_apps_is_cut_once():
    assert runs(["a1 a2", "b1 b2"], "a1<b1 b1<a2") == ["a1", "b1 b2", "a2"]


def test_the_cut_that_serves_two_circles_is_found():
    # Cutting `a` once lets b and c through whole; cutting b and c would take two.
    chains = ["a1 a2", "b1 b2", "c1 c2"]

    assert runs(chains, "a1<b1 a1<c1 b2<a2 c2<a2") == ["a1", "b1 b2", "c1 c2", "a2"]


def test_what_must_stay_alone_ends_a_run_and_is_none():
    assert runs(["a1 a2 a3"], alone="a2") == ["a1", "a3"]


def test_what_is_not_squashed_goes_in_between():
    assert runs(["a1 a2"], "a1<x1 x1<a2", free="x1") == ["a1", "a2"]
    assert runs(["a1 a2"], "x1<a1 a2<x2", free="x1 x2") == ["a1 a2"]


def test_says_what_stopped_a_run():
    graph = Graph({k: set() for k in keys("a.1")} | {keys("b.1")[0]: keys("a.1")})
    graph = Graph({**graph.parents, keys("a.2")[0]: keys("a.1 b.1")})
    first, *_ = fewest_runs(graph, {"a": keys("a.1 a.2"), "b": keys("b.1")}, frozenset())

    assert (first.awaits, first.missing) == keys("a.2 b.1")


@st.composite
def histories(draw):
    """Apps with chains, and edges that follow one order in which all of it once ran."""
    order = draw(st.lists(st.sampled_from("abc"), min_size=1, max_size=14))
    counts = {}
    nodes = []
    for app in order:
        counts[app] = counts.get(app, 0) + 1
        nodes.append(MigrationKey(app, f"{counts[app]:02}"))
    parents = {
        one: draw(st.sets(st.sampled_from(nodes[:place]), max_size=2)) if place else set()
        for place, one in enumerate(nodes)
    }
    chains = {app: [one for one in nodes if one.app == app] for app in counts}
    for chain in chains.values():
        for earlier, later in zip(chain, chain[1:], strict=False):
            parents[later].add(earlier)
    return Graph(parents), chains, order


@given(histories())
def test_runs_cover_everything_once_and_contract_without_a_circle(drawn):
    graph, chains, order = drawn
    found = fewest_runs(graph, chains, frozenset())
    members = [one for run in found for one in run.members]
    groups = {one: run.members[0] for run in found for one in run.members}
    switches = 1 + sum(one != other for one, other in zip(order, order[1:], strict=False))

    assert sorted(members) == list(graph.nodes)
    assert graph.contract(groups).cycle() == ()
    assert len(chains) <= len(found) <= switches
