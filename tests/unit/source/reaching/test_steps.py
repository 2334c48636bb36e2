"""What steps reach by their code, and what ends the reading."""

from __future__ import annotations

from textwrap import dedent, indent

import pytest

from squashkit.model.keys import MigrationKey
from squashkit.source.reaching import read_reaches
from squashkit.source.reading import read_migration

KEY = MigrationKey("shop", "0002_data")
NAME = "shop.migrations.0002_data"
HEAD = "from django.db import migrations\n"


def reach(code, operation="migrations.RunPython(step)", **others):
    """All that one step may reach; other modules by their dotted names, with `__` for the dots."""
    found = read(code, operation, **others)
    return found.with_loops(found.loops)


def read(code, operation="migrations.RunPython(step)", **others):
    text = (
        f"{HEAD}{dedent(code)}\nclass Migration(migrations.Migration):\n"
        f"    dependencies = []\n    operations = [{operation}]\n"
    )
    files = {NAME: text, **{name.replace("__", "."): dedent(one) for name, one in others.items()}}
    facts = read_migration(KEY, text.encode(), "0002_data.py")
    found = read_reaches(
        {NAME: facts},
        lambda name: (f"{name}.py", files[name].encode()) if name in files else None,
    )
    return found[KEY, 0]


def step(*lines, before="", **how):
    """The reach of a function with this body."""
    body = indent(dedent("\n".join(lines)), "    ")
    return reach(f"{before}\n\ndef step(apps, schema_editor):\n{body}\n", **how)


def models(found):
    assert found.unknown is None, found.unknown
    return " ".join(map(str, found.models))


ASKS = "asks for a model by a name that is computed"
COMPUTED = "looks rows up by a name that is computed"
ITEM = "Item = apps.get_model('shop', 'Item')"


def test_models_are_asked_for_in_two_ways():
    assert models(step(ITEM, "apps.get_model('stock.Shelf').objects.update(full=True)")) == (
        "shop.item stock.shelf"
    )


def test_models_may_be_asked_for_in_a_loop():
    code = "for name in ['Item', 'Offer']:\n    apps.get_model('shop', name).objects.all()"
    assert models(step(code)) == "shop.item shop.offer"


def test_types_do_not_count():
    code = (
        "from django.db.migrations.state import StateApps\n"
        "def step(apps: StateApps, editor: 'Editor') -> StateApps:\n"
        "    item: StateApps.Model = apps.get_model('shop', 'Item')\n"
    )
    assert models(read(code).code) == "shop.item"


@pytest.mark.parametrize(
    "line",
    [
        "apps.get_model(settings.AUTH_USER_MODEL)",
        "apps.get_model(*settings.AUTH_USER_MODEL.split('.'))",
    ],
)
def test_settings_may_name_models(line):
    found = step(line, before="from django.conf import settings")

    assert (found.unknown, found.settings) == (None, ("AUTH_USER_MODEL",))


def test_words_are_those_of_attributes_keywords_and_texts():
    found = step(ITEM, "Item.objects.filter(shelf__full=True).values_list('offer__price')")

    assert {"shelf", "full", "offer", "price"} <= set(found.words)


def test_what_makes_and_what_deletes_rows():
    assert step(ITEM, "Item.objects.create()").makes
    assert step(ITEM, "Item.objects.all().delete()").deletes
    assert not step(ITEM, "Item.objects.update(x=1)").makes


def test_helpers_are_read_wherever_they_are():
    code = "from shop.tools import clean\nfrom ._help import other"
    tools = "def clean(apps):\n    return apps.get_model('stock', 'Shelf')\n"
    found = step(
        "clean(apps)",
        "other(apps)",
        before=code,
        shop__tools=tools,
        shop__migrations___help="def other(apps): apps.get_model('shop', 'Offer')",
    )
    assert models(found) == "shop.offer stock.shelf"


def test_a_module_of_helpers_and_names_that_are_bound_together():
    found = step(
        "_help.other(apps, RIGHT)",
        before="from . import _help\nLEFT, RIGHT = 'shop', 'Offer'",
        shop__migrations___help="def other(apps, name): apps.get_model('shop', 'Offer')",
    )
    assert models(found) == "shop.offer"


