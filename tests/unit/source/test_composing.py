from __future__ import annotations

import re
from textwrap import dedent

import pytest
from django.db import migrations

from squashkit.errors import CompositionError
from squashkit.model.composition import Carried, Composition, ModuleSource, Rendered, Verbatim
from squashkit.model.keys import MigrationKey
from squashkit.model.migrations import Dependency
from squashkit.source.composing import compose


def key(name: str) -> MigrationKey:
    return MigrationKey("shop", name)


def squash(members, *rendered, dependencies=(), **options) -> str:
    """Squash all operations of these members as they are, then the rendered ones."""
    sources = {
        key(name): ModuleSource(f"shop.migrations.{name}", f"{name}.py", dedent(text))
        for name, text in members.items()
    }
    verbatim = [
        Verbatim(key(name), index)
        for name, text in members.items()
        for index in range(len(re.findall(r"Run\w+\(", text)))
    ]
    operations = (*verbatim, *rendered)
    composition = Composition(
        key("0001_squashed"), tuple(sources), dependencies, operations, **options
    )
    return compose(composition, sources)


def one(code: str, *operations: str, head: str = "from django.db import migrations") -> str:
    """The source of one migration."""
    inner = "".join(f"        {text},\n" for text in operations or ["migrations.RunPython(f)"])
    body = f"class Migration(migrations.Migration):\n    operations = [\n{inner}    ]\n"
    return f"{head}\n{dedent(code).strip()}\n\n{body}"


def code_of(text: str) -> str:
    """The part of a squash between its imports and its class."""
    return text.partition("\n\n\n")[2].rpartition("\n\n\nclass Migration")[0].strip()


def run(text: str) -> list[object]:
    """What the forward functions of a squash return."""
    namespace = {"__name__": "shop.migrations.0001_squashed"}
    exec(compile(text, "squash", "exec"), namespace)
    operations = namespace["Migration"].operations
    assert all(isinstance(operation, migrations.RunPython) for operation in operations)
    return [operation.code(None, None) for operation in operations]


def test_a_whole_file():
    first = '''
        """What the file is for."""
        from __future__ import annotations

        import os.path, re  # both
        from unused import thing
        from django.db import migrations, models
        from .. import helpers as h

        # Why it is so.
        NAME = "é"  # the name
        OTHER = 1


        @h.loud
        def forwards(apps: h.Apps, schema_editor, name=NAME):
            """Fill."""
            # inside
            return os.path.join(name, "f")


        class Migration(migrations.Migration):
            @staticmethod
            def backwards(apps, schema_editor):
                if apps:
                    return re.escape("""
          x""")

            operations = [
                # above
                migrations.RunPython(forwards, backwards),  # behind
                migrations.RunSQL("""
                    SELECT 1
                """),
            ]
    '''
    imports = ("from django.db import migrations, models",)
    text = squash(
        {"0001_a": first},
        Rendered("migrations.AddField(\n    'x',\n)", imports),
        dependencies=(Dependency("auth", "0001_initial"), Dependency("", "", "AUTH_USER_MODEL")),
        run_before=(Dependency("blog", "0002_b"),),
        initial=True,
        header=("Squashed by hand.", "", "Twice."),
    )
    assert text == WHOLE


WHOLE = '''\
# Squashed by hand.
#
# Twice.


from __future__ import annotations

import os.path
import re

from django.conf import settings
from django.db import migrations
from shop import helpers as h


# Why it is so.
NAME = "é"  # the name


@h.loud
def forwards(apps: h.Apps, schema_editor, name=NAME):
    """Fill."""
    # inside
    return os.path.join(name, "f")


def backwards(apps, schema_editor):
    if apps:
        return re.escape("""
  x""")


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("shop", "0001_a"),
    ]

    dependencies = [
        ("auth", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    run_before = [
        ("blog", "0002_b"),
    ]

    operations = [
        # above
        migrations.RunPython(forwards, backwards),  # behind
        migrations.RunSQL("""
            SELECT 1
        """),
        migrations.AddField(
    'x',
),
    ]
'''


def test_nothing_to_carry():
    text = squash({"0001_a": one("", 'migrations.RunSQL("")')})
    assert text.startswith("from django.db import migrations\n\n\nclass Migration")
    assert "    dependencies = []\n" in text
    assert "initial" not in text


def test_the_same_input_gives_the_same_text():
    members = {f"000{number}_a": one(f"def f(apps, e): return {number}") for number in range(1, 5)}
    assert squash(members) == squash(dict(members))


