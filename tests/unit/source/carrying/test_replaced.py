from __future__ import annotations

from pathlib import Path

import pytest

from squashkit.errors import CompositionError
from squashkit.model.composition import ModuleSource
from squashkit.source.carrying.replaced import refuse_needed, replaced_by_name, roots_of
from tests.sources import KEY

REPLACED = {"shop.migrations.b", "shop.migrations.0002_c"}


def test_roots_of():
    """A package that was moved, a migration that is a package, and code that has no file."""
    sources = [
        ModuleSource("shop.migrations.a", "/p/shop/migrations/a.py", ""),
        ModuleSource("shop.migrations.b", "/p/shop/migrations/b/__init__.py", ""),
        ModuleSource("moved.c", "/q/moved/c.py", ""),
        ModuleSource("squashkit.carried", "", ""),
    ]
    assert roots_of(sources) == {Path("/p"), Path("/q")}


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("shop.migrations.b", "shop.migrations.b"),
        ("shop.migrations.b.f.x", "shop.migrations.b"),
        ("shop.migrations", ""),
        ("shop.migrations.bb", ""),
        ("in shop.migrations.b", ""),
        ("", ""),
    ],
)
def test_replaced_by_name(path, name):
    assert replaced_by_name(path, REPLACED) == name


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("import shop.migrations.b", "shop.migrations.b"),
        ("from shop.migrations.b import f", "shop.migrations.b"),
        ("from shop.migrations import b", "shop.migrations.b"),
        ("f = g('shop.migrations.' '0002_c')", "shop.migrations.0002_c"),
        ("f = g(f'shop.migrations.0002_c')", "shop.migrations.0002_c"),
    ],
)
def test_a_squash_that_needs_what_it_replaces(line, name):
    with pytest.raises(CompositionError) as caught:
        refuse_needed(f"x = 1\nif x:\n    {line}\n", KEY, REPLACED)
    assert caught.value.fact == (
        f"shop.0001_squashed as composed needs `{name}`, which it replaces: `{line}`."
    )


@pytest.mark.parametrize(
    "text",
    [
        "import shop.migrations",
        "from shop.migrations import base",
        "x = ('shop', '0002_c'), 'as in shop.migrations.b', b'shop.migrations.b'",
        "not Python",
    ],
)
def test_a_squash_that_does_not(text):
    refuse_needed(text, KEY, REPLACED)
