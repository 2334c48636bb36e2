"""Which operations a failed proof wants unmerged."""

from pathlib import Path

import pytest

from squashkit.analysis.planning import propose
from squashkit.analysis.wishes import Wish
from squashkit.model.composition import Verbatim
from squashkit.model.proofs import Basis, Check, Proof
from squashkit.model.schema import Cause, Difference, Layer
from squashkit.workflows.squashes.apart import to_keep_apart
from tests.builders import history, key

HISTORY = history("a.1 : CreateModel(x); a.2 <- a.1 : AlterField(x.f); b.1; b.2 <- b.1")


def proof(check, *causes):
    """One difference that these made: side, path, line."""
    found = tuple(Cause(*cause, "") for cause in causes)
    difference = Difference(Layer.STRUCTURE, "index a_x(`f`)", "(`f`)", "", found)
    return Proof((), "", Basis(), (Check(check, "", (difference,)),))


@pytest.mark.parametrize(
    ("check", "causes", "expected"),
    [
        ("schema", [("before", "a/migrations/2.py", 1)], [("a.2", 0)]),
        ("upgrade", [("before", "a/migrations/2.py", 1)] * 2, [("a.2", 0)]),
        ("schema", [("before", "a/migrations/1.py", 1), ("after", "a.py", 9)], [("a.1", 0)]),
        ("schema", [("before", "a/migrations/2.py", 7)], []),
        ("schema", [("before", "c/migrations/2.py", 1)], []),
        ("state", [("before", "a/migrations/2.py", 1)], []),
        ("schema", [], []),
    ],
)
def test_what_made_the_original_what_it_is(check, causes, expected):
    plan = propose(HISTORY, Wish())
    found = to_keep_apart(Path(), HISTORY, plan, proof(check, *causes))

    assert found == tuple(Verbatim(key(name), place) for name, place in expected)


def test_without_a_proof_nothing():
    assert to_keep_apart(Path(), HISTORY, propose(HISTORY, Wish()), None) == ()
