"""Models that were there before a squash and get another name: `x` of app `a`."""

import pytest

from squashkit.analysis.renames import lost_renames
from squashkit.model.history import App, History
from squashkit.model.migrations import MigrationFacts, ModelName, OperationFacts
from tests.builders import key, keys

KINDS = {"+": "CreateModel", "-": "DeleteModel", ">": "RenameModel"}


def operations(given):
    """`+x` makes a model, `-x` deletes it, `>xy` renames it to y; or operations as they are."""
    if not isinstance(given, str):
        return given
    made = ((KINDS[word[0]], word[1], word[2:]) for word in given.split())
    return tuple(OperationFacts(kind, 1, model, new_name=new) for kind, model, new in made)


def lost(original, squash, *apps):
    facts = {
        key(name): MigrationFacts(key(name), "", operations=operations(given))
        for name, given in {"a.1": original, "a.s": squash}.items()
    }
    there = tuple(App(label, "", "") for label in apps or ("a", "contenttypes"))
    return [str(one) for one in lost_renames(History(there, facts), key("a.s"), keys("a.1"))]


@pytest.mark.parametrize(
    ("original", "squash"),
    [
        (">xy", ">xy"),
        (">xy >yz", ">xz"),
        (">xz", ">xy >yz"),
        (">xy >yx", ""),
        ("+x >xy", "+y"),
        ("+x >xy >yz", "+z"),
        (">xy -y", "-x"),
        ("-x +x >xy", "-x +y"),
        (">xX", ""),
        ("+t >tu >xt >tz", "+u >xz"),
    ],
)
def test_nothing_is_lost(original, squash):
    assert lost(original, squash) == []


@pytest.mark.parametrize(
    ("original", "squash", "new"),
    [(">xy", "-x +y", "y"), (">xy >yz", "-x +z", "z"), (">xY", "", "y"), (">xz", ">xy", "z")],
)
def test_a_content_type_stays_behind(original, squash, new):
    assert lost(original, squash) == [
        f"content type of a.x in databases before a.s: becomes that of a.{new} became stays"
    ]


def test_models_of_the_state_alone_are_new_as_well():
    inner = OperationFacts("SeparateDatabaseAndState", 1, inner=operations("+x"))
    assert lost((inner, *operations(">xy")), "+y") == []


def test_of_models_of_two_apps_each_is_followed_by_itself():
    there = tuple(App(label, "", "") for label in ("a", "b", "contenttypes"))
    facts = {
        key(name): MigrationFacts(key(name), "", operations=operations(text))
        for name, text in {"a.1": "+x", "b.1": ">xy", "a.s": "+x >xz"}.items()
    }
    found = lost_renames(History(there, facts), key("a.s"), keys("a.1 b.1"))
    assert [one.subject for one in found] == ["content type of b.x in databases before a.s"]


def test_of_a_squash_that_asks_for_content_types_nothing_is_said():
    asks = frozenset({ModelName("contenttypes", "contenttype")})
    step = OperationFacts("RunPython", 1, touches_rows=True, asks=asks)
    assert lost(">xy", (step,)) == []


def test_without_content_types_there_are_none():
    assert lost(">xy", "", "a") == []


def test_of_a_squash_that_is_not_there_yet_nothing_is_said():
    assert [*lost_renames(History((), {}), key("a.s"), keys("a.1"))] == []