@pytest.mark.parametrize(
    "code",
    [
        "def f(apps, e): return 7",
        "f = lambda apps, e: 7",
        "X = 7\nf = lambda apps, e: X",
        "def f(apps, e, x=7): return x",
        "from functools import partial\ndef g(x, apps, e): return x\nf = partial(g, 7)",
        "def g(x):\n    def inner(apps, e):\n        return x\n    return inner\nf = g(7)",
        "class A:\n    x = 7\n    def m(self, apps, e): return self.x\nf = A().m",
        "def d(g): return lambda apps, e: 7\n@d\ndef f(apps, e): pass",
        "try:\n    from nowhere import x\nexcept ImportError:\n    x = 7\ndef f(apps, e): return x",
        "if True:\n    def f(apps, e): return 7\nelse:\n    f = None",
        "x, (y, z) = 7, (0, 0)\ndef f(apps, e): return x + y + z",
        "x = 0\nx += 7\ndef f(apps, e): return x",
        "R = {}\nfor i in (1, 7): R[i] = i\ndef f(apps, e): return R[7]",
        "def f(apps, e):\n    global n\n    n = 7\n    return n",
        "def f(apps, e): return f.x\nf.x = 7",
        "def g(n): return not n or h(n)\ndef h(n): return g(n - 1)\ndef f(a, e): return g(4) and 7",
    ],
)
def test_carried_code_runs(code):
    """Next to a twin that has the same names for other things, in both orders."""
    twin = one(code.replace("7", "8"))
    assert run(squash({"0001_a": one(code), "0002_b": twin})) == [7, 8]
    assert run(squash({"0001_b": twin, "0002_a": one(code)})) == [8, 7]


def test_operations_from_other_imports_of_migrations():
    plain = "from django.db.migrations import Migration as Base, RunPython\n"
    alias = "from django.db import migrations as m\n"
    body = "def f(apps, e): return {}\nclass Migration({}):\n    operations = [{}(f)]\n"
    text = squash(
        {
            "0001_a": plain + body.format(1, "Base", "RunPython"),
            "0002_b": alias + body.format(2, "m.Migration", "m.RunPython"),
        }
    )
    assert "from django.db import migrations, migrations as m\n" in text
    assert "from django.db.migrations import RunPython\n" in text
    assert run(text) == [1, 2]


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
    assert "from math import ceil as g_0002, floor as g\n" in text
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


def test_identical_code_is_carried_once():
    code = "from os import sep\nX = (sep, 1)\ndef g(): return X\ndef f(apps, e): return g()"
    text = squash({"0001_a": one(code), "0002_b": one(code + "  # again"), "0003_c": one(code)})
    assert text.count("def ") == 3
    assert text.count("RunPython(f)") == 2
    assert text.count("RunPython(f_0002)") == 1


def test_one_statement_of_several_names_is_not_taken_for_several_copies():
    text = squash({"0001_a": one("a, b = (1, 2)\ndef f(apps, e): return a, b")})
    assert run(text) == [(1, 2)]


@pytest.mark.parametrize(
    "code",
    [
        "X = []\ndef f(apps, e): X.append(1); return X",
        "def f(apps, e, x=[]): x.append(1); return x",
        "def f(apps, e):\n    global n\n    n = 1",
        "n = 0\ndef f(apps, e):\n    global n\n    n += 1\n    return [n]",
        "def f(apps, e): f.x += [1]; return f.x\nf.x = []",
    ],
)
def test_code_with_state_is_carried_each_time(code):
    text = squash({"0001_a": one(code), "0002_b": one(code)})
    first, second = run(text)
    assert first == second
    assert "def f_0002" in text


def test_functions_from_another_replaced_migration():
    text = squash(
        {
            "0001_a": one(
                "from .data_step import f, X\ndef g(apps, e): return X", "migrations.RunPython(g)"
            ),
            "data_step": one("X = 1\ndef f(apps, e): return X + 1"),
            "0003_c": one(
                "from shop.migrations.data_step import f as X\n", "migrations.RunPython(X)"
            ),
        }
    )
    assert "data_step import" not in text
    assert run(text) == [1, 2, 2]


def test_hoisted_and_module_level_names_are_two_things():
    code = """
        from django.db import migrations
        def f(apps, e): return 1
        class Migration(migrations.Migration):
          X = 2
          @staticmethod
          def f(apps, e):
            return 2
          operations = [migrations.RunPython(f), migrations.RunPython(lambda a, e: f(a, e))]
    """
    text = squash({"0001_a": code})
    assert code_of(text) == "def f(apps, e): return 1\n\n\ndef f_0001(apps, e):\n    return 2"
    assert run(text) == [2, 1]


def test_rendered_operations_name_carried_objects():
    text = squash(
        {
            "0001_a": one("def f(apps, e): pass"),
            "0002_b": "from x import y\ndef f(): return y\nclass Migration: pass\n",
        },
        Rendered(
            "m.A(f=_0, g='_0', h=_1)",
            ("import m",),
            (
                Carried("_0", "shop.migrations.0002_b", "f"),
                Carried("_1", "shop.migrations.0002_b", "y"),
            ),
        ),
    )
    assert "        m.A(f=f_0002, g='_0', h=y),\n" in text
    assert "def f_0002(): return y\n" in text
