from __future__ import annotations

import pytest

from squashkit.errors import CompositionError
from squashkit.model.composition import Carried, Composition, ModuleSource, Rendered, Verbatim
from squashkit.model.keys import MigrationKey
from squashkit.source.carrying.following import carry
from squashkit.source.carrying.imports import Import
from squashkit.source.carrying.load import Definition
from tests.sources import KEY, carried, load, load_class


@pytest.mark.parametrize(
    ("code", "needed"),
    [
        ("f = 1\ng = 2", ["f = 1"]),
        ("f = g\ng = 2", ["f = g", "g = 2"]),
        ("g = 2\nf = lambda: h(g)\ndef h(x): f", ["g = 2", "f = lambda: h(g)", "def h(x): f"]),
        ("f = 1\nf += 2\nf: int = 3\ng = 4", ["f = 1", "f += 2", "f: int = 3"]),
        ("f, g = 1, 2\nh = 3", ["f, g = 1, 2"]),
        ("from a import f\nf = f(1)", ["from a import f", "f = f(1)"]),
        ("from a import f\nfrom b import f", ["from a import f", "from b import f"]),
        ("f = 1\ndel f\nf = 2", ["f = 1", "del f", "f = 2"]),
        (
            "try: import f\nexcept ImportError: f = None",
            ["try: import f\nexcept ImportError: f = None"],
        ),
        ("f = 1\nf.x = 2", ["f = 1", "f.x = 2"]),
        ("f = []\nfor x in y: f.append(x)\ny = 1", ["f = []", "for x in y: f.append(x)", "y = 1"]),
        ("f = 1\ng = []\ng.append(1)", ["f = 1"]),
        ("import sys\nf = 1\nsys.path.append(2)", ["f = 1", "sys.path.append(2)"]),
        ("def f():\n    global g\n    g = 1", ["def f():\n    global g\n    g = 1"]),
        ("from a import f", []),
        (
            "class A: pass\ndef f(x: 'list[A]', y: 'Unknown'): pass",
            ["class A: pass", "def f(x: 'list[A]', y: 'Unknown'): pass"],
        ),
        (
            "if T:\n    from a import B\nT = 0\ndef f(x: 'B'): pass",
            ["if T:\n    from a import B", "T = 0", "def f(x: 'B'): pass"],
        ),
        ("'''Doc.'''\nf = print", ["f = print"]),
    ],
)
def test_what_is_carried(code, needed):
    assert carried(code) == needed


def test_an_operation_without_names_carries_nothing():
    found = load("", "print(1)")
    assert found.statements == []
    assert found.targets == {}
    assert found.unbound == {"print"}


def test_what_is_defined_nowhere_stays_an_error_of_the_function():
    assert carried("def f(): return missing(1)") == ["def f(): return missing(1)"]


def test_what_is_taken_from_a_numbered_migration():
    """There is no other way to import it."""
    code = "from importlib import import_module\nf = import_module('shop.migrations.0002_c').g"
    assert carried(code, **{"0002_c": "def g(): pass"}) == ["def g(): pass"]


@pytest.mark.parametrize(
    "line",
    [
        "m = import_module('shop.migrations.b')",
        "m = import_module('.b', __package__)",
        "m = import_module('..migrations.b', __package__)",
        "m = import_module('.migrations.b', package='shop')",
        "import importlib as il\nm = il.import_module(name='shop.migrations.b')",
        "from importlib import import_module as im\nm = im('.b', 'shop.migrations')",
        "m = __import__('shop.migrations.b', fromlist=['g'])",
        "from . import b as m",
        "import shop.migrations.b as m",
    ],
)
def test_what_is_used_of_another_migration(line):
    """Its numbered name can stand in no import statement, so people bind the module to a name."""
    code = f"from importlib import import_module\n{line}\ndef f(): m.g(m.h.x)"
    text = "h = 1\ndef g(y): h\ni = 2"
    assert carried(code, b=text) == ["h = 1", "def g(y): h", "def f(): m.g(m.h.x)"]


def test_what_names_mean():
    found = load("import a.b, a.c\nfrom .. import d as e\ndef f(x): return x + a.b.y + e.z")
    meanings = {use.value: target for use, target in found.targets.items()}
    assert meanings == {
        "f": Definition("shop.migrations.a", hoisted=False, name="f"),
        "a": Import("a", "", "a"),
        "e": Import("shop", "d", "e"),
    }
    assert found.paths == {Import("a", "", "a"): {"a.b"}, Import("shop", "d", "e"): {"shop"}}


def test_a_package_used_by_itself_keeps_all_its_modules():
    assert load("import a.b, a.c\nf = a").paths == {Import("a", "", "a"): {"a.b", "a.c"}}


