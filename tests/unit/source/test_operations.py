import ast

import pytest

from squashkit.model.migrations import ModelName
from squashkit.source.names import NotLiteralError, names_of
from squashkit.source.operations import read_operation

MODULE = """
from django.conf import settings
from django.db import migrations, models
from django.db import migrations as m
from django.db.migrations import RunPython
from django.contrib.postgres.operations import TrigramExtension
from tools import ops
import datetime, functools, os, random, uuid
from django.utils import timezone
from functools import partial

LINK = models.ForeignKey("a.B", on_delete=None)
LOOP = ops.wrapped(LOOP)
APP = "stock"
MODEL = "Item"

def helper(apps):
    return apps.get_model("stock", "Item")

def forwards(apps, editor):
    apps.get_model("shop.Product").objects.update(price=helper(apps))

def wild(apps, editor):
    apps.get_model(editor.app, "Product")

def named(apps, editor):
    apps.get_model(APP, MODEL)

def shadowed(apps, editor, APP="x"):
    MODEL = "y"
    apps.get_model(APP, "Item")
    apps.get_model("shop", MODEL)
"""


def read(text):
    return read_operation(ast.parse(text, mode="eval").body, "shop", names_of(ast.parse(MODULE)))


@pytest.mark.parametrize(
    ("text", "kind", "model"),
    [
        ("migrations.CreateModel('Product', [])", "CreateModel", "product"),
        ("migrations.CreateModel(name='Product', fields=[])", "CreateModel", "product"),
        ("m.AddField(model_name='Product', name='x', field=None)", "AddField", "product"),
        ("migrations.RenameModel('Old', 'New')", "RenameModel", "old"),
        ("migrations.RenameModel(old_name='Old', new_name='New')", "RenameModel", "old"),
    ],
)
def test_schema_operations_name_their_model(text, kind, model):
    facts = read(text)

    assert (facts.kind, facts.model, facts.touches_rows) == (kind, model, False)


def test_references_are_all_that_looks_like_a_model():
    facts = read("m.AddField('p', 'x', models.ForeignKey(to='stock.Item', through='a.B'))")

    assert facts.references == {ModelName("stock", "item"), ModelName("a", "b")}


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("models.ForeignKey('stock.Item', help_text='shop.category')", "stock.item"),
        ("models.ForeignKey(to='Item')", "shop.item"),
        ("models.ForeignKey('self')", ""),
        ("models.ForeignKey(to=settings.AUTH_USER_MODEL)", ""),
        ("models.ForeignKey(find('a.B'))", ""),
        (
            "models.ManyToManyField(to='a.B', through='c.D', limit_choices_to={'x': 'e.F'})",
            "a.b c.d",
        ),
        ("models.ManyToManyField('self', through='Link')", "shop.link"),
        ("ops.ParentalKey('Page', related_name='a.b')", "shop.page"),
        ("ops.TreeForeignKey('a.B', verbose_name='c.d')", "a.b"),
        ("ops.TreeField('A name', 'a.B')", ""),
        ("ops.TreeField(to='B')", "shop.b"),
        ("ops.Wrapped(models.OneToOneField('a.B'))", "a.b"),
        ("ops.Wrapped('No. 1', validators=[find('a.B')], default=find('a.B'))", ""),
        ("models.CharField('a.b', default='c.d')", ""),
        ("LINK", "a.b"),
        ("LOOP", ""),
    ],
)
def test_relations_are_models_and_nothing_else(field, expected):
    wanted = {ModelName(*one.split(".")) for one in expected.split()}

    assert read(f"m.AddField('p', 'x', {field})").relations == wanted
    assert read(f"m.AlterField('p', 'x', field={field})").relations == wanted
    assert read(f"m.CreateModel('p', [('x', {field})])").relations == wanted
    assert read(f"ops.Custom('p', fields=[('x', {field})])").relations == wanted


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("m.CreateModel('P', [], bases=('a.B', models.Model, 'B'))", {ModelName("a", "b")}),
        ("m.CreateModel('P', [*some, ('x', models.ForeignKey('a.B'))])", {ModelName("a", "b")}),
        ("m.AlterModelTable('P', 'a.b')", set()),
        ("m.AddIndex('P', models.Index('a.b'))", set()),
        ("ops.Custom('a.b', models.ForeignKey('c.D'), find('e.F'))", {ModelName("c", "d")}),
        ("migrations.RunSQL('a.b')", set()),
        ("RunPython(lambda apps, editor: apps.get_model('a.B'))", set()),
        (
            "m.SeparateDatabaseAndState([m.AddField('p', 'x', models.ForeignKey('a.B'))],"
            " [m.CreateModel('q', [], bases=('c.D',))])",
            {ModelName("a", "b"), ModelName("c", "d")},
        ),
    ],
)
def test_relations_of_operations(text, expected):
    assert read(text).relations == expected


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("models.ForeignKey('a.B', to_field='sku')", ((ModelName("a", "b"), "sku"),)),
        ("models.ForeignKey('self', to_field='sku')", ((ModelName("shop", "p"), "sku"),)),
        ("models.ForeignKey('a.B', to_field=None)", ()),
        ("models.ForeignKey(find(), to_field='sku')", ()),
        (
            "models.ManyToManyField('a.B', through='Link', through_fields=('x', 'y'))",
            ((ModelName("shop", "link"), "x"), (ModelName("shop", "link"), "y")),
        ),
        ("models.ManyToManyField('a.B', through=find(), through_fields=('x', 'y'))", ()),
    ],
)
def test_fields_that_relations_name(field, expected):
    text = f"m.AddField('P', 'x', {field})"

    assert read(text).relation_fields == expected
    assert read(f"m.SeparateDatabaseAndState([{text}], [{text}])").relation_fields == expected


