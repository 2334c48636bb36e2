"""The oracle sees what is wrong, and takes nothing for wrong that means the same."""

import pytest
from django.db import migrations as m
from django.db import models

from tests.conformance.oracle import Verdict, compare_states
from tests.conformance.recording import Call
from tests.unit.project import conftest  # noqa: F401  Django in this process
from tests.unit.project.operations.optimizing.operations import add, alter, create, remove

CHECKS = [models.UniqueConstraint(fields=[name], name=name) for name in ("x", "y")]


def verdict(before, after):
    return compare_states(Call("test_x", "app", before, after))


def test_the_same():
    assert verdict([create("A"), add("A.x")], [create("A", "x")]) is Verdict.EQUAL
    assert verdict([], []) is Verdict.EQUAL


def test_together_as_lists_or_sets():
    texts = [
        create("A", "x", "y", options={"unique_together": one})
        for one in ([["x", "y"]], {("x", "y")})
    ]

    assert verdict(texts[:1], texts[1:]) is Verdict.EQUAL


def test_the_order_of_constraints_means_nothing():
    made = [create("A", "x", "y", options={"constraints": one}) for one in (CHECKS, CHECKS[::-1])]

    assert verdict(made[:1], made[1:]) is Verdict.EQUAL


@pytest.mark.parametrize(
    "after",
    [
        [],
        [create("A")],
        [create("A", x=models.TextField())],
        [create("A", "x", "y")],
        [create("A", "x"), create("B")],
        [create("A", "x", options={"ordering": ["x"]})],
        [create("A", "x"), alter("B.x", models.TextField())],
    ],
    ids=[
        "nothing",
        "no field",
        "another type",
        "a field more",
        "a model more",
        "an option",
        "raises",
    ],
)
def test_what_is_different(after):
    assert verdict([create("A", "x")], after) is Verdict.UNEQUAL


def test_what_needs_a_model_that_is_not_there():
    assert verdict([remove("A.x")], [remove("A.x")]) is Verdict.NOT_RUN
    assert verdict([m.AlterModelOptions("A", {})], []) is Verdict.NOT_RUN
