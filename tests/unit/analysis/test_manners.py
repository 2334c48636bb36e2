"""Where a segment has to end because the next migration runs in another manner."""

import pytest

from squashkit.analysis.manners import changes_of_manner, is_atomic, mixed
from tests.builders import history, key, keys

CHAIN = keys("a.1 a.2 a.3")
TABLES, ROWS = "schema", "rows(a)"
APART = {"atomic": False}
OWN = {"base": "shop.base.Careful"}


def read(*actions, **facts):
    """Three migrations with these operations; facts are those of `history`."""
    one, two, three = actions or (TABLES,) * 3
    return history(f"a.1 : {one}\na.2 <- a.1 : {two}\na.3 <- a.2 : {three}", **facts)


def ends(*actions, **facts):
    """The ends as `2 SQK105: FACT`."""
    found = changes_of_manner(read(*actions, **facts), {"a": CHAIN})
    return [f"{one.name} {reason.rule}: {reason.fact}" for one, reason in found.items()]


class TestNoEnd:
    def test_one_manner(self):
        assert ends() == []
        assert ends(a_1=APART, a_2=APART, a_3=APART) == []
        assert ends(a_1=OWN, a_2=OWN, a_3=OWN) == []

    @pytest.mark.parametrize("odd", ["a_1", "a_2", "a_3"])
    def test_what_only_changes_tables_may_say_what_it_likes(self, odd):
        assert ends(**{odd: APART}) == []
        assert (
            ends(*(TABLES if odd == f"a_{one}" else ROWS for one in (1, 2, 3)), **{odd: APART})
            == []
        )

    def test_an_app_without_migrations_in_its_chain(self):
        assert changes_of_manner(read(), {}) == {}

    def test_the_manner_of_another_app(self):
        found = history("a.1 : rows(a)\nb.1 : rows(b)", b_1=APART)

        assert changes_of_manner(found, {"a": keys("a.1"), "b": keys("b.1")}) == {}


class TestEnd:
    def test_rows_that_are_not_in_one_transaction(self):
        assert ends(ROWS, ROWS, ROWS, a_2=APART) == [
            "1 SQK105: a.2 sets atomic = False, a.1 does not.",
            "2 SQK105: a.2 sets atomic = False, a.3 does not.",
        ]

    def test_a_transaction_counts_whatever_it_is_for(self):
        assert ends(TABLES, ROWS, ROWS, a_2=APART) == [
            "1 SQK105: a.2 sets atomic = False, a.1 does not.",
            "2 SQK105: a.2 sets atomic = False, a.3 does not.",
        ]
        assert ends(TABLES, ROWS, TABLES, a_1=APART) == []

    def test_another_class(self):
        assert ends(a_2=OWN, a_3=OWN) == [
            "1 SQK104: a.2 is a shop.base.Careful, a.1 a migrations.Migration."
        ]

    def test_a_class_starts_anew(self):
        assert ends(ROWS, ROWS, ROWS, a_1=APART, a_2=OWN, a_3=OWN) == [
            "1 SQK104: a.2 is a shop.base.Careful, a.1 a migrations.Migration."
        ]


class TestMixed:
    """In the middle of a history every difference counts."""

    def test_one_manner(self):
        assert list(mixed(read(), CHAIN)) == []
        assert list(mixed(read(), CHAIN[:1])) == []
        assert list(mixed(read(a_1=APART, a_2=APART, a_3=APART), CHAIN)) == []

    def test_two(self):
        found = {one: reason.fact for one, reason in mixed(read(a_3=APART), CHAIN)}

        assert found == {key("a.2"): "a.3 sets atomic = False, a.2 does not."}


@pytest.mark.parametrize(
    ("actions", "facts", "initial", "atomic"),
    [
        ((TABLES, TABLES, TABLES), {}, True, True),
        ((TABLES, TABLES, TABLES), {"a_2": APART}, True, True),
        ((TABLES, TABLES, TABLES), {"a_2": APART}, False, False),
        ((TABLES, ROWS, TABLES), {"a_2": APART}, True, False),
        ((TABLES, ROWS, TABLES), {"a_3": APART}, True, True),
    ],
)
def test_whether_a_squash_is_one_transaction(actions, facts, initial, atomic):
    assert is_atomic(read(*actions, **facts), CHAIN, initial=initial) == atomic
