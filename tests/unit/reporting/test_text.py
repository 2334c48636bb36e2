"""A plan as text: what stands below its table."""

import pytest
from rich.console import Console

from squashkit.model.plans import Plan, Runs
from squashkit.reporting.text import plan_text


def lines(*runs):
    console = Console(width=200)
    with console.capture() as captured:
        console.print(plan_text(Plan("", (), (), runs=runs)))
    return captured.get().splitlines()


@pytest.mark.parametrize(
    ("runs", "said"),
    [
        (
            [Runs("a", 9, 3, 2), Runs("b", 5, 1, 1)],
            "An empty database runs 4 of these apps' migrations instead of 14; dependencies alone "
            "ask for at least 3: a 3 (least 2).",
        ),
        (
            [Runs("a", 9, 1, 1)],
            "An empty database runs 1 of these apps' migrations instead of 9; dependencies alone "
            "ask for at least 1.",
        ),
    ],
)
def test_runs_stand_beside_the_least_that_is_possible(runs, said):
    assert said in lines(*runs)


def test_no_app_is_planned():
    assert not any("An empty database" in line for line in lines())
