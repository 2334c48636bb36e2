import ast

import pytest

from squashkit.source.arguments import SIGNATURES
from squashkit.source.names import names_of
from squashkit.source.operations import read_operation

MODULE = """
from django.db import migrations as m, models
from django.contrib.postgres import operations as pg
NAME = "price"
"""


def read(text):
    return read_operation(ast.parse(text, mode="eval").body, "shop", names_of(ast.parse(MODULE)))


def about(text):
    facts = read(text)
    return facts.model, facts.field, facts.new_name, facts.fields


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("m.AddField('P', 'x', None)", ("p", "x", "", ())),
        ("m.AddField(model_name='P', name='x', field=None)", ("p", "x", "", ())),
        ("m.AddField('P', NAME, None)", ("p", "price", "", ())),
        ("m.AddField('P', find(), None)", ("p", "", "", ())),
        ("m.RemoveField('P', name='x')", ("p", "x", "", ())),
        ("m.AlterField('P', 'x', None, False)", ("p", "x", "", ())),
        ("m.RenameField('P', 'x', 'y')", ("p", "x", "y", ())),
        ("m.RenameField(model_name='P', old_name='x', new_name='y')", ("p", "x", "y", ())),
        ("m.RenameModel('P', 'Q')", ("p", "", "Q", ())),
        ("m.DeleteModel('P')", ("p", "", "", ())),
        ("m.AlterModelTable('P', 'table')", ("p", "", "", ())),
        ("m.AlterModelOptions(name='P', options={})", ("p", "", "", ())),
        ("m.AlterOrderWithRespectTo('P', 'x')", ("p", "", "", ("x",))),
        ("m.AlterOrderWithRespectTo('P', None)", ("p", "", "", ())),
    ],
)
def test_fields_and_models(text, expected):
    assert about(text) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("[('a', F()), ('b', F())]", ("a", "b")),
        ("(['a', F()],)", ("a",)),
        ("[('a', F()), find()]", ()),
        ("find()", ()),
        ("[]", ()),
    ],
)
def test_fields_of_a_model(fields, expected):
    assert read(f"m.CreateModel('P', {fields})").fields == expected
    assert read(f"m.CreateModel(name='P', fields={fields})").fields == expected


@pytest.mark.parametrize(
    ("together", "expected"),
    [
        ("{('a', 'b'), ('b', 'c')}", ("a", "b", "c")),
        ("set()", ()),
        ("set([('a', 'b')])", ()),
        ("[['a', 'b']]", ("a", "b")),
        ("('a', 'b')", ("a", "b")),
        ("{('a', find(1))}", ()),
        ("None", ()),
    ],
)
def test_together(together, expected):
    assert read(f"m.AlterUniqueTogether('P', {together})").fields == expected
    assert read(f"m.AlterIndexTogether(name='P', index_together={together})").fields == expected


@pytest.mark.parametrize(
    ("index", "field", "fields"),
    [
        ("models.Index(fields=['a', '-b'], name='i')", "i", ("a", "b")),
        ("models.Index(models.F('a').desc(), name='i')", "i", ("a",)),
        ("models.Index(fields=['a'], include=['b'], name=find())", "", ("a", "b")),
        ("models.Index(fields=find(), name='i')", "i", ()),
        ("models.CheckConstraint(check=models.Q(a__gt=0), name='c')", "c", ("a",)),
        (
            "models.CheckConstraint(condition=models.Q(('a', 1), ('b__lt', 2), _negated=True))",
            "",
            ("a", "b"),
        ),
        (
            "models.UniqueConstraint(fields=('a',), condition=models.Q(a=1, b=2), name='u')",
            "u",
            ("a", "b"),
        ),
        ("X(expressions=[('a', '&&'), (models.F('b'), '=')], name='e')", "e", ("a", "b")),
        ("models.Index(Lower('a__b'), Upper('-c').desc(), name='i')", "i", ("a", "c")),
        ("models.UniqueConstraint(Coalesce('a', Value('b'), NAME), name='u')", "u", ("a", "price")),
        ("models.UniqueConstraint(OrderBy(models.F('x')), name=str('u'))", "", ("x",)),
        ("models.Index('a', '-b', name='i', opclasses=['x'])", "i", ("a", "b")),
        ("models.Index(OpClass(Lower('a'), name='y'), OpClass('b', 'z'))", "", ("b", "a")),
        ("models.Index(Cast('a', models.CharField('Text')), Collate('b', 'de'))", "", ("a", "b")),
        ("models.Index(KeyTransform('key', 'a'), name='i')", "i", ("a",)),
        ("models.Index(CombinedExpression(models.F('a'), '+', models.F('b')))", "", ("a", "b")),
        ("models.CheckConstraint(check=models.Q(a=Lower('b')))", "", ("a", "b")),
        ("X('name', violation_error_message=_('Taken'))", "", ()),
        ("built", "", ()),
    ],
)
def test_indexes_and_constraints(index, field, fields):
    assert about(f"m.AddIndex('P', {index})") == ("p", field, "", fields)
    assert about(f"m.AddConstraint(model_name='P', constraint={index})") == ("p", field, "", fields)
    assert about(f"pg.AddIndexConcurrently('P', {index})") == ("p", field, "", fields)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("m.RemoveIndex('P', 'i')", ("p", "i", "", ())),
        ("m.RemoveConstraint(model_name='P', name='c')", ("p", "c", "", ())),
        ("m.AlterConstraint('P', 'c', models.Q(a=1))", ("p", "c", "", ("a",))),
        ("m.RenameIndex('P', new_name='j', old_name='i')", ("p", "i", "j", ())),
        ("m.RenameIndex('P', 'j', old_fields=('a', 'b'))", ("p", "", "j", ("a", "b"))),
        ("pg.RemoveIndexConcurrently('P', 'i')", ("p", "i", "", ())),
        ("pg.ValidateConstraint(find(), 'c')", ("", "", "", ())),
    ],
)
def test_names_of_indexes_and_constraints(text, expected):
    assert about(text) == expected


def test_separate_keeps_what_is_inside():
    facts = read(
        "m.SeparateDatabaseAndState(state_operations=[m.AddField('P', 'x', None)],"
        " database_operations=[m.RunSQL('x')])"
    )

    assert [(one.kind, one.field) for one in facts.inner] == [("RunSQL", ""), ("AddField", "x")]


def test_signatures_are_django_s():
    import inspect

    from django.db.migrations import operations

    for kind, parameters in SIGNATURES.items():
        if hasattr(operations, kind):
            known = list(inspect.signature(getattr(operations, kind).__init__).parameters)[1:]
            assert list(parameters[: len(known)]) == known
