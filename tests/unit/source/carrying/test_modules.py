from __future__ import annotations

from textwrap import dedent

import libcst as cst
import pytest

from squashkit.errors import CompositionError
from squashkit.model.composition import ModuleSource
from squashkit.model.keys import MigrationKey
from squashkit.source.carrying.modules import Module, parse


def module(code: str) -> Module:
    source = ModuleSource("shop.migrations.0001_a", "shop/migrations/0001_a.py", dedent(code))
    return parse(MigrationKey("shop", "0001_a"), source)


def code_of(node: cst.CSTNode) -> str:
    return cst.Module([]).code_for_node(node)


def operations(text: str) -> Module:
    return module(f"class Migration:\n    operations = {text}\n")


def test_statements_stand_alone_and_imports_have_one_name():
    code = """
        import os, sys as s; X = 1  # one
        from a import (
            b,  # two
            c as d,
        )
        class Migration:
            y = 1; z = 2
        if X: pass
    """
    statements = module(code).statements
    assert [code_of(one.node).strip() for one in statements] == [
        "import os  # one",
        "import sys as s  # one",
        "X = 1  # one",
        "from a import b",
        "from a import c as d",
        "y = 1",
        "z = 2",
        "if X: pass",
    ]
    assert [one.hoisted for one in statements] == [False] * 5 + [True] * 2 + [False]
    assert [one.place for one in statements] == sorted(one.place for one in statements)


@pytest.mark.parametrize(
    ("header", "lead"),
    [
        ("# Why.\n", ["# Why."]),
        ("# License.\n\n# Why.\n", ["# Why."]),
        ("#!/usr/bin/python\n# -*- coding: utf-8 -*-\n", []),
        ("", []),
    ],
)
def test_comment_above_the_first_statement(header, lead):
    node = module(f"{header}def f(): pass\n").statements[0].node
    assert [line.comment.value for line in node.leading_lines if line.comment] == lead


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_newlines_and_byte_order_mark(newline):
    code = newline.join(["\ufeffX = 'é'", "def f():", "    pass", ""])
    assert [code_of(one.node) for one in module(code).statements] == [
        "X = 'é'\n",
        "def f():\n    pass\n",
    ]


@pytest.mark.parametrize(
    ("text", "index", "expected"),
    [
        ("[a, b]", 0, ("a", (), "")),
        ("[a, b]", 1, ("b", (), "")),
        ("(a, b)", 1, ("b", (), "")),
        ("a, b", 0, ("a", (), "")),
        ("[\n# x\n# y\na,  # z\n# w\nb  # v\n]", 0, ("a", ("# x", "# y"), "# z")),
        ("[\n# x\n# y\na,  # z\n# w\nb  # v\n]", 1, ("b", ("# w",), "# v")),
        ("(\n# x\na,  # z\n)", 0, ("a", ("# x",), "# z")),
        ("[f(\n  a,  # x\n)]", 0, ("f(\n  a,  # x\n)", (), "")),
    ],
)
def test_operation(text, index, expected):
    found = operations(text).operation(index)
    assert (code_of(found.node), found.lead, found.comment) == expected


@pytest.mark.parametrize(
    ("code", "fact"),
    [
        ("x = 1\n", "shop.0001_a has no plain list `operations`."),
        ("class Migration: pass\n", "shop.0001_a, line 1, has no plain list `operations`."),
        (
            "class Migration:\n    operations = [a] + b\n",
            "shop.0001_a, line 2, has no plain list `operations`.",
        ),
        (
            "class Migration:\n    operations = [a]\n    operations += b\n",
            "shop.0001_a, line 3, has no plain list `operations`.",
        ),
        (
            "class Migration:\n    operations = [a]\nclass Migration:\n    operations = [b]\n",
            "shop.0001_a has no plain list `operations`.",
        ),
        (
            "class Migration:\n    operations = [a, *b]\n",
            "shop.0001_a, line 2, unpacks something into `operations`.",
        ),
        (
            "class Migration:\n    operations = [a]\n    operations.append(b)\n",
            "shop.0001_a, line 3, changes `operations` behind its list.",
        ),
    ],
)
def test_operations_that_cannot_be_read(code, fact):
    with pytest.raises(CompositionError) as caught:
        module(code).operation(0)
    assert caught.value.fact == fact
    assert caught.value.hint == "Write `operations` of the class Migration as one plain list."


@pytest.mark.parametrize("index", [2, -1])
def test_an_operation_that_is_not_there(index):
    with pytest.raises(CompositionError, match=rf"shop.0001_a has no operation {index}, only 2\."):
        operations("[a, b]").operation(index)


def test_invalid_python():
    with pytest.raises(CompositionError, match=r"shop.0001_a, line 2, is not valid Python\."):
        module("x = 1\ndef (:\n")
