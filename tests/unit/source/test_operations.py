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

def helper(apps):
    return apps.get_model("stock", "Item")

def forwards(apps, editor):
    apps.get_model("shop.Product").objects.update(price=helper(apps))

def wild(apps, editor):
    apps.get_model(editor.app, "Product")
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
        "m.AddField('p', 'x', models.CharField(default=settings.NAME))",
    ],
)
def test_anything_else_is_not_literal(text):
    with pytest.raises(NotLiteralError):
        read(text)
