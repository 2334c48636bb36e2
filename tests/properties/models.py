"""Random operations on models and fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models

from . import fields
from .cases import Op
from .world import Impossible, World, named_fields, plain, related, target

RELATIONS = (models.ForeignKey, models.ManyToManyField)


def needs(world: World, *found: Any) -> tuple[str, ...]:
    """The other apps that these models belong to."""
    return tuple(sorted({one.app_label for one in found} - {world.app}))


def create_model(world: World) -> Op:
    """A model with a few fields, sometimes one that points to another model."""
    name = world.free_name()
    pairs: dict[str, str] = {"id": world.one((fields.ID, fields.ID, fields.ID, fields.OLD_ID))}
    if world.chance(7):
        pairs = {"label": fields.CODE}
    pairs.update(_plain_fields(world))
    to: list[Any] = []
    if world.all() and world.chance(50):
        to.append(world.one(world.near()))
        pairs[world.one(fields.POINTERS)] = fields.pointer(world, to[-1], filled=False)
    if world.all() and world.chance(15):
        to.append(world.one(world.near()))
        pairs[world.one(fields.MANY)] = fields.many(world, to[-1])
    options = []
    if world.chance(10):
        options.append(f"'db_table': 'table_{world.number()}'")
    if world.chance(15):
        options.append(f"'ordering': ['{world.one(pairs)}']")
    if len(pairs) > 2 and world.chance(10):
        options.append(f"'unique_together': {{{tuple(list(pairs)[1:3])!r}}}")
    written = ", ".join(f"('{one}', {text})" for one, text in pairs.items())
    text = f"migrations.CreateModel('{name}', [{written}], {{{', '.join(options)}}})"
    return Op(text, needs=needs(world, *to))


def _plain_fields(world: World) -> Iterator[tuple[str, str]]:
    for _ in range(world.dice.randint(1, 3)):
        kind = world.one(fields.NAMES)
        yield world.one(fields.NAMES[kind]), fields.field(world, kind, filled=False)


def create_proxy(world: World) -> Op:
    """A model without a table of its own."""
    base = world.one(world.near())
    options = "{'proxy': True, 'indexes': [], 'constraints': []}"
    bases = f"('{fields.label(base)}',)"
    text = f"migrations.CreateModel('{world.free_name()}', [], {options}, {bases})"
    return Op(text, needs=needs(world, base))


def create_middle(world: World) -> Op:
    """A model that points to two others, so that it can be in the middle of a many-to-many."""
    first, second = world.one(world.own()), world.one(world.near())
    if first is second:
        raise Impossible
    pairs = {"id": fields.ID, "rank": "models.IntegerField(default=1)"}
    for name, to in (("owner", first), ("place", second)):
        pairs[name] = f"models.ForeignKey('{fields.label(to)}', models.CASCADE, related_name='+')"
    written = ", ".join(f"('{one}', {text})" for one, text in pairs.items())
    text = f"migrations.CreateModel('{world.free_name()}', [{written}])"
    return Op(text, needs=needs(world, second))


def create_child(world: World) -> Op:
    """A model that extends another one (multi-table inheritance)."""
    base = world.one(one for one in world.near() if not one.options.get("proxy"))
    link = (
        f"('{base.name_lower}_ptr', models.OneToOneField(auto_created=True, "
        "on_delete=models.CASCADE, parent_link=True, primary_key=True, serialize=False, "
        f"to='{fields.label(base)}'))"
    )
    own = f"('extra{world.number()}', models.IntegerField(default=0))"
    bases = f"('{fields.label(base)}',)"
    text = f"migrations.CreateModel('{world.free_name()}', [{link}, {own}], {{}}, {bases})"
    return Op(text, needs=needs(world, base))


def delete_model(world: World) -> Op:
    """Only one that nothing refers to."""
    model = world.one(one for one in world.own(proxies=True) if not world.is_used(one))
    return Op(f"migrations.DeleteModel('{model.name}')", needs=world.users(model))


def rename_model(world: World) -> Op:
    """With whatever refers to it."""
    found = world.own(proxies=world.chance(20))
    # Django's RenameModel does not tell the models that extend it.
    model = world.one(one for one in found if not world.is_base(one))
    text = f"migrations.RenameModel('{model.name}', '{world.free_name()}')"
    return Op(text, needs=world.users(model))


def add_field(world: World) -> Op:
    """A plain field, filled by a default or null."""
    model, kind = world.one(world.own()), world.one(fields.NAMES)
    name = _free(world, model, fields.NAMES[kind])
    return _add(model, name, fields.field(world, kind))


def add_one_off(world: World) -> Op:
    """A field with a default for existing rows only."""
    model, kind = world.one(world.own()), world.one(fields.NAMES)
    name = _free(world, model, fields.NAMES[kind])
    return _add(model, name, fields.one_off(world, kind), preserve=False)


def add_generated(world: World) -> Op:
    """A generated field."""
    model = world.one(world.own())
    return _add(model, _free(world, model, ("sum", "total")), fields.generated(world, model))


def add_pointer(world: World) -> Op:
    """A foreign key or one-to-one, sometimes to the model itself."""
    model = world.one(world.own())
    to = model if world.chance(25) else world.one(world.near())
    text = fields.pointer(world, to, model)
    return _add(model, _free(world, model, fields.POINTERS), text, needs(world, to))


def add_many(world: World) -> Op:
    """A many-to-many, sometimes to the model itself."""
    model = world.one(world.own())
    to = model if world.chance(30) else world.one(world.near())
    text = fields.many(world, to, model)
    return _add(model, _free(world, model, fields.MANY), text, needs(world, to))


def add_through(world: World) -> Op:
    """A many-to-many through a model that points both ways."""
    middle = world.one(one for one in world.all() if len(related(one, models.ForeignKey)) > 1)
    own = (middle.app_label, middle.name_lower)
    ends = [target(middle.fields[name], middle) for name in related(middle, models.ForeignKey)]
    if ends[0] == ends[1] or ends[0][0] != world.app or own in ends:  # type: ignore[index]
        raise Impossible
    model, to = world.state.models[ends[0]], world.state.models[ends[1]]
    text = (
        f"models.ManyToManyField('{fields.label(to)}', through='{fields.label(middle)}', "
        f"related_name='m{world.number()}')"
    )
    return _add(model, _free(world, model, fields.MANY), text, needs(world, to, middle))


def _free(world: World, model: Any, names: tuple[str, ...]) -> str:
    return world.one(name for name in names if name not in world.line(model))


def _add(
    model: Any, name: str, field: str, needed: tuple[str, ...] = (), *, preserve: bool = True
) -> Op:
    kept = "" if preserve else ", preserve_default=False"
    text = f"migrations.AddField('{model.name_lower}', '{name}', {field}{kept})"
    return Op(text, needs=needed)


def remove_field(world: World) -> Op:
    """One that no index, constraint or foreign key names."""
    model = world.one(world.own())
    names = [*plain(model), *related(model, *RELATIONS)]
    name = world.one(one for one in names if not _is_held(world, model, one))
    text = f"migrations.RemoveField('{model.name_lower}', '{name}')"
    return Op(text, needs=world.users(model))


def _is_held(world: World, model: Any, name: str) -> bool:
    """Whether something names the field, so that it cannot just go."""
    relation = model.fields[name].remote_field
    if name in named_fields(model) or getattr(relation, "parent_link", False):
        return True
    return name in _targeted(world, model) or name in _sources(model)


def _sources(model: Any) -> set[str]:
    """The fields that generated fields are made of."""
    found = [one for one in model.fields.values() if getattr(one, "generated", False)]
    return {name for name in model.fields for one in found if name in repr(one.expression)}


def _targeted(world: World, model: Any) -> set[str]:
    """The fields that foreign keys point to."""
    key = (model.app_label, model.name_lower)
    found = set[str]()
    for other in world.all():
        for field in other.fields.values():
            if isinstance(field, models.ForeignKey) and target(field, other) == key:
                found.update(name for name in field.to_fields if name)
    return found


def alter_field(world: World) -> Op:
    """Another field of the same family in its place."""
    model = world.one(world.own())
    name = world.one(plain(model))
    old = model.fields[name]
    kind = fields.family(old)
    if name in _targeted(world, model):
        text = f"models.CharField(max_length={world.one((40, 50))}, unique=True, null=True)"
        if kind == "number":
            text = "models.BigIntegerField(unique=True, null=True)"
        return _alter(model, name, text, needed=world.users(model))
    if old.null and world.chance(30):
        return _alter(model, name, fields.one_off(world, kind, old), preserve=False)
    return _alter(model, name, fields.field(world, kind, like=old))


def alter_id(world: World) -> Op:
    """From small to big numbers, as most projects have done once."""
    model = world.one(one for one in world.own() if _is_small(one.fields.get("id")))
    return _alter(model, "id", fields.ID, needed=world.users(model))


def _is_small(field: Any) -> bool:
    return isinstance(field, models.AutoField) and not isinstance(field, models.BigAutoField)


def add_loudly(world: World) -> Op:
    """By a class of the project's own."""
    usual = add_field(world)
    world.code.append("import a.helpers")
    return Op(usual.text.replace("migrations.AddField", "a.helpers.AddLoudly"), needs=usual.needs)


