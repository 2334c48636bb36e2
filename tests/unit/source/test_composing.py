from __future__ import annotations

import pytest

from squashkit.model.composition import Carried, Rendered
from squashkit.model.migrations import Dependency
from tests.sources import code_of, key, one, run, squash


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


# 0001_a: What the file is for.
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


def test_what_modules_say_of_themselves_stands_above_their_code():
    said = one(
        "def f(apps, editor): pass",
        head='"""Fill.\n\n    Twice.\n"""\nfrom django.db import migrations',
    )
    text = squash({"0001_a": said, "0002_b": one("def f(apps, editor): return 1")})

    assert code_of(text) == (
        "# 0001_a: Fill.\n#\n# Twice.\ndef f(apps, editor): pass\n\n\n"
        "def f_0002(apps, editor): return 1"
    )


SAID = """
# 0001_a: Of the file.
#
# Of the class.
#
# Twice.
# Above the class.
X = 1

# Behind X.

Y = X


class Migration(migrations.Migration):
    replaces = [
        ("shop", "0001_a"),
        ("shop", "0002_b"),
    ]

    dependencies = []

    operations = [
        # Above the operations.
        # Above the first.
        migrations.RunSQL(X),
        migrations.RunSQL(Y),  # Behind the second.
        # At the end.
        # 0002_b: Of the class.
        migrations.RunSQL(""),
        migrations.RunSQL(""),
    ]
"""


def test_docstrings_and_comments_around_the_class():
    first = '''
        """Of the file."""
        from django.db import migrations
        X = 1

        # Behind X.

        # Above the class.
        class Migration(migrations.Migration):
            """Of the class.

            Twice.
            """
            # Above the operations.
            operations = [
                # Above the first.
                migrations.RunSQL(X),
                migrations.RunSQL(Y),  # Behind the second.
                # At the end.
            ]
        Y = X
    '''
    second = '''
        from django.db import migrations
        class Migration(migrations.Migration):
            """Of the class."""
            operations = [migrations.RunSQL(""), migrations.RunSQL("")]
    '''
    text = squash({"0001_a": first, "0002_b": second})
    assert text.partition("migrations\n\n")[2] == SAID


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
    assert "from django.db import migrations\nfrom django.db import migrations as m\n" in text
    assert "from django.db.migrations import RunPython\n" in text
    assert run(text) == [1, 2]


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


def test_functions_of_another_replaced_migration_by_its_module():
    first = one("K = 1\ndef f(a, s): return K")
    head = "from importlib import import_module\nfrom django.db import migrations"
    lines = "m = import_module('.0001_a', __package__)\ndef g(a, s): return m.f(a, s) + m.K"
    second = one(lines, "migrations.RunPython(m.f)", "migrations.RunPython(g)", head=head)
    text = squash({"0001_a": first, "0002_b": second})
    code = code_of(text).replace("\n\n\n", "\n")
    assert code == "K = 1\ndef f(a, s): return K\ndef g(a, s): return f(a, s) + K"
    assert run(text) == [1, 1, 2]


TAKEN_IN_FUNCTIONS = """
K_m1_2 = 1
def f_m1(a, s): return K_m1_2
def f(f, s):
    return(f_m1)(f, s)
def g(a, s):
    f = f_m1
    g, K_m1 = f_m1, K_m1_2
    K = g(a, s) + f(a, s)
    return K + K_m1
"""


def test_functions_of_another_replaced_migration_that_functions_import():
    first = one("K = 1\ndef f(a, s): return K")
    head = "import importlib as il\nfrom django.db import migrations"
    second = one(
        """
        def f(f, s):
            return(il.import_module("shop.migrations.m1").f)(f, s)
        def g(a, s):
            from .m1 import f
            from .m1 import f as g, K as K_m1
            K = g(a, s) + f(a, s)
            return K + K_m1
        """,
        "migrations.RunPython(f)",
        "migrations.RunPython(g)",
        "migrations.RunPython(il.import_module('.m1', __package__).f)",
        head=head,
    )
    text = squash({"m1": first, "0002_b": second})
    assert code_of(text).replace("\n\n\n", "\n") == TAKEN_IN_FUNCTIONS.strip()
    assert "il" not in text
    assert run(text) == [1, 1, 3, 1]


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


class TestTheClass:
    """What the class says besides its operations."""

    def members(self):
        return {"0001_a": one("def f(apps, e): pass")}

    def head(self, **options):
        """From the class to its operations, without blank lines."""
        text = squash(self.members(), **options)
        inside = text.partition("\nclass ")[2].partition("    operations")[0]
        return [line.strip() for line in inside.splitlines() if line.strip()]

    def imports(self, **options):
        return squash(self.members(), **options).partition("\n\n\n")[0].splitlines()

    def test_one_transaction_is_not_worth_a_word(self):
        assert self.head(atomic=True) == [
            "Migration(migrations.Migration):",
            "replaces = [",
            '("shop", "0001_a"),',
            "]",
            "dependencies = []",
        ]

    def test_several_are(self):
        assert self.head(atomic=False)[1] == "atomic = False"
        assert self.head(atomic=False, initial=True)[1:3] == ["initial = True", "atomic = False"]

    def test_what_it_replaces_is_not_always_what_it_is_made_of(self):
        replaced = (key("0001_x"), key("0002_y"))

        assert self.head(replaces=replaced)[1:5] == [
            "replaces = [",
            '("shop", "0001_x"),',
            '("shop", "0002_y"),',
            "]",
        ]
        assert self.head(replaces=())[2] == '("shop", "0001_a"),'

    def test_a_base_class_is_imported(self):
        base = {"base": "shop.base.Careful"}

        assert self.head(**base)[0] == "Migration(Careful):"
        assert self.imports(**base) == [
            "from django.db import migrations",
            "from shop.base import Careful",
        ]

    def test_a_base_class_with_the_name_of_something_else(self):
        code = one("def Careful(apps, e): return 1", "migrations.RunPython(Careful)")
        text = squash({"0001_a": code}, base="shop.base.Careful")

        assert "class Migration(Careful):" in text
        assert "def Careful_0001(apps, e)" in text
        assert "RunPython(Careful_0001)" in text

    def test_a_base_class_that_is_called_migration(self):
        text = squash(self.members(), base="shop.base.Migration")

        assert "class Migration(Migration):" not in text
