"""Random fields, as source text."""

from __future__ import annotations

from typing import Any

import django
from django.db import models

from .world import NUMBERS, WORDS, Impossible, World, plain

NAMES = {
    "number": ("size", "rank", "price"),
    "word": ("title", "code", "note"),
    "flag": ("open", "lent"),
    "day": ("born",),
    "json": ("extra",),
}
POINTERS = ("owner", "parent", "place")
MANY = ("tags", "friends")
CLASSES = {
    "number": ("IntegerField", "IntegerField", "BigIntegerField", "PositiveIntegerField"),
    "word": ("CharField", "TextField"),
    "flag": ("BooleanField",),
    "day": ("DateField",),
    "json": ("JSONField",),
}
NEEDED = {"CharField": "max_length=30"}
ID = "models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')"
OLD_ID = ID.replace("BigAuto", "Auto")
CODE = "models.CharField(max_length=30, primary_key=True, serialize=False)"
HAS_DB_DEFAULT = django.VERSION >= (5, 0)


def family(field: Any) -> str:
    """Which kind of value a field holds."""
    if isinstance(field, NUMBERS):
        return "number"
    if isinstance(field, WORDS):
        return "word"
    if isinstance(field, models.BooleanField):
        return "flag"
    if isinstance(field, models.DateField):
        return "day"
    if isinstance(field, models.JSONField):
        return "json"
    raise Impossible


def literal(world: World, kind: str) -> str:
    """A value of this kind."""
    number = world.number()
    return {
        "number": str(number),
        "word": f"'w{number}'",
        "flag": world.one(("True", "False")),
        "json": "[]",
        "day": f"datetime.date(2020, {number % 12 + 1}, {number % 28 + 1})",
    }[kind]


def field(world: World, kind: str, *, filled: bool = True, like: Any = None) -> str:
    """A field without relations.

    Args:
        filled: it must have a value for rows that exist.
        like: the field that was there before.
    """
    name = world.one(CLASSES[kind])
    options = [NEEDED[name]] if name in NEEDED else []
    if kind in ("number", "word") and world.chance(15):
        options += ["unique=True", "null=True"]
    else:
        options += _fills(world, kind, filled=filled)
    options += _column(world, like)
    if world.chance(15):
        options.append(world.one(("blank=True", "help_text='h'", "verbose_name='v'")))
    return f"models.{name}({', '.join(options)})"


def _column(world: World, like: Any) -> list[str]:
    """The column's name and index.

    On SQLite Django takes no notice of `db_index` where the name changes too.
    """
    before = like.db_column if like else None
    name = f"col{world.number()}" if world.chance(10) else before
    indexed = like.db_index if like and name != before else world.chance(15)
    return [f"db_column='{name}'"] * bool(name) + ["db_index=True"] * bool(indexed)


def _fills(world: World, kind: str, *, filled: bool) -> list[str]:
    """`null` and defaults."""
    options = []
    if world.chance(35):
        options.append("null=True")
    if world.chance(40):
        options.append(f"default={_default(world, kind)}")
    if HAS_DB_DEFAULT and kind != "json" and world.chance(12):
        options.append(f"db_default={literal(world, kind)}")
    if filled and not options:
        options.append(f"default={_default(world, kind)}")
    return options


def _default(world: World, kind: str, *, local: bool = False) -> str:
    """A value, or a function that gives one: of another module, or of the migration's own.

    A function of a migration that stays as default is another one in the squash, and so is the
    field; no models.py can name it.
    """
    if kind == "json":
        return "list"
    if kind == "number" and world.chance(10):
        world.code.append("import a.helpers")
        return "a.helpers.seven"
    if local and world.chance(15):
        name = f"first_{world.number()}" if world.chance(50) else f"first_{kind}"
        world.code.append(f"def {name}():\n    return {literal(world, kind)}")
        return name
    return literal(world, kind)


def one_off(world: World, kind: str, like: Any = None) -> str:
    """A field whose default is for existing rows only."""
    name = world.one(CLASSES[kind])
    options = [NEEDED[name]] if name in NEEDED else []
    options += [f"default={_default(world, kind, local=True)}", *_column(world, like)]
    return f"models.{name}({', '.join(options)})"


def generated(world: World, model: Any) -> str:
    """A field that the database works out."""
    if not HAS_DB_DEFAULT:
        raise Impossible
    source = world.one(plain(model, *NUMBERS))
    stored = world.one(("True", "False"))
    return (
        f"models.GeneratedField(expression=F('{source}') + 1, "
        f"output_field=models.IntegerField(), db_persist={stored})"
    )


def relation(world: World, to: Any, own: Any) -> str:
    """How a relation names a model: sometimes its own by the word for it."""
    return "self" if to is own and world.now_and_then() else label(to)


def label(model: Any) -> str:
    """The name of a model with its app's; makemigrations writes it in small letters."""
    return f"{model.app_label}.{model.name_lower}"


def pointer(world: World, to: Any, own: Any = None, *, filled: bool = True) -> str:
    """A foreign key or a one-to-one; of the model `own`, where there is one yet."""
    name = "OneToOneField" if world.chance(20) else "ForeignKey"
    codes = [one for one in plain(to, *NUMBERS, *WORDS) if to.fields[one].unique]
    options = ["null=True"] if filled or world.chance(60) else []
    on_delete = "SET_NULL" if options and world.chance(30) else world.one(("CASCADE", "PROTECT"))
    if codes and world.chance(60):
        options.append(f"to_field='{world.one(codes)}'")
    if world.chance(10):
        options.append("db_constraint=False")
    if world.chance(10):
        options.append(f"db_column='col{world.number()}'")
    if world.chance(15):
        options.append("db_index=False")
    options.append("related_name='+'" if world.chance(50) else f"related_name='r{world.number()}'")
    named = relation(world, to, own)
    return f"models.{name}('{named}', models.{on_delete}, {', '.join(options)})"


def many(world: World, to: Any, own: Any = None) -> str:
    """A many-to-many, through a model where there is one that fits."""
    options = [f"related_name='m{world.number()}'"]
    if world.chance(10):
        options.append(f"db_table='links_{world.number()}'")
    return f"models.ManyToManyField('{relation(world, to, own)}', {', '.join(options)})"
