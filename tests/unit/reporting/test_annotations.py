"""Findings beside the lines of a change."""

import json

from squashkit.model.findings import Finding, Level, Place
from squashkit.model.refs import Ref
from squashkit.reporting.annotations import github, gitlab

PLACES = (Place(Ref("main", "0"), "a/1.py", 3), Place(Ref("topic", "1"), "a/x,y.py", 7))
FOUND = [
    Finding("SQK201", Level.ERROR, "a", "50% of a:\nboth", "git merge main", ("main",), PLACES),
    Finding("SQK202", Level.WARNING, "a", "one", "", ("main",)),
    Finding("SQK204", Level.NOTE, "a", "two", "", ("main",), PLACES[:1]),
]


def test_github_reads_a_line_for_each():
    assert github(FOUND).splitlines() == [
        "::error file=a/x%2Cy.py,line=7,title=SQK201::50%25 of a:%0Aboth%0Agit merge main",
        "::warning title=SQK202::one",
        "::notice file=a/1.py,line=3,title=SQK204::two",
    ]


def test_gitlab_gets_those_that_have_a_place():
    said = json.loads(gitlab(FOUND))

    assert [(one["check_name"], one["severity"], one["location"]) for one in said] == [
        ("SQK201", "major", {"path": "a/x,y.py", "lines": {"begin": 7}}),
        ("SQK204", "info", {"path": "a/1.py", "lines": {"begin": 3}}),
    ]
    assert said[0]["description"] == "50% of a:\nboth git merge main"


def test_a_fingerprint_does_not_know_the_line():
    moved = Finding(
        "SQK204", Level.NOTE, "a", "two", "", ("main",), (Place(PLACES[0].ref, "a/1.py", 9),)
    )

    [one], [other] = (json.loads(gitlab([found])) for found in (FOUND[2], moved))
    assert one["fingerprint"] == other["fingerprint"]


def test_nothing_found():
    assert (github([]), gitlab([])) == ("", "[]\n")