def test_lambdas_partials_and_static_methods():
    assert models(reach("", "migrations.RunPython(lambda a, e: a.get_model('shop.Item'))")) == (
        "shop.item"
    )
    code = "from functools import partial\ndef step(a, e, to): a.get_model('shop.Item')\n"
    assert models(reach(code, "migrations.RunPython(partial(step, to=1))")) == "shop.item"


def test_the_way_back_counts_as_well():
    code = "def step(a, e): a.get_model('shop.Item')\ndef back(a, e): a.get_model('stock.Shelf')\n"

    assert models(reach(code, "migrations.RunPython(step, back)")) == "shop.item stock.shelf"
    assert models(reach(code, "migrations.RunPython(step, reverse_code=None)")) == "shop.item"


def test_a_static_method_of_the_class():
    text = (
        f"{HEAD}class Migration(migrations.Migration):\n"
        "    @staticmethod\n    def step(apps, editor): apps.get_model('shop.Item')\n"
        "    operations = [migrations.RunPython(step)]\n"
    )
    facts = read_migration(KEY, text.encode(), "x.py")
    [found] = read_reaches({NAME: facts}, lambda _: ("x.py", text.encode())).values()

    assert models(found.code) == "shop.item"


@pytest.mark.parametrize(
    "line",
    [
        "slugify(name)",
        "timezone.now()",
        "Item.objects.annotate(n=models.Count('x')).filter(models.Q(n=1) | models.Q(x=None))",
        "with transaction.atomic(): pass",
        "alias = schema_editor.connection.alias\nItem.objects.using(alias)",
        "given = {'price': 1}\nItem.objects.filter(**given)",
        "datetime.date.today().strftime('%Y')",
        "sys.stdout.write('done')",
        "getattr(Item.objects.first(), 'price')",
        "print([str(one) for one in sorted(Item.objects.all(), key=lambda x: x.pk)])",
    ],
)
def test_what_is_harmless(line):
    before = (
        "import datetime, sys\nfrom django.db import models, transaction\n"
        "from django.utils import timezone\nfrom django.utils.text import slugify\n"
    )
    assert models(step("name = ''", ITEM, line, before=before)) == "shop.item"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("open('x')", "calls open"),
        ("exec('x')", "calls exec"),
        ("settings.DEBUG", "uses django.conf.settings"),
        ("transaction.on_commit(Item.objects.create)", "does something later"),
        ("schema_editor.deferred_sql.append('x')", "runs SQL of its own"),
        ("Item().save(False, False, 'archive')", "names another database"),
        ("for alias in ['x']: Item.objects.using(alias)", "names another database"),
        ("reindex(apps)", "uses reindex, which may be this or that"),
        ("g = getattr\ng(Item, 'x')", "passes getattr on"),
        ("Item.__bases__[0].objects.update(x=1)", "uses __bases__"),
        ("operator.attrgetter('x')", "uses operator"),
        ("models.base.apps", "uses django.db.models.base"),
        ("Item.objects.filter(models.Q(('b_' + name, 1)))", COMPUTED),
        ("n = 'b_%s' % name\nItem.objects.values_list(n)", COMPUTED),
        ("Item.objects.values_list('b_{}'.format(name))", COMPUTED),
        ("d = {}\nd.update(name)\nItem.objects.filter(**d)", COMPUTED),
        ("apps.get_model(name or settings.AUTH_USER_MODEL)", ASKS),
        ("hook = [1][0]\nhook(1)", "calls hook, which may be anything"),
        ("for hook in settings.HOOKS: hook()", "calls hook, which may be anything"),
        ("os.getenv('X')", "uses os"),
        ("connection.queries", "uses django.db.connection"),
        ("schema_editor.execute('x')", "runs SQL of its own"),
        ("apps.get_models()", "looks at all models"),
        ("apps.get_model('shop', name)", ASKS),
        ("Item.objects.special()", "calls .special()"),
        ("Item.objects.filter(**{f'{name}__x': 1})", "looks rows up by a name that is computed"),
        ("getattr(Item, name + 'x')", "gets an attribute by a name that is computed"),
        ("Model.objects.all()", "uses shop.models.Item"),
        ("rebuild()", "uses elsewhere.rebuild"),
        ("f = Item.objects.special\nf()", "calls f, which may be anything"),
        ("nothing_of_that_name()", "uses nothing_of_that_name"),
        ("Item.objects.using('archive')", "names another database"),
        ("Item().save(using='archive')", "names another database"),
        ("models.expressions.RawSQL('x', [])", "uses django.db.models.expressions.RawSQL"),
        ("recorder.MigrationRecorder", "uses django.db.migrations.recorder"),
        ("list(map(apps.get_model, []))", "passes get_model on"),
        ("getattr(schema_editor, 'execute')('x')", "calls what it has worked out"),
        ("getattr(Item, name)", "gets an attribute by a name that is computed"),
        ("Item.objects.filter(**name)", "looks rows up by a name that is computed"),
        ("Item.objects.values_list(f'{name}__x')", "looks rows up by a name that is computed"),
        ("Item._meta.fields[0].related_model", "follows relations that it does not name"),
    ],
)
def test_what_ends_the_reading(line, reason):
    before = (
        "import operator, os\nfrom django.conf import settings\n"
        "from django.db import connection, models, transaction\n"
        "from django.db.migrations import recorder\n"
        "reindex = None\nif True:\n    def reindex(apps): pass\n"
        "from elsewhere import rebuild\nfrom shop.models import Item as Model\n"
    )
    before = f"{before}given = str()\n"
    lines = ("name = given", ITEM, *line.splitlines())
    found = step(*lines, before=before, shop__models="class Item: pass")

    assert found.unknown is not None
    assert found.unknown.reason == reason


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("schema_editor.connection.display_name", "asks which database it runs on"),
        ("schema_editor.connection.vendor == 'mysql'", "asks which database it runs on"),
        ("if schema_editor.connection.alias != 'x': return", "asks which database it runs on"),
        (
            "db = schema_editor.connection.alias\nif db != 'x': return",
            "asks which database it runs on",
        ),
        ("db = schema_editor.connection.alias\nstr(db)", "asks which database it runs on"),
        ("try: import fancy\nexcept ImportError: return", "imports fancy"),
        ("try: from a.b import c\nexcept ImportError: return", "imports a.b.c"),
        ("Item._meta.get_field('x').choices", "reads what a field may hold"),
    ],
)
def test_what_is_not_the_same_everywhere(line, reason):
    found = step(ITEM, line)

    assert models(found) == "shop.item"
    assert found.varies is not None
    assert found.varies.reason == reason


