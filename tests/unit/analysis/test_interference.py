from squashkit.analysis.graphs import build_graph, migrate_order
from squashkit.analysis.interference import ordered_pairs
from tests.builders import history


def pairs(text):
    read = history(text)
    order = migrate_order(build_graph(read))
    return sorted(f"{one} {other}" for one, other in ordered_pairs(read, order))


BASE = "b.1\nb.2 <- b.1\nb.3 <- b.2\n"


def test_schema_operations_do_not_mind():
    assert pairs(f"{BASE}a.1 <- b.2") == []


def test_a_step_keeps_its_place_between_the_migrations_of_the_app_it_touches():
    assert pairs(f"{BASE}a.1 <- b.2 : rows(b)") == ["a.1 b.3", "b.2 a.1"]


def test_a_step_that_cannot_be_read_touches_what_it_depends_on():
    assert pairs(f"{BASE}c.1\na.1 <- b.1 : rows") == ["a.1 b.2", "b.1 a.1"]


def test_a_step_on_the_user_model_touches_the_app_that_the_setting_names():
    assert pairs("u.1\nu.2 <- u.1\na.1 <- @AUTH_USER_MODEL : rows") == ["a.1 u.2", "u.1 a.1"]


def test_a_reference_minds_only_who_takes_the_name_away():
    text = "b.1\nb.2 <- b.1\nb.3 <- b.2 : removes(b.x)\na.1 <- b.1 : uses(b.x)"

    assert pairs(text) == ["a.1 b.3"]
    assert pairs(text.replace("uses(b.x)", "uses(b.y)")) == []
