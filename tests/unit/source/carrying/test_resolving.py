from __future__ import annotations

import libcst as cst

from squashkit.source.carrying.resolving import names_of


def test_names_of_a_statement():
    names = names_of(cst.parse_module("a, b.c = d.e.f(lambda: g)"))
    assert names.binds == ("a",)
    assert [(use.dotted, use.binds, use.nested) for use in names.uses] == [
        ("d.e.f", False, False),
        ("g", False, True),
        ("a", True, False),
        ("b.c", False, False),
    ]


def test_hidden_names_are_those_of_the_scopes_around():
    names = names_of(cst.parse_module("def a(x):\n    y = 1\n    return [f for z in x]\n"))
    hidden = {use.name: use.hidden for use in names.uses}
    assert hidden == {"a": frozenset(), "f": {"x", "y", "z"}}


def test_a_function_that_rebinds_a_global_does_not_bind_it_when_it_is_defined():
    names = names_of(cst.parse_module("def a():\n    global f\n    f = 1\n"))
    assert names.binds == ("a",)
    assert names.rebinds == {"f"}