@pytest.mark.parametrize(
    "line",
    [
        "Item.objects.using(schema_editor.connection.alias)",
        "db = schema_editor.connection.alias\nItem.objects.db_manager(db).update(x=1)",
        "db = schema_editor.connection.alias\nItem().save(using=db)",
        "from decimal import Decimal\nDecimal(1)",
        "from shop.names import ONE",
    ],
)
def test_what_is_the_same_everywhere(line):
    assert step(ITEM, *line.splitlines(), shop__names="ONE = 1").varies is None


@pytest.mark.parametrize(
    ("before", "line"),
    [
        ("N = []\nN.append(1)", 2),
        ("N = []\nif x:\n    N.extend(y)", 3),
        ("N = []\nfor one in x: N.append(one)", 2),
        ("N = {}\nexec('', N)", 2),
        ("N = {}\nN['x'] = 1", 2),
        ("N = []\ndef register(f): N.append(f)", 2),
        ("N = []\n@N.append\ndef one(): pass", 2),
        ("M = []\nN = M\nfill(M)", None),
        ("M = []\nN = M\nM.append(1)", None),
        ("N = 1\ndef other():\n    global N\n    N = 2", 3),
    ],
)
def test_what_a_module_puts_into_a_value_counts(before, line):
    """It may be by a setting, and then it is another elsewhere."""
    found = step("for one in N: pass", before=before)

    assert found.varies is not None
    assert found.varies.reason in {"changes N, which a step uses", "changes M, which a step uses"}
    assert line is None or found.varies.line == line + HEAD.count("\n")


def test_what_is_set_of_a_function_counts():
    before = "def f(x=0): return x\nf.__defaults__ = (y,)"
    assert step("f()", before=before).varies.reason == "changes f, which a step uses"


