"""Which earlier proof still stands, and why one does not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from squashkit.analysis.matching import engine_mismatch, mismatch
from squashkit.model.proofs import Basis, Check, Proof, Run
from squashkit.model.schema import Difference, Layer

BASIS = Basis(
    settings="settings",
    versions={"Python": "3.13.0", "Django": "5.2"},
    digests={"a/1.py": "1", "a/2.py": "2"},
    replaced={"a/0.py": "0"},
    installed={"auth": "7"},
    code="8",
)
RUNS = (Run("SQLite 3.40.1", 1.0, 1.0), Run("PostgreSQL 15.19", 1.0, 1.0))
PROOF = Proof(("a.1",), "", BASIS, (Check("graph", ""),), runs=RUNS)


def test_the_same_matches():
    other_commit = replace(PROOF, commit="abc")

    assert mismatch(other_commit, ("a.1",), BASIS) == ""


def test_more_versions_are_known_than_matter():
    fewer = replace(BASIS, versions={"Python": "3.13.0"})

    assert mismatch(PROOF, ("a.1",), fewer) == ""


@pytest.mark.parametrize(
    ("now", "why"),
    [
        ({"settings": "other"}, "it was made with the settings settings, and not other."),
        (
            {"versions": {"Python": "3.13.0", "Django": "6.0"}},
            "it was made with Django 5.2, not 6.0.",
        ),
        ({"versions": {"money": "1"}}, "it was made with money unknown, not 1."),
        ({"digests": {"a/1.py": "1", "a/2.py": "x"}}, "a/2.py has changed."),
        ({"digests": {"a/1.py": "1"}}, "a/2.py is gone."),
        ({"digests": {**BASIS.digests, "a/3.py": "3"}}, "a/3.py is new."),
        ({"replaced": {"a/0.py": "x"}}, "a/0.py has changed."),
        ({"replaced": {}}, "a/0.py was rewritten or deleted with it, and is not now."),
        (
            {"replaced": {**BASIS.replaced, "a/9.py": "9"}},
            "a/9.py is to be rewritten or deleted, and was not then.",
        ),
        ({"installed": {"auth": "x"}}, "of the installed app auth something has changed."),
        ({"code": "x"}, "another file of the project has changed."),
    ],
)
def test_what_has_changed_is_said(now, why):
    assert mismatch(PROOF, ("a.1",), replace(BASIS, **now)) == why


def test_a_proof_of_something_else():
    assert mismatch(PROOF, ("a.1", "b.1"), BASIS) == "it is of a.1, and not of a.1 and 1 more."


def test_a_proof_that_does_not_hold():
    failed = Check("state", "", (Difference(Layer.STRUCTURE, "x", "", "y"),))

    assert mismatch(replace(PROOF, checks=(failed,)), ("a.1",), BASIS) == "it does not hold."
    assert mismatch(replace(PROOF, checks=()), ("a.1",), BASIS) == "it does not hold."


@pytest.mark.parametrize(
    ("engine", "why"),
    [
        ("SQLite 3.40.1", ""),
        ("PostgreSQL 15.19", ""),
        ("PostgreSQL 16.1", "it was made on PostgreSQL 15.19, and here is PostgreSQL 16.1."),
        ("MariaDB 10.11", "it is not of MariaDB."),
    ],
)
def test_engines(engine, why):
    assert engine_mismatch(PROOF, engine) == why