def test_self_is_nothing_where_the_model_is_not_known():
    assert read("ops.Custom(models.ForeignKey('self', to_field='sku'))").relation_fields == ()


@pytest.mark.parametrize(
    ("arguments", "kinds"),
    [
        ("'x', state_operations=[m.DeleteModel('Old')]", ["DeleteModel"]),
        ("'x', None, [m.DeleteModel('Old')]", ["DeleteModel"]),
        ("'x', state_operations=None", []),
        ("'x', state_operations=find()", []),
        ("'x', state_operations=[find()()]", []),
    ],
)
def test_sql_may_say_what_it_does_to_the_models(arguments, kinds):
    facts = read(f"migrations.RunSQL({arguments})")

    assert ([one.kind for one in facts.inner], facts.touches_rows) == (kinds, True)
    assert facts.removes == {ModelName("shop", "old") for _ in kinds}


@pytest.mark.parametrize("kind", ["RenameModel('Old', 'New')", "DeleteModel('Old')"])
def test_a_name_that_is_gone_is_removed(kind):
    assert read(f"migrations.{kind}").removes == {ModelName("shop", "old")}


@pytest.mark.parametrize(
    "text",
    ["RunPython(forwards)", "migrations.RunSQL('SELECT 1')", "ops.Custom()"],
)
def test_what_may_touch_rows(text):
    assert read(text).touches_rows


def test_extensions_of_postgresql_do_not_touch_rows():
    assert not read("TrigramExtension()").touches_rows


@pytest.mark.parametrize(
    ("text", "apps"),
    [
        ("RunPython(forwards)", {"shop", "stock"}),
        ("RunPython(code=forwards)", {"shop", "stock"}),
        ("RunPython(wild)", set()),
        ("RunPython(ops.imported)", set()),
        ("RunPython(lambda apps, editor: None)", set()),
        ("migrations.RunSQL('SELECT 1')", set()),
    ],
)
def test_the_apps_that_a_step_asks_for(text, apps):
    assert read(text).touched_apps == apps


