"""Short ways to write operations, and to say what they were merged into."""

from __future__ import annotations

import copy

from django.db import migrations as m
from django.db import models
from django.db.migrations.operations.base import Operation
from django.db.migrations.serializer import serializer_factory

from squashkit.project.operations.optimizing import Optimizer

INT = models.IntegerField()


def create(name, *fields, **options):
    """`create("A", "x", b=fk("B"))`: names are integers; of keywords, fields are fields."""
    given = {key: value for key, value in options.items() if isinstance(value, models.Field)}
    own = [("id", models.AutoField(primary_key=True)), *((one, INT) for one in fields)]
    rest = {key: value for key, value in options.items() if key not in given}
    return m.CreateModel(name, [*own, *given.items()], **rest)


def fk(to, **options):
    return models.ForeignKey(f"app.{to}", models.CASCADE, **options)


def add(place, field=INT, **options):
    """`add("A.x")`."""
    return m.AddField(*place.split("."), field, **options)


def alter(place, field, **options):
    return m.AlterField(*place.split("."), field, **options)


def remove(place):
    return m.RemoveField(*place.split("."))


def rename(old, new):
    """`rename("A", "B")` a model, `rename("A.x", "y")` a field."""
    model, _, field = old.partition(".")
    return m.RenameField(model, field, new) if field else m.RenameModel(model, new)


def rows(*_):
    """A function of a data step."""


def step():
    return m.RunPython(rows)


def written(operations: list[Operation]) -> list[str]:
    """The operations as text."""
    return [
        f"{type(one).__name__}{serializer_factory(one.deconstruct()[1:]).serialize()[0]}"
        for one in operations
    ]


def optimized(*operations, **how):
    """What the operations come to; that they themselves stay as they were is checked."""
    given, before = list(operations), written(copy.deepcopy(list(operations)))
    found = Optimizer(**how).optimize(given, "app")
    assert written(given) == before
    return found


def becomes(operations, expected, **how):
    """Compare with what is expected."""
    assert written(optimized(*operations, **how)) == written(expected)


def stays(*operations, **how):
    """Nothing is merged, and nothing changes its place."""
    found = optimized(*operations, **how)
    assert len(found) == len(operations)
    assert all(one is other for one, other in zip(found, operations, strict=True))