@pytest.mark.parametrize(
    "before",
    [
        "N = ['a', 'b']",
        "N = ('a',)\nM = []\nM.append(1)",
        "N = ['a']\nM = sorted(N)\nL = len(N)",
        "N = ['a']\nclass Form: x = Field(choices=N)",
        "N = ['a']\nlater = partial(fill, N)",
    ],
)
def test_values_that_nothing_changes(before):
    assert step("for one in N: pass", before=before).varies is None


def test_others_may_fill_the_list_of_another_module():
    for value in ("[]", "{}", "dict()", "defaultdict(list)", "[x for x in ()]"):
        found = step(
            "for one in N: pass", before="from shop.names import N", shop__names=f"N = {value}"
        )
        assert found.varies.reason == "uses shop.names.N, which other modules may change"
    for value in ("('a',)", "'a'", "frozenset('a')"):
        found = step(
            "for one in N: pass", before="from shop.names import N", shop__names=f"N = {value}"
        )
        assert found.varies is None


@pytest.mark.parametrize(
    ("before", "line", "what"),
    [
        ("from datetime import date", "date.today()", "datetime.date.today"),
        ("import datetime", "datetime.datetime.now()", "datetime.datetime.now"),
        ("from django.utils import timezone", "timezone.now()", "django.utils.timezone.now"),
        ("from django.utils.timezone import now", "now()", "django.utils.timezone.now"),
        ("import random", "random.random()", "random.random"),
        ("from uuid import uuid4", "uuid4()", "uuid.uuid4"),
    ],
)
def test_the_clock_and_the_lot(before, line, what):
    found = step(ITEM, line, before=before)

    assert models(found) == "shop.item"
    assert found.varies is None
    assert found.chance.reason == f"uses {what}"


def test_no_clock():
    assert step(ITEM, "date(2026, 1, 1)", before="from datetime import date").chance is None


class TestLoops:
    """What runs for each row of a model is told apart: there may be none."""

    @pytest.mark.parametrize(
        "line",
        [
            "for one in Item.objects.all(): open(one)",
            "for one in Item.objects.filter(x=1).order_by('y').iterator(): open(one)",
            "for number, one in enumerate(Item.objects.all()[:10]): open(one)",
            "rows = Item.objects.values_list('x')\nfor one in list(rows): open(one)",
            "rows = Item.objects.all()[:9]\nfor one in rows:\n    one.x = 1\n    open(one)",
            "[open(one) for one in Item._default_manager.all()]",
            "{one.x: 1 for one in Item.objects.all() if open(one)}",
            "sum(two for one in Item.objects.all() for two in open(one))",
            "for one in apps.get_model('shop.Item').objects.all(): open(one)",
            "alias = schema_editor.connection.alias\n"
            "for one in Item.objects.using(alias):\n    for two in one.x.all(): open(two)",
        ],
    )
    def test_over_rows(self, line):
        [loop] = self.read(line).loops

        assert (str(loop.model), loop.inside.unknown.reason) == ("shop.item", "calls open")

    @pytest.mark.parametrize(
        "line",
        [
            "for one in [1]: open(one)",
            "for one in Item.objects.aggregate(x=1): open(one)",
            "for one in Item.objects.all().union(Shelf.objects.all()): open(one)",
            "for one in Item.objects.all(): pass\nelse: open('x')",
            "[one for one in open('x') for two in Item.objects.all()]",
            "rows = Item.objects.all()\nrows = [1]\nfor one in rows: open(one)",
            "for one in Model.objects.all(): open(one)",
            "rows = list(Item.objects.all())\nrows.append(1)\nfor one in rows: open(one)",
            "rows = Item.objects.all()\nrows._result_cache = [1]\nfor one in rows: open(one)",
            "rows = Item.objects.all()\nmatch [1]:\n    case rows: pass\n"
            "for one in rows: open(one)",
            "rows = Item.objects.all()\nfrom x import rows\nfor one in rows: open(one)",
            "def inner():\n    rows = Item.objects.all()\nfor one in rows: open(one)",
            "def sorted(x): return [1]\nfor one in sorted(Item.objects.all()): open(one)",
            "for one in Item.objects.annotate(n=1).values('n'): open(one)",
            "for one in Item.objects.values(Count('pk')): open(one)",
            "for one in map(Item, [1]): open(one)",
            "while Item.objects.exists(): open('x')",
            "for one in sorted(Item.objects.all(), key=open): pass",
        ],
    )
    def test_over_something_else(self, line):
        found = self.read(line)

        assert not [one for one in found.loops if one.inside.unknown]
        assert found.code.unknown is not None

    def test_a_helper_may_hold_the_loop(self):
        before = (
            "def go(apps):\n    for x in apps.get_model('shop', 'Item').objects.all(): help(x)\n"
            "def help(one): open(one)\n"
        )
        [loop] = read(f"{before}def step(apps, editor): go(apps)\n").loops

        assert loop.inside.unknown.reason == "calls open"

    def test_what_is_called_inside_and_outside_counts_for_both(self):
        before = "def help(one): open(one)\n"
        found = self.read("for one in Item.objects.all(): help(one)\nhelp(2)", before)

        assert found.code.unknown is not None
        assert [loop.inside.unknown is not None for loop in found.loops] == [True]

    def test_a_setting_may_name_the_model(self):
        [loop] = self.read(
            "for one in apps.get_model(settings.AUTH_USER_MODEL).objects.all(): open(one)",
            "from django.conf import settings\n",
        ).loops

        assert (loop.model, loop.setting) == (None, "AUTH_USER_MODEL")

    def test_the_way_back_meets_the_rows_there_are_by_then(self):
        lines = (
            "def {}(apps, e):\n    for one in apps.get_model('shop.Item').objects.all(): open(1)\n"
        )
        found = read(
            lines.format("step") + lines.format("back"), "migrations.RunPython(step, back)"
        )
        assert found.code.unknown is not None

    @staticmethod
    def read(lines, before=""):
        given = f"{ITEM}\nShelf = apps.get_model('shop', 'Shelf')\n{lines}"
        code = f"{before}def step(apps, schema_editor):\n{indent(given, '    ')}\n"
        return read(f"from shop.models import Item as Model\n{code}")