@pytest.mark.parametrize(
    ("code", "models"),
    [
        ("forwards", "shop.product stock.item"),
        ("lambda apps, editor: apps.get_model('shop', 'Product')", "shop.product"),
        ("lambda apps, editor: helper(apps)", "stock.item"),
        ("functools.partial(forwards, batch=10)", "shop.product stock.item"),
        ("partial(func=forwards)", ""),
        ("partial()", ""),
        ("partial(ops.imported, 1)", ""),
        ("named", "stock.item"),
        ("lambda apps, editor: apps.get_model(app_label=APP, model_name='Item')", "stock.item"),
        ("lambda APP, editor: APP.get_model(APP, 'Item')", ""),
        ("shadowed", ""),
    ],
)
def test_the_models_that_a_step_asks_for(code, models):
    wanted = {ModelName(*one.split(".")) for one in models.split()}

    assert read(f"RunPython({code})").asks == wanted
    assert read(f"RunPython(code={code})").asks == wanted


@pytest.mark.parametrize(
    ("text", "noop"),
    [
        ("RunPython(RunPython.noop)", True),
        ("RunPython(migrations.RunPython.noop, migrations.RunPython.noop)", True),
        ("RunPython(RunPython.noop, forwards)", False),
        ("RunPython(forwards, RunPython.noop)", False),
        ("migrations.RunSQL('')", True),
        ("migrations.RunSQL([], reverse_sql=migrations.RunSQL.noop)", True),
        ("migrations.RunSQL('', state_operations=[m.DeleteModel('X')])", False),
        ("migrations.RunSQL('SELECT 1')", False),
    ],
)
def test_noops(text, noop):
    assert read(text).noop is noop


def test_elidable_is_the_author_s_word():
    assert read("RunPython(forwards, elidable=True)").elidable
    assert not read("RunPython(forwards, elidable=False)").elidable


def test_separate_database_and_state_is_as_wide_as_what_it_holds():
    facts = read(
        "migrations.SeparateDatabaseAndState([migrations.RunSQL('SELECT 1')],"
        " state_operations=[migrations.DeleteModel('Old')])"
    )

    assert facts.touches_rows
    assert facts.removes == {ModelName("shop", "old")}


def test_state_alone_touches_no_rows():
    text = "migrations.SeparateDatabaseAndState(state_operations=[m.DeleteModel('Old')])"

    assert not read(text).touches_rows


@pytest.mark.parametrize(
    "text",
    [
        "make()()",
        "[1]",
        "m.DeleteModel(name=find())",
        "m.AddField()",
        "m.SeparateDatabaseAndState(*some)",
        "m.SeparateDatabaseAndState(**some)",
        "m.SeparateDatabaseAndState(state_operations=find())",
    ],
)
def test_anything_else_is_not_literal(text):
    with pytest.raises(NotLiteralError):
        read(text)


@pytest.mark.parametrize(
    ("default", "computed"),
    [
        ("7", ()),
        ("settings.NAME", ("NAME",)),
        ("settings.AUTH_USER_MODEL", ("AUTH_USER_MODEL",)),
        ("os.getenv('LANG')", ("os.getenv",)),
        ("os.environ['LANG']", ("os.environ",)),
        ("os.environ.get('LANG')", ("os.environ.get",)),
        ("uuid.uuid4()", ("uuid.uuid4",)),
        ("uuid.uuid4", ()),
        ("datetime.datetime.now()", ("datetime.datetime.now",)),
        ("datetime.datetime(2020, 1, 1)", ()),
        ("timezone.now", ()),
        ("timezone.now()", ("django.utils.timezone.now",)),
        ("random.randint(1, 2)", ("random.randint",)),
    ],
)
def test_values_that_differ_from_place_to_place(default, computed):
    found = read(f"m.AddField('p', 'x', models.CharField(default={default}))")

    assert found.computed == computed
