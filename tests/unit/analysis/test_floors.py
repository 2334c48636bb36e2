import pytest

from squashkit.analysis.floors import fewest
from squashkit.analysis.graphs import build_graph, migrate_order
from tests.builders import history


@pytest.mark.parametrize(
    ("text", "least"),
    [
        ("a.1; a.2 <- a.1; a.3 <- a.2", 1),
        ("a.1; b.1 <- a.1; a.2 <- a.1 b.1", 2),
        ("a.1; b.1 <- a.1; c.1 <- b.1; a.2 <- a.1 c.1; a.3 <- a.2", 2),
        ("b.1; a.1 <- b.1; a.2 <- a.1; b.2 <- b.1", 1),
        ("a.1; b.1 <- a.1; a.2 <- a.1 b.1; b.2 <- a.2 b.1; a.3 <- a.2 b.2", 3),
    ],
)
def test_a_path_that_leaves_the_app_and_comes_back_makes_two(text, least):
    graph = build_graph(history(text))

    assert fewest(graph, migrate_order(graph), "a") == least
