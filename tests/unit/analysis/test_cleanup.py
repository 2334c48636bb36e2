from squashkit.analysis.cleanup import judge
from tests.builders import history, key, keys

SQUASH = history("a.s", a_s={"replaces": keys("a.1 a.2")}).migrations[key("a.s")]


def verdict(**states):
    found = judge([SQUASH], {alias: frozenset(keys(text)) for alias, text in states.items()})
    return list(map(str, found.ready)), [one.fact for one in found.blocked]


def test_every_database_must_have_recorded_the_squash_itself():
    assert verdict(one="a.1 a.2 a.s", two="a.s") == (["a.s"], [])


def test_all_members_without_the_squash_are_not_enough():
    assert verdict(one="a.1 a.2") == (
        [],
        ["Database one has all 2 migrations but has not recorded a.s."],
    )


def test_a_database_half_way_blocks_and_is_named():
    assert verdict(one="a.1 a.2 a.s", two="a.1") == (
        [],
        ["Database two has 1 of the 2 migrations that a.s replaces."],
    )


def test_a_ready_squash_shows_its_evidence():
    assert judge([SQUASH], {"one": frozenset(keys("a.s"))}).evidence == ("one has recorded a.s.",)