def test_names_that_are_given_each_other_end():
    lines = ("x = y = 'a'", "x = (x, y)", "y = x", "Item.objects.filter(x)")

    assert models(step(ITEM, *lines)) == "shop.item"
    step("a = b.all()", "b = a.all()", "for one in b: pass", "a.using(b)")


def test_instances_and_methods_that_are_passed_on_may_make_rows():
    assert step(ITEM, "Item(x=1).save()").makes
    assert step(ITEM, "list(map(Item.objects.create, []))").makes
    assert step(ITEM, "make = Item.objects.create", "list(map(make, []))").makes
    assert not step(ITEM, "make = Item.objects.create").makes
    assert not step(ITEM, "def go(x): pass", "go(1)").makes


def test_a_function_that_is_wrapped_later_is_what_wraps_it():
    code = "def wrap(f): return open(f)\ndef step(a, e): pass\nstep = wrap(step)\n"
    found = reach(code)

    assert found.unknown is not None
    assert found.unknown.reason == "calls open"


def test_a_list_with_a_type():
    text = (
        f"{HEAD}class Migration(migrations.Migration):\n"
        "    operations: list = [migrations.RunPython(lambda a, e: a.get_model('shop.Item'))]\n"
    )
    facts = read_migration(KEY, text.encode(), "x.py")
    [found] = read_reaches({NAME: facts}, lambda _: ("x.py", text.encode())).values()

    assert models(found.code) == "shop.item"


def test_the_reason_says_where():
    found = step("open('x')")

    assert str(found.unknown) == "shop.migrations.0002_data.py, line 5: it calls open"


@pytest.mark.parametrize(
    ("operation", "reason"),
    [
        ("migrations.RunSQL('SELECT 1')", "is SQL, which is not read"),
        ("shop.operations.Rebuild()", "is an operation shop.operations.Rebuild, which is not read"),
        ("migrations.RunPython(*both)", "gets its function in a way that is not read"),
    ],
)
def test_other_operations_are_not_read(operation, reason):
    found = reach("import shop.operations\nboth = ()", operation)

    assert found.unknown is not None
    assert found.unknown.reason == reason
