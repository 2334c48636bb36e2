import pytest

from squashkit.analysis.graphs import build_graph, conflicts, leaves, migrate_order
from squashkit.errors import HistoryError
from tests.builders import history, key, keys


def parents(text, **facts):
    graph = build_graph(history(text, **facts))
    return {
        str(node): " ".join(map(str, sorted(before)))
        for node, before in graph.parents.items()
        if before
    }


def test_dependencies_are_edges():
    assert parents("a.1\na.2 <- a.1 b.1\nb.1") == {"a.2": "a.1 b.1"}


def test_first_and_latest_are_the_ends_of_the_app():
    text = "a.1\na.2 <- a.1\nb.1 <- a.__first__\nb.2 <- b.1 a.__latest__"

    assert parents(text) == {"a.2": "a.1", "b.1": "a.1", "b.2": "a.2 b.1"}


def test_first_of_an_app_without_migrations_is_no_edge():
    assert parents("a.1 <- elsewhere.__first__") == {}


def test_a_swappable_dependency_is_the_first_of_the_app_that_the_setting_names():
    assert parents("u.1\na.1 <- @AUTH_USER_MODEL") == {"a.1": "u.1"}


def test_a_swappable_dependency_on_the_own_app_is_no_edge():
    assert parents("u.1\nu.2 <- u.1 @AUTH_USER_MODEL") == {"u.2": "u.1"}


def test_run_before_turns_the_edge_round():
    from squashkit.model.migrations import Dependency

    facts = {"b_1": {"run_before": (Dependency("a", "2"),)}}

    assert parents("a.1\na.2 <- a.1\nb.1", **facts) == {"a.2": "a.1 b.1"}


def test_a_squash_stands_for_what_it_replaces():
    facts = {"a_s": {"replaces": keys("a.1 a.2")}}

    assert parents("a.1\na.2 <- a.1\na.3 <- a.2\na.s\nb.1 <- a.1", **facts) == {
        "a.3": "a.s",
        "b.1": "a.s",
    }


def test_a_squash_stands_for_files_that_are_gone():
    assert parents("a.s\na.3 <- a.2", a_s={"replaces": keys("a.1 a.2")}) == {"a.3": "a.s"}


def test_a_squash_of_a_squash_stands_for_both():
    facts = {"a_s": {"replaces": keys("a.1 a.2")}, "a_t": {"replaces": keys("a.s a.3")}}

    assert parents("a.s\na.t\na.4 <- a.2", **facts) == {"a.4": "a.t"}


def test_every_dangling_dependency_is_named():
    with pytest.raises(HistoryError) as caught:
        build_graph(history("a.1 <- a.0 b.9\nb.1"))

    assert caught.value.fact == (
        "a/migrations/1.py: a.1 depends on a.0, which does not exist.\n"
        "a/migrations/1.py: a.1 depends on b.9, which does not exist."
    )


def test_an_incomplete_history_may_name_unknown_apps_but_not_unknown_migrations():
    assert build_graph(history("a.1 <- elsewhere.1"), complete=False).parents == {
        key("a.1"): frozenset()
    }
    with pytest.raises(HistoryError, match=r"a\.2 depends on a\.9"):
        build_graph(history("a.1\na.2 <- a.9"), complete=False)


def test_a_cycle_is_shown():
    with pytest.raises(HistoryError) as caught:
        build_graph(history("a.1 <- b.1\nb.1 <- a.1"))

    assert caught.value.fact == (
        "The migrations depend on each other in a circle: a.1 -> b.1 -> a.1."
    )


def test_leaves_are_counted_app_by_app():
    graph = build_graph(history("a.1\na.2 <- a.1\na.3 <- a.1\nb.1 <- a.2"))

    assert leaves(graph) == keys("a.2 a.3 b.1")
    assert conflicts(graph) == {"a": keys("a.2 a.3")}


def test_migrate_takes_the_apps_one_by_one():
    graph = build_graph(history("a.1\na.2 <- a.1 c.1\nb.1 <- a.1\nc.1"))

    assert migrate_order(graph) == keys("c.1 a.1 a.2 b.1")
