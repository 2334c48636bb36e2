"""Which models Django has to read again before they get another name."""

from django.db import migrations as m
from django.db import models

from squashkit.project.operations.rereading import Bereft, with_rereading

from .optimizing.operations import add, create, fk, rename
from .steps import state_after

GONE = m.DeleteModel("B")
FAMILY = [create("A"), create("C", bases=("app.A",))]


def read_again(*operations):
    """The operations by their names; all are of one squash."""
    bereft, found = Bereft(), set()
    for place, one in enumerate(operations):
        found |= bereft.take(one, "app", state_after(*operations[:place]))
    return [type(one).__name__ for one in with_rereading(operations, "app", found)]


def test_a_model_that_a_deleted_one_led_to():
    many = models.ManyToManyField("app.A")
    for other in (create("B", a=fk("A")), create("B", m=many), create("B", bases=("app.A",))):
        names = read_again(create("A"), other, GONE, create("D"), rename("A", "B"))
        assert names[2:] == [
            "DeleteModel",
            "CreateModel",
            "SeparateDatabaseAndState",
            "RenameModel",
        ]


def test_a_model_that_inherits_from_it():
    names = read_again(*FAMILY, create("B", a=fk("A")), GONE, rename("C", "D"))
    assert names[4:] == ["SeparateDatabaseAndState", "RenameModel"]


def test_inside_of_others():
    gone = m.SeparateDatabaseAndState(state_operations=[GONE])
    renamed = m.SeparateDatabaseAndState(database_operations=[rename("A", "C")])
    names = read_again(create("A"), create("B", a=fk("A")), gone, renamed)
    assert names[2:] == ["SeparateDatabaseAndState"] * 3


def test_nothing_that_led_to_it_is_deleted():
    for led in ([create("B"), GONE], [create("B", a=fk("A"))], [create("B"), add("B.a", fk("A"))]):
        assert "SeparateDatabaseAndState" not in read_again(*FAMILY, *led, rename("A", "D"))


def test_a_model_is_read_again_with_its_new_name():
    given = [create("A"), create("B", a=fk("A")), GONE, rename("A", "C"), rename("C", "D")]
    assert read_again(*given)[3:] == ["SeparateDatabaseAndState", "RenameModel", "RenameModel"]


def test_what_stands_before_the_name_leaves_all_as_it_is():
    before = state_after(create("A"))
    reread, _ = with_rereading([rename("A", "C")], "app", {("app", "a")})
    reread.state_forwards("app", before)
    assert list(before.models["app", "a"].fields) == ["id"]
