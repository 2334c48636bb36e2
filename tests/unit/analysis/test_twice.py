"""`s` stands for `1` and `2`; `0` runs before it and `3` behind it."""

import pytest

from squashkit.analysis.twice import added_twice
from squashkit.model.history import App, History
from squashkit.model.migrations import MigrationFacts, Opaque, OperationFacts
from tests.builders import key, keys

KINDS = {"+": "AddField", "-": "RemoveField", ">": "RenameField", "=": "RenameModel"}


def operations(text):
    """`m(ab)` makes a model with fields, `m+a` adds one, `m>ab` and `m=n` rename, `m-` deletes."""
    for model, sign, *rest in text.split():
        if sign == "(":
            yield OperationFacts("CreateModel", 1, model, fields=tuple(rest[:-1]))
        elif sign == "=":
            yield OperationFacts("RenameModel", 1, model, new_name=rest[0])
        elif not rest:
            yield OperationFacts("DeleteModel", 1, model)
        else:
            new = "".join(rest[1:])
            yield OperationFacts(KINDS[sign], 1, model, field=rest[0], new_name=new)


def twice(squash, later, before="", own=None, **facts):
    extra = [own] if own else []
    texts = {"a.0": before, "a.1": "", "a.2": "", "a.3": later, "a.s": squash}
    there = {
        key(one): MigrationFacts(key(one), "", operations=(*operations(text), *extra))
        for one, text in texts.items()
    }
    for name, opaque in facts.items():
        there[key(f"a.{name[1:]}")] = MigrationFacts(key(f"a.{name[1:]}"), "", opaque=opaque)
    history = History((App("a", "", ""),), there)
    original, order = keys("a.0 a.1 a.2 a.3"), keys("a.0 a.s a.3")
    found = added_twice(history, keys("a.s"), original, order)
    return [str(one) for one in found]


@pytest.mark.parametrize(
    ("squash", "later"),
    [
        ("m(a)", "m+b"),
        ("m(a)", "n+a"),
        ("m(a) m-a", "m+a"),
        ("m(a)", "m-a m+a"),
        ("m(a)", "m>ab m+a"),
        ("m(a)", "m=n m(a) m+b"),
        ("m(a) m-", "m(b) m+a"),
    ],
)
def test_no_field_is_there_twice(squash, later):
    assert twice(squash, later) == []


@pytest.mark.parametrize(
    ("squash", "later", "field"),
    [
        ("m(ab)", "m+b", "m.b"),
        ("m(a) m+b", "m+b", "m.b"),
        ("m(a)", "m>ab m+b", "m.b"),
        ("m(a)", "m=n n+a", "n.a"),
    ],
)
def test_a_field_that_comes_once_more_behind_it(squash, later, field):
    assert twice(squash, later) == [f"field added twice: a.{field}: by a.s became by a.3 once more"]


def test_a_field_that_was_there_before_it():
    assert twice("m+a", "", "m(a)") == ["field added twice: a.m.a: by a.0 became by a.s once more"]


def test_what_the_original_does_itself_is_not_said():
    assert twice("", "m+a", "m(a)") == []
    assert twice("m+b", "m+a", "m(a)") == []


def test_behind_an_operation_that_may_remove_it_nothing_is_said():
    inner = OperationFacts("SeparateDatabaseAndState", 1, inner=(OperationFacts("RemoveField", 1),))
    for one in (inner, OperationFacts("Own", 1, touches_rows=True)):
        assert twice("m(a)", "m+a", own=one) == []


@pytest.mark.parametrize("unread", ["_0", "_s", "_3"])
def test_behind_what_cannot_be_read_nothing_is_said(unread):
    assert twice("m(a)", "m+a", **{unread: (Opaque("computed", 1),)}) == []
