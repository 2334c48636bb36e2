from dataclasses import replace

import pytest

from squashkit.analysis.elision import elided
from squashkit.analysis.planning import propose
from squashkit.analysis.wishes import Wish
from squashkit.model.composition import Verbatim
from squashkit.model.migrations import OperationFacts
from tests.builders import history, key


def dropped(step, *, initial=True):
    read = history("a.1\na.2 <- a.1", a_2={"operations": (OperationFacts("AddField", 1), *step)})
    [segment] = propose(read, Wish()).segments
    return list(elided(read, replace(segment, initial=initial)))


OWN = OperationFacts("RunPython", 1, touches_rows=True, touched_apps=frozenset("a"), elidable=True)


def test_an_elidable_step_on_tables_that_were_just_made():
    assert dropped([OWN]) == [Verbatim(key("a.2"), 1)]


@pytest.mark.parametrize(
    "step",
    [
        replace(OWN, elidable=False),
        replace(OWN, touched_apps=frozenset("ab")),
        replace(OWN, touched_apps=frozenset()),
        OperationFacts("RunSQL", 1, touches_rows=True, elidable=True),
    ],
    ids=["not elidable", "another app's rows", "cannot be read", "SQL"],
)
def test_steps_that_stay(step):
    assert dropped([step]) == []


def test_a_segment_in_the_middle_meets_rows():
    assert dropped([OWN], initial=False) == []


def test_a_table_that_arrives_by_state_may_have_rows():
    assert dropped([OWN, OperationFacts("SeparateDatabaseAndState", 1)]) == []
