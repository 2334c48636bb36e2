import pytest

from squashkit.analysis import hints
from squashkit.model.proofs import Check
from squashkit.model.schema import Difference, Layer


@pytest.mark.parametrize(
    ("check", "subject", "layer", "hint"),
    [
        ("graph", "new database", Layer.STRUCTURE, hints.GRAPH),
        ("state", "model a.m", Layer.STRUCTURE, hints.STATE),
        ("schema", "table a_m", Layer.STRUCTURE, hints.LAYERS[Layer.STRUCTURE]),
        ("schema", "name of index a_m(x)", Layer.NAMES, hints.LAYERS[Layer.NAMES]),
        ("upgrade", "rows of t", Layer.ROWS, hints.MET),
        ("rows", "rows of t", Layer.ROWS, hints.LAYERS[Layer.ROWS]),
        ("reverse", "unapplying to a.1", Layer.STRUCTURE, hints.REVERSE),
        ("rows", "rows of t", Layer.NUMBERS, hints.LAYERS[Layer.NUMBERS]),
        ("rows", "next number of t", Layer.NUMBERS, hints.SETS),
        ("rows", "migration a.1, line 2", Layer.STRUCTURE, hints.FAILS),
        ("upgrade", "migration a.1", Layer.STRUCTURE, hints.FAILS),
    ],
)
def test_the_next_step_is_that_of_what_differs_first(check, subject, layer, hint):
    found = Difference(layer, subject, "x", "y")

    assert hints.hint_for(Check(check, "", (found,))) == hint


@pytest.mark.parametrize(
    ("after", "where", "hint"),
    [
        (
            'OperationalError: cannot DROP TABLE "a" because it has pending trigger events',
            "",
            "PENDING",
        ),
        ("Related model 'b.x' cannot be resolved", f"{hints.FREED}a.s first", "ORDER"),
    ],
)
def test_what_raises_where_more_is_known(after, where, hint):
    found = Difference(Layer.STRUCTURE, "migration a.s", "runs", after, where=where)

    assert hints.hint_for(Check("upgrade", "", (found,))) == getattr(hints, hint)
