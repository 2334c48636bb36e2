from __future__ import annotations

import libcst as cst
import pytest

from squashkit.source.carrying.renaming import rename
from squashkit.source.carrying.resolving import names_of


def renamed(
    code: str, old: str = "f", new: str = "g", module: str = "shop.migrations.0001_a"
) -> str:
    tree = cst.parse_module(code)
    names = names_of(tree)
    places = {use.node: new for use in names.uses if use.name == old}
    changed = rename(tree, places, module, quoted=names.quoted)
    return cst.ensure_type(changed, cst.Module).code


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("f(1)", "g(1)"),
        ("def f(): return f", "def g(): return g"),
        ("async def f(): await f()", "async def g(): await g()"),
        ("class f: pass", "class g: pass"),
        ("@f\ndef a(): pass", "@g\ndef a(): pass"),
        ("@f(1)\nclass A(f, key=f): pass", "@g(1)\nclass A(g, key=g): pass"),
        ("def a(x=f, *, y: f = f) -> f: pass", "def a(x=g, *, y: g = g) -> g: pass"),
        (
            "def a():\n    def b():\n        return f\n",
            "def a():\n    def b():\n        return g\n",
        ),
        (
            "class A:\n    x = f\n    def m(self): f()\n",
            "class A:\n    x = g\n    def m(self): g()\n",
        ),
        ("class A:\n    f = f\n", "class A:\n    f = g\n"),
        (
            "class A:\n    f = 1\n    def m(self): f()\n",
            "class A:\n    f = 1\n    def m(self): g()\n",
        ),
        (
            "class A:\n    f = 1\n    x = [f for _ in y]\n",
            "class A:\n    f = 1\n    x = [g for _ in y]\n",
        ),
        ("def a():\n    global f\n    f = 1\n", "def a():\n    global g\n    g = 1\n"),
        ("x = f'{f} {f!r:>{f}} f'", "x = f'{g} {g!r:>{g}} f'"),
        ("x = f'{f=}'", "x = f'f={g!r}'"),
        ("x = f'{ f = } {f=!s} {f=:>{f}} {a=}'", "x = f' f = { g!r} f={g!s} f={g:>{g}} {a=}'"),
        ("f.f = f[f]", "g.f = g[g]"),
        ("dict(f=f)", "dict(f=g)"),
        ("lambda x=f: f", "lambda x=g: g"),
        ("[f for x in f if f]", "[g for x in g if g]"),
        ("[f for f in f]", "[f for f in g]"),
        ("{k: f for k in a for b in f}", "{k: g for k in a for b in g}"),
        ("f, (a, *b) = 1, (2, 3)", "g, (a, *b) = 1, (2, 3)"),
        ("f += 1", "g += 1"),
        ("f: int = 1", "g: int = 1"),
        ("x: 'f' = 1", "x: 'g' = 1"),
        (
            "class f:\n    def a(self) -> \"f | b['f']\": pass\n",
            "class g:\n    def a(self) -> \"g | b['f']\": pass\n",
        ),
        ("def a(x: list['f.f']):\n    y: 'f' = x\n", "def a(x: list['g.f']):\n    y: 'g' = x\n"),
        ("del f", "del g"),
        ("for f in x: print(f)", "for g in x: print(g)"),
        ("with x as f: f()", "with x as g: g()"),
        ("if (f := 1): pass", "if (g := 1): pass"),
        ("x = [(f := i) for i in y]", "x = [(g := i) for i in y]"),
        ("from a import f", "from a import f as g"),
        ("from a import b as f", "from a import b as g"),
        (
            "def a():\n    from a import f as b\n    f()",
            "def a():\n    from a import f as b\n    g()",
        ),
        ("match f:\n    case f.f(f=1): pass\n", "match g:\n    case g.f(f=1): pass\n"),
    ],
)
def test_renames_what_means_the_module(before, after):
    assert renamed(before) == after


@pytest.mark.parametrize(
    "code",
    ["f'{f=}'", "f'{f = !s:>29}'", "f'{f[\"a b\"]=} {{}}'", "f'{ {1: f}  =}'"],
)
def test_what_an_f_string_says_of_a_name_stays(code):
    value = {"a b": 1, 0: 9}
    changed = renamed(f"x = {code}").removeprefix("x = ")
    assert eval(changed, {"g": value}) == eval(code, {"f": value})


@pytest.mark.parametrize(
    "code",
    [
        "x = 'f'  # f",
        "def a(x: Literal['f']): return 'f'",
        "def a():\n    class f: pass\n    x: 'f' = f()\n",
        "a.f(f=1)",
        "def a(f): return f",
        "def a(*f, **k): return f",
        "def a(x, /, *, f=1): return lambda: f",
        "def a():\n    f = 1\n    def b():\n        return f\n",
        "def a():\n    f = 1\n    def b():\n        nonlocal f\n        f = 2\n",
        "def a():\n    for x in y:\n        print(f)\n        f = 1\n",
        "def a():\n    import f\n    f()\n",
        "def a():\n    def f(): pass\n    f()\n",
        "def a():\n    with x as f: f()\n",
        "def a():\n    try: pass\n    except E as f: f()\n",
        "def a(x):\n    match x:\n        case [f, *_]: return f\n",
        "def a(x):\n    match x:\n        case [*f]: return f\n",
        "def a(x):\n    match x:\n        case {**f}: return f\n",
        "def a(x):\n    match x:\n        case int() as f: return f\n",
        "def a(x):\n    any((f := i) for i in x)\n    return f\n",
        "lambda f: f",
        "{f for f in x}",
        "class A:\n    def f(self): pass\n    x = f\n",
        "def a[f](x: f) -> f: pass",
    ],
)
def test_leaves_everything_else(code):
    assert renamed(code) == code


def test_relative_imports_become_absolute_at_any_depth():
    code = "def a():\n    from . import x\n    from ..models import y\n    from os import z\n"
    assert renamed(code) == (
        "def a():\n    from shop.migrations import x\n    from shop.models import y\n"
        "    from os import z\n"
    )
