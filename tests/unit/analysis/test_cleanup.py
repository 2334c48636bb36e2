from squashkit.analysis.cleanup import judge
from squashkit.model.deployed import Deployed, Recorded
from tests.builders import history, key, keys

SQUASH = history("a.s", a_s={"replaces": keys("a.1 a.2")}).migrations[key("a.s")]


def deployed(**states):
    return {
        name: Deployed(name, tuple(Recorded(one.app, one.name) for one in keys(text)))
        for name, text in states.items()
    }


def verdict(**states):
    found = judge([SQUASH], deployed(**states))
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
    assert judge([SQUASH], deployed(one="a.s")).evidence == ("one has recorded a.s.",)


def test_databases_that_have_recorded_the_same_are_told_together():
    found = judge([SQUASH], deployed(one="a.s", two="a.s a.1", three="a.s"))

    assert found.evidence == (
        "one and 1 more like it have recorded a.s.",
        "two has recorded a.s.",
    )
    assert verdict(one="a.1", two="a.1", three="a.1") == (
        [],
        ["Database one and 2 more like it have 1 of the 2 migrations that a.s replaces."],
    )
    assert verdict(one="a.1 a.2", two="a.2 a.1") == (
        [],
        ["Database one and 1 more like it have all 2 migrations but have not recorded a.s."],
    )


def test_what_was_exported_has_to_be_exported_again():
    states = {"default in a.json": deployed(default="a.1")["default"]}
    [blocked] = judge([SQUASH], states).blocked

    assert blocked.hint == (
        "Bring it up to date first: python manage.py migrate --database default, then export it "
        "again: squashkit state"
    )
