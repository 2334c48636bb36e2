"""Whose file an object of the final models comes from."""

from functools import partial
from types import SimpleNamespace

import pytest
from django.core.validators import RegexValidator
from django.db import models
from django.db.migrations.state import ModelState, ProjectState

from squashkit.model.composition import Held
from squashkit.project.operations.holding import holding


def default(one=None):
    """Stands for a function of a migration."""


class Numbers(models.CharField):
    """Stands for a class of a migration."""


class Things(models.Manager):
    use_in_migrations = True


class Where:
    lambda_ = staticmethod(lambda: "")

    def method(self):
        """Stands for a method."""


class Mixin:
    pass


def held(*, bases=(models.Model,), managers=(), options=None, **fields):
    state = ProjectState()
    state.add_model(ModelState("shop", "Item", list(fields.items()), options, bases, managers))
    return [(one.name, one.where) for one in holding(state, {__name__})]


def test_nothing_of_a_replaced_migration():
    assert held(name=models.TextField(default=str, validators=[RegexValidator("x")])) == []


@pytest.mark.parametrize(
    ("field", "name"),
    [
        (models.TextField(default=default), "default"),
        (models.TextField(default=Where().method), "Where"),
        (models.TextField(default=partial(default, 1)), "default"),
        (models.CharField(validators=[default]), "default"),
        (models.JSONField(default={"a": [Where]}), "Where"),
        (Numbers(), "Numbers"),
    ],
)
def test_fields(field, name):
    assert (name, "field name of shop.item") in held(name=field)


def test_a_lambda_of_the_class():
    function = SimpleNamespace(__module__=__name__, __qualname__="Migration.<lambda>")
    lambda_ = Where.lambda_
    lambda_.__qualname__ = function.__qualname__

    assert held(name=models.TextField(default=lambda_)) == [("lambda", "field name of shop.item")]


def test_options_managers_and_bases():
    assert held(options={"constraints": [Where()]}) == [
        ("Where", "option constraints of shop.item")
    ]
    assert held(managers=[("things", Things())]) == [("Things", "manager things of shop.item")]
    assert held(bases=(Mixin, models.Model)) == [("Mixin", "bases of shop.item")]


def test_other_modules_are_no_matter():
    state = ProjectState()
    state.add_model(ModelState("shop", "Item", [("name", models.TextField(default=default))]))

    assert list(holding(state, {"elsewhere"})) == []
    assert list(holding(state, {__name__})) == [
        Held(__name__, "default", "field name of shop.item", default.__code__.co_firstlineno)
    ]