def alter_pointer(world: World) -> Op:
    """Another foreign key in its place, to the same model."""
    model = world.one(world.own())
    name = world.one(related(model, models.ForeignKey))
    key = target(model.fields[name], model)
    if world.chance(10):
        other = world.one(world.near())
        key = (other.app_label, other.name_lower)
    if key not in world.state.models or model.fields[name].primary_key:
        raise Impossible
    to = world.state.models[key]
    return _alter(model, name, fields.pointer(world, to, model), needed=needs(world, to))


def _alter(
    model: Any, name: str, field: str, *, needed: tuple[str, ...] = (), preserve: bool = True
) -> Op:
    kept = "" if preserve else ", preserve_default=False"
    text = f"migrations.AlterField('{model.name_lower}', '{name}', {field}{kept})"
    return Op(text, needs=needed)


def rename_field(world: World) -> Op:
    """Whatever names it: foreign keys, indexes, constraints, other options."""
    model = world.one(world.own())
    old = world.one([*plain(model), *related(model, *RELATIONS)])
    new = world.one(("size", "title", "code", "owner", "place", "other", "name"))
    if new in world.line(model) or getattr(model.fields[old].remote_field, "parent_link", False):
        raise Impossible
    # By hand only: makemigrations takes an index away and brings it back.
    if (old in named_fields(model) or old in _sources(model)) and world.chance(80):
        raise Impossible
    text = f"migrations.RenameField('{model.name_lower}', '{old}', '{new}')"
    return Op(text, needs=world.users(model))
