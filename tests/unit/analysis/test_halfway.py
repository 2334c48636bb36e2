"""Databases in the midst of an app, and where segments end for them."""

import pytest

from squashkit.analysis.alike import alike
from squashkit.analysis.halfway import halfway
from squashkit.model.deployed import Deployed, Recorded, times_of
from tests.builders import history, key, keys

CHAINS = {"a": keys("a.1 a.2 a.3"), "b": keys("b.1 b.2")}
MADE = history("a.1; a.2 <- a.1; a.3 <- a.2; b.1; b.2 <- b.1")


def bounds(made, chains, **states):
    groups = alike(
        {
            name: Deployed(name, times_of(Recorded(one.app, one.name) for one in keys(text)))
            for name, text in states.items()
        }
    )
    return [(str(one.key), one.reason.fact) for one in halfway(made, chains, groups) if one.last]


@pytest.mark.parametrize("recorded", ["", "a.1 a.2 a.3", "b.1 b.2", "a.1 a.2 a.3 b.1 b.2", "x.1"])
def test_all_of_an_app_or_none(recorded):
    assert bounds(MADE, CHAINS, db=recorded) == []


@pytest.mark.parametrize(
    ("recorded", "expected"),
    [
        ("a.1", [("a.1", "database db has a.1 and not a.2.")]),
        ("a.1 a.2 b.1 b.2", [("a.2", "database db has a.2 and not a.3.")]),
        ("a.2 a.3", [("a.1", "database db has a.2 and not a.1.")]),
        (
            "a.1 a.3",
            [
                ("a.1", "database db has a.1 and not a.2."),
                ("a.2", "database db has a.3 and not a.2."),
            ],
        ),
    ],
)
def test_where_it_stands(recorded, expected):
    assert bounds(MADE, CHAINS, db=recorded) == expected


def test_databases_that_are_alike_are_told_together():
    assert bounds(MADE, CHAINS, x="a.1", y="a.1", z="a.1 a.2 a.3") == [
        ("a.1", "database x and 1 more like it have a.1 and not a.2.")
    ]


def test_a_squash_counts_as_what_it_replaces():
    made = history("a.s; a.3 <- a.s", a_s={"replaces": keys("a.1 a.2")})
    chains = {"a": (key("a.s"), key("a.3"))}

    assert bounds(made, chains, db="a.1 a.2") == [("a.s", "database db has a.s and not a.3.")]
    assert bounds(made, chains, db="a.1") == []
