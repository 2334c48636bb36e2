"""What a squash by hand forgets, and only a cleanup would bring to light."""

from squashkit.analysis.afterwards import lost_order
from squashkit.model.migrations import Dependency
from tests.builders import history, key, keys


def lost(text):
    """`a.s` takes the place of `a.1` and `a.2`."""
    found = lost_order(history(text, a_s={"replaces": keys("a.1 a.2")}), [key("a.s")])
    return [str(one.difference) for one in found]


def test_a_dependency_that_only_an_original_has():
    assert lost("z.1; a.1 <- z.1; a.2 <- a.1; a.s") == [
        "a.s without what it replaces: runs after z.1 became absent"
    ]


def test_it_need_not_be_named_where_another_one_leads_there():
    assert lost("z.1; y.1 <- z.1; a.1 <- z.1; a.2 <- a.1 y.1; a.s <- y.1") == []


def test_what_depends_on_an_original_is_moved_by_a_cleanup():
    assert lost("a.1; a.2 <- a.1; y.1 <- a.2; a.s") == []


def test_a_run_before_that_only_an_original_has():
    facts = {"a_2": {"run_before": (Dependency("y", "1"),)}, "a_s": {"replaces": keys("a.1 a.2")}}
    found = lost_order(history("a.1; a.2 <- a.1; y.1; a.s", **facts), [key("a.s")])

    assert [str(one.difference) for one in found] == [
        "a.s without what it replaces: runs before y.1 became absent"
    ]