def test_definitions_come_from_another_replaced_migration():
    code = "from .b import f"
    assert carried(code, b="from shop.migrations.c import g\ndef f(): g()", c="g = 1\nh = 2") == [
        "g = 1",
        "def f(): g()",
    ]


def test_an_import_through_another_replaced_migration():
    found = load("from .b import g as f", b="from os import path as g")
    assert set(found.targets.values()) == {Import("os", "path", "g")}


def test_what_a_function_imports_of_another_migration_may_come_from_elsewhere():
    code = """
from importlib import import_module
def f():
    from .b import g as h
    return h, import_module("shop.migrations.b").os.path
"""
    found = load(code, b="from os import path as g\nimport os.path, os.x")
    imports = {target for target in found.targets.values() if isinstance(target, Import)}
    assert imports == {Import("os", "path", "g"), Import("os", "", "os")}
    assert found.paths[Import("os", "", "os")] == {"os.path", "os.x"}


def test_class_body_is_read_from_top_to_bottom():
    code = """
def f(): pass
class Migration:
    f = staticmethod(f)
    def h(): f()
    operations = [f, h, lambda: f]
"""
    found = load_class(code, operations=3)
    meanings = {
        (piece.module.tree.code_for_node(piece.code.node).strip(), use.name): target.hoisted
        for piece in (*found.statements, *found.operations)
        for use in piece.names.uses
        if isinstance(target := found.targets.get(use.node), Definition) and not use.binds
    }
    assert meanings == {
        ("f = staticmethod(f)", "f"): False,
        ("def h(): f()", "f"): False,
        ("f", "f"): True,
        ("h", "h"): True,
        ("lambda: f", "f"): False,
    }


def test_static_method_objects_are_refused():
    code = """
class Migration:
    @staticmethod
    def f(): pass
    operations = [f.__func__]
"""
    with pytest.raises(CompositionError, match=r"^shop.a, line 5, uses `f.__func__`\.$"):
        load_class(code)


def test_a_name_that_the_other_migration_lacks():
    with pytest.raises(CompositionError, match=r"^shop.b does not define `f`\.$"):
        load("from .b import f", b="")


def test_modules_that_import_from_each_other():
    message = r"^shop.migrations.a and shop.migrations.b import from each other\.$"
    with pytest.raises(CompositionError, match=message):
        load("from .b import g\nf = 1\nh = g", "h", b="from .a import f\ng = f")
    with pytest.raises(CompositionError, match=message):
        load("from .b import f", b="from .a import f")


def test_an_original_of_a_squash_that_is_continued():
    """The squash that takes over replaces it too, so its code is needed."""
    squashed, original = MigrationKey("shop", "0001_squashed_0002_b"), MigrationKey("shop", "b")
    text = "from .b import f\nclass Migration:\n    operations = [f]\n"
    sources = {
        squashed: ModuleSource(f"shop.migrations.{squashed.name}", "a.py", text),
        original: ModuleSource("shop.migrations.b", "b.py", "def f(): pass"),
    }
    found = carry(
        Composition(KEY, (squashed,), (), (Verbatim(squashed, 0),), replaces=(original,)), sources
    )
    assert [piece.module.key for piece in found.statements] == [original]
    del sources[original]
    with pytest.raises(CompositionError, match=r"^The source of shop.b is not at hand\.$"):
        carry(
            Composition(KEY, (squashed,), (), (Verbatim(squashed, 0),), replaces=(original,)),
            sources,
        )


def test_missing_sources():
    key, other = MigrationKey("shop", "a"), MigrationKey("shop", "b")
    with pytest.raises(CompositionError, match=r"^The source of shop.a is not at hand\.$"):
        carry(Composition(KEY, (key,), (), (Verbatim(key, 0),)), {})
    text = "from .b import f\nclass Migration:\n    operations = [f]\n"
    sources = {key: ModuleSource("shop.migrations.a", "a.py", text)}
    with pytest.raises(CompositionError, match=r"^The source of shop.b is not at hand\.$"):
        carry(Composition(KEY, (key, other), (), (Verbatim(key, 0),)), sources)


def test_placeholders_and_imports_of_rendered_operations():
    key = MigrationKey("shop", "a")
    sources = {key: ModuleSource("shop.migrations.a", "a.py", "f = 1\ng = 2\n")}
    placeholder = Carried("_1", "shop.migrations.a", "f")
    rendered = Rendered("m.A(_1, b=_1)", ("import m", "import unused"), (placeholder,))
    found = carry(Composition(KEY, (key,), (), (rendered,)), sources)
    assert set(found.targets.values()) == {
        Definition("shop.migrations.a", hoisted=False, name="f"),
        Import("m", "", "m"),
    }
    assert len(found.statements) == 1
