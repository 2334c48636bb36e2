from __future__ import annotations

import libcst as cst
import pytest

from squashkit.source.carrying.fetching import Surroundings, imported_path, module_given
from tests.sources import parsed

AROUND = Surroundings("shop.migrations.a", {"im": "importlib.import_module", "il": "importlib"})


def call(code: str) -> cst.Call:
    return cst.ensure_type(cst.parse_expression(code), cst.Call)


@pytest.mark.parametrize(
    ("code", "path"),
    [
        ("import_module('a.b')", "a.b"),
        ("importlib.import_module(name='a.b')", "a.b"),
        ("im('a.b')", "a.b"),
        ("il.import_module('a.b')", "a.b"),
        ("import_string('a.b.f')", "a.b.f"),
        ("import_string(dotted_path='a.b.f')", "a.b.f"),
        ("im('.b', __package__)", "shop.migrations.b"),
        ("im('..b', package=__package__)", "shop.b"),
        ("im(package='x.y', name='..b')", "x.b"),
        ("im('....b', __package__)", ""),
        ("im('.b')", ""),
        ("im('.b', other)", ""),
        ("im(b'a')", ""),
        ("im()", ""),
        ("print('a.b')", ""),
    ],
)
def test_imported_path(code, path):
    assert imported_path(call(code), AROUND) == path


@pytest.mark.parametrize(
    ("code", "path"),
    [
        ("im('a.b')", "a.b"),
        ("__import__('a.b')", ""),
        ("__import__('a.b', fromlist=['f'])", "a.b"),
        ("__import__('a.b', None, None, ['f'])", "a.b"),
        ("import_string('a.b')", ""),
    ],
)
def test_module_given(code, path):
    assert module_given(call(code), AROUND) == path


def test_what_the_imports_of_a_module_mean():
    """Those in functions too: a call there goes through them."""
    code = "import os.path\nimport a.b as c\ndef f():\n    from ..x import y as z\n"
    assert parsed(code).surroundings == Surroundings(
        "shop.migrations.a", {"os": "os", "c": "a.b", "z": "shop.x.y"}
    )
