"""What is done where merged operations lead to other models."""

from django.db.migrations.state import ProjectState

from squashkit.project.operations import reducing
from squashkit.project.operations.optimizing import Optimizer
from squashkit.project.protocol import Block

from .optimizing.operations import add, create, fk, written
from .steps import ONE, SQUASH, judge


class LosesA(Optimizer):
    """An optimiser that goes wrong with one model."""

    def optimize(self, operations, app_label):
        found = super().optimize(operations, app_label)
        return [one for one in found if one in operations or one.name != "A"]


def folded(*operations):
    kept = tuple(reducing.Origin(ONE, place, one) for place, one in enumerate(operations))
    block = Block((ONE,), SQUASH)
    squash = reducing._Squash(block, kept, ProjectState(), (), judge(), None)
    return squash._folded("app", ())


def test_other_models_are_merged_all_the_same(monkeypatch):
    monkeypatch.setattr(reducing, "Optimizer", LosesA)
    given = [create("A"), add("A.x"), create("B"), add("B.x")]

    whole, found = folded(*given)

    assert not whole
    assert written(found) == written([create("A"), add("A.x"), create("B", "x")])


def test_those_that_lead_to_them_are_not(monkeypatch):
    monkeypatch.setattr(reducing, "Optimizer", LosesA)
    given = [create("A"), create("B", a=fk("A")), add("A.x"), add("B.x")]

    assert folded(*given) == (False, given)


def test_what_leads_to_the_same_models_is_merged():
    whole, found = folded(create("A"), add("A.x"))

    assert whole
    assert written(found) == written([create("A", "x")])
