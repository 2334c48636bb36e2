from datetime import datetime, timezone

import pytest

from squashkit.analysis.alike import alike
from squashkit.analysis.cleanup import (
    Needed,
    by_age,
    by_branches,
    by_databases,
    by_releases,
    judge,
)
from squashkit.model.cleanups import Terms
from squashkit.model.deployed import Deployed, Recorded, times_of
from squashkit.model.refs import Ref
from tests.builders import history, key, keys

SQUASH = history("a.s", a_s={"replaces": keys("a.1 a.2")}).migrations[key("a.s")]


def deployed(**states):
    return {
        name: Deployed(name, times_of(Recorded(one.app, one.name) for one in keys(text)))
        for name, text in states.items()
    }


def judged(states):
    return judge([SQUASH], [by_databases(alike(states))])


def verdict(**states):
    found = judged(deployed(**states))
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
    assert judged(deployed(one="a.s")).evidence == ("one has recorded a.s.",)


def test_databases_that_have_recorded_the_same_are_told_together():
    found = judged(deployed(one="a.s", two="a.s a.1", three="a.s"))

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
    [blocked] = judged(states).blocked

    assert blocked.hint == (
        "Bring it up to date first: python manage.py migrate --database default, then export it "
        "again: squashkit state"
    )


def said(look):
    """What speaks for and against one squash."""
    found = look(SQUASH)
    return [*found.evidence, *(one.fact for one in found.blocked)]


def releases(**having):
    """Releases from the newest to the oldest."""
    return [(Ref(name, ""), frozenset(keys(text))) for name, text in having.items()]


@pytest.mark.parametrize(
    ("having", "terms", "expected"),
    [
        ({"v2": "a.s"}, Terms(), "v2 has a.s."),
        ({"v3": "a.s", "v2": "a.s"}, Terms(), "2 releases from v2 to v3 have a.s."),
        ({"v2": "a.s", "v1": "a.1"}, Terms(), "v1 does not have a.s."),
        ({"v2": "a.1", "v1": "a.1"}, Terms(), "2 releases from v1 to v2 do not have a.s."),
        ({"v2": "a.s", "v1": "a.1"}, Terms(min_releases=1), "v2 has a.s."),
        (
            {"v2": "a.s", "v1": "a.1"},
            Terms(min_releases=2),
            "v2 has a.s, and --min-releases asks for 2.",
        ),
        ({"v1": ""}, Terms(min_releases=1), "No release has a.s, and --min-releases asks for 1."),
    ],
)
def test_releases(having, terms, expected):
    assert said(by_releases(releases(**having), terms)) == [expected]


def day(number):
    return datetime(2026, 1, number, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        (day(1), "a.s was committed on 2026-01-01."),
        (day(3), "a.s was committed on 2026-01-03, after 2026-01-02."),
        (None, "a.s is not committed yet."),
    ],
)
def test_age(born, expected):
    assert said(by_age({key("a.s"): born}.get, day(2))) == [expected]


def test_branches():
    needed = Needed(Ref("x", ""), "a.3 depends on a.2", key("a.2"))
    other = Needed(Ref("x", ""), "a.3 depends on a.s", key("a.s"))

    def members(_):
        return keys("a.1 a.2")

    assert said(by_branches([needed, other], 2, members)) == [
        "x: a.3 depends on a.2, which would go."
    ]
    assert said(by_branches([other], 1, members)) == [
        "The branch in flight does without what a.s replaces."
    ]
    assert said(by_branches([], 2, members)) == [
        "Each of 2 branches in flight does without what a.s replaces."
    ]


def test_a_squash_inside_of_another_goes_with_it():
    inner = history("a.r", a_r={"replaces": keys("a.1 a.2")}).migrations[key("a.r")]
    outer = history("a.s", a_s={"replaces": keys("a.r a.3")}).migrations[key("a.s")]
    found = judge([inner, outer], [by_databases(alike(deployed(one="a.r a.3 a.s")))])
    only = judge([inner, outer], [by_databases(alike(deployed(one="a.1 a.2 a.3 a.s")))])

    assert (found.ready, found.blocked) == ((inner.key, outer.key), ())
    assert (only.ready, only.blocked) == ((outer.key,), ())


def test_all_evidence_has_to_speak_for_it():
    judges = [
        by_databases(alike(deployed(one="a.s"))),
        by_releases(releases(v1="a.1"), Terms()),
    ]
    found = judge([SQUASH], judges)

    assert (found.ready, found.evidence) == ((), ())
    assert [one.fact for one in found.blocked] == ["v1 does not have a.s."]


def test_a_database_that_was_never_migrated_neither_blocks_nor_counts():
    found = judged(deployed(one="a.s", two="", three=""))

    assert found.evidence == (
        "one has recorded a.s.",
        "three and 1 more like it were never migrated.",
    )
    assert verdict(two="") == ([], ["Database two has 0 of the 2 migrations that a.s replaces."])


def test_what_is_two_squashes_deep_goes_as_well():
    made = history(
        "a.q; a.r; a.s",
        a_q={"replaces": keys("a.1 a.2")},
        a_r={"replaces": keys("a.q a.3")},
        a_s={"replaces": keys("a.r a.4")},
    )
    squashes = list(made.migrations.values())
    found = judge(squashes, [by_databases(alike(deployed(one="a.s")))])

    assert (found.ready, found.blocked) == ((key("a.s"),), ())
