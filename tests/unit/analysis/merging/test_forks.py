"""Apps that end in several migrations, in a few letters."""

import pytest

from squashkit.analysis.merging import forks_of
from squashkit.errors import PlanError
from tests.builders import history

START = "a.1; a.2 <- a.1"


def said(text, **how):
    """Each app as `a: 3x 3y > 4_merge`, with what keeps it from that."""
    found = [one.fork for one in forks_of(history(f"{START}; {text}"), **how)]
    return [
        f"{one.app}: {' '.join(key.name for key in one.ends)} > "
        f"{one.merge.name if one.merge else one.last.name if one.last else ''}"
        + "".join(f" {clash.what}" for clash in one.clashes)
        for one in found
    ]


@pytest.mark.parametrize("text", ["", "a.3 <- a.2", "b.1 <- a.2", "a.3 <- a.2; b.1 <- a.3"])
def test_one_end(text):
    assert said(text) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("schema", "schema"),
        ("AddField(m.x)", "AddField(m.y)"),
        ("AddField(m.x)", "asks(a.m)"),
        ("AlterField(m.x)", "AlterField(n.x)"),
        ("rows", "AddField(m.x)"),
    ],
)
def test_either_may_come_first(one, other):
    assert said(f"a.3x <- a.2 : {one}; a.3y <- a.2 : {other}") == ["a: 3x 3y > 0004_merge_3x_3y"]


@pytest.mark.parametrize(
    ("one", "other", "what"),
    [
        ("AddField(m.x)", "AddField(m.x)", "a.m.x"),
        ("AlterField(m.x)", "AlterField(m.x)", "a.m.x"),
        ("RemoveField(m.x)", "AlterField(m.x)", "a.m.x"),
        ("RemoveField(m.x)", "asks(a.m)", "a.m"),
        ("asks(a.m)", "asks(a.m)", "a.m"),
        ("DeleteModel(m)", "AddField(m.x)", "a.m.x"),
    ],
)
def test_the_order_matters(one, other, what):
    assert said(f"a.3x <- a.2 : {one}; a.3y <- a.2 : {other}") == [f"a: 3x 3y >  {what}"]


def test_one_that_is_to_come_last():
    text = "a.3x <- a.2 : AlterField(m.x); a.3y <- a.2 : AlterField(m.x)"

    assert said(text, last=["a.3y"]) == ["a: 3x 3y > 3y"]


def test_a_choice_does_not_mend_what_fails_in_any_order():
    text = "a.3x <- a.2 : AddField(m.x); a.3y <- a.2 : AddField(m.x)"

    assert said(text, last=["a.3y"]) == ["a: 3x 3y >  a.m.x"]


def test_three_ends_and_longer_sides():
    text = "a.3x <- a.2; a.4x <- a.3x; a.3y <- a.2; a.3z <- a.2"
    [fork] = forks_of(history(f"{START}; {text}"))

    assert fork.fork.merge.name == "0005_merge_3y_3z_4x"
    sides = [" ".join(key.name for key in one) for one in fork.members.values()]
    assert sides == ["3y", "3z", "3x 4x"]


def test_names_that_are_too_long_are_shortened():
    long = "0003_" + "x" * 30
    text = f"a.{long}1 <- a.2; a.{long}2 <- a.2"

    assert said(text)[0].endswith("> 0004_merge_0003_and_0003")


@pytest.mark.parametrize(
    ("how", "fact"),
    [
        ({"apps": ["z"]}, "There is no app z with migrations."),
        ({"last": ["a.2"]}, "a.2 is not one of several ends of an app."),
    ],
)
def test_what_is_not_there(how, fact):
    with pytest.raises(PlanError) as caught:
        said("a.3x <- a.2; a.3y <- a.2", **how)

    assert caught.value.fact == fact
