"""Models in one way, where Django has two ways to say the same."""

import pytest
from django.db import migrations as m

from squashkit.project.operations.states import normalised

from .optimizing.operations import create
from .steps import state_after


@pytest.mark.parametrize(
    "change",
    [
        m.AlterModelTable("A", None),
        m.AlterModelTableComment("A", None),
        m.AlterUniqueTogether("A", set()),
        m.AlterIndexTogether("A", []),
        m.AlterOrderWithRespectTo("A", None),
    ],
)
def test_an_option_that_says_the_usual(change):
    plain, said = (normalised(state_after(create("A"), *more)) for more in ([], [change]))
    assert said.models == plain.models


def test_an_option_that_says_more():
    plain, said = (state_after(create("A")), state_after(create("A"), m.AlterModelTable("A", "t")))
    assert normalised(said).models != normalised(plain).models
