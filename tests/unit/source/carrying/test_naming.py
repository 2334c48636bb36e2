from __future__ import annotations

from textwrap import dedent

import pytest

from squashkit.errors import CompositionError
from squashkit.model.migrations import Dependency
from tests.sources import code_of, one, run, squash


def test_later_migrations_give_way():
    text = squash(
        {
            "0001_a": one("X = 1\ndef f(apps, e): return X"),
            "0002_b": one("X = [2]\ndef f(apps, e): return dict(X=X, f=f), 'X', e.X"),
            "third": one("def X(): pass\ndef f(apps, e, X=X): return X"),
        }
    )
    assert code_of(text) == dedent(
        """\
        X = 1


        def f(apps, e): return X


        X_0002 = [2]


        def f_0002(apps, e): return dict(X=X_0002, f=f_0002), 'X', e.X


        def X_third(): pass


        def f_third(apps, e, X=X_third): return X"""
    )
    assert "migrations.RunPython(f_0002),\n" in text


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (
            "def f(apps, e): f_0002 = 1; return f",
            "def f_0002_2(apps, e): f_0002 = 1; return f_0002_2",
        ),
        ("def f(apps, f_0002): return f", "def f_0002_2(apps, f_0002): return f_0002_2"),
        ("f_0002 = 1\ndef f(apps, e): return f_0002", "def f_0002_2(apps, e): return f_0002"),
        (
            "def f(apps, migrations): return migrations",
            "def f_0002(apps, migrations): return migrations",
        ),
    ],
)
def test_new_names_are_free_where_they_are_used(code, expected):
    text = squash({"0001_a": one("def f(apps, e): pass"), "0002_b": one(code)})
    assert expected in text


def test_a_name_is_not_taken_from_a_builtin_that_others_use():
    text = squash(
        {
            "0001_a": one("def filter(x): return 1\ndef f(apps, e): return filter(0)"),
            "0002_b": one(
                "def g(apps, e): return list(filter(None, [0, 2]))", "migrations.RunPython(g)"
            ),
        }
    )
    assert "def filter_0001(x)" in text
    assert run(text) == [1, [2]]


def test_names_of_the_class_are_taken():
    text = squash(
        {"0001_a": one("settings = 1\ndef f(apps, e): return settings")},
        dependencies=(Dependency("", "", "AUTH_USER_MODEL"),),
    )
    assert "settings_0001 = 1" in text
    assert "swappable_dependency(settings.AUTH_USER_MODEL)" in text


def test_clashing_imports_get_an_alias():
    text = squash(
        {
            "0001_a": one("from math import floor as g\ndef f(apps, e): return g(1.5)"),
            "0002_b": one("from math import ceil as g\ndef f(apps, e): return g(1.5)"),
            "0003_c": one(
                "from math import ceil as g\ndef h(apps, e): return g(2.5)",
                "migrations.RunPython(h)",
            ),
        }
    )
    assert "from math import ceil as g_0002\nfrom math import floor as g\n" in text
    assert run(text) == [1, 2, 3]


def test_dotted_imports_keep_their_name():
    text = squash(
        {
            "0001_a": one("def os(): return 1\ndef f(apps, e): return os()"),
            "0002_b": one("import os.path\ndef f(apps, e): return os.path.join('a')"),
        }
    )
    assert "import os.path\n" in text
    assert run(text) == [1, "a"]


def test_a_dotted_import_that_cannot_keep_its_name():
    code = "import migrations.tools\ndef g(apps, e): migrations.tools.x"
    source = one(code, "m.RunPython(g)", head="from django.db import migrations as m")
    with pytest.raises(CompositionError, match=r"^shop.0001_a imports a module as `migrations`"):
        squash({"0001_a": source.replace("(migrations.Migration)", "(m.Migration)")})
