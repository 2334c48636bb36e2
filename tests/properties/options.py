"""Random operations on options of models: indexes, constraints, tables and the like."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import django
from django.db import models

from .cases import Op
from .world import NUMBERS, Impossible, World, plain, related

CONDITION = "condition" if django.VERSION >= (5, 1) else "check"
HAS_INDEX_TOGETHER = django.VERSION < (5, 1)
HAS_ALTER_CONSTRAINT = django.VERSION >= (5, 2)


def alter_table(world: World) -> Op:
    """Another table name, or the one by default."""
    model = world.one(world.own())
    table = f"'table_{world.number()}'" if world.chance(70) else "None"
    return Op(f"migrations.AlterModelTable('{model.name_lower}', {table})")


def alter_comment(world: World) -> Op:
    """A comment, which SQLite has no place for."""
    model = world.one(world.own())
    return Op(f"migrations.AlterModelTableComment('{model.name_lower}', 'c{world.number()}')")


def alter_options(world: World) -> Op:
    """What only Python sees."""
    model = world.one(world.own(proxies=world.chance(20)))
    options = [
        f"'verbose_name': 'v{world.number()}'",
        f"'permissions': [('p{world.number()}', 'P')]",
    ]
    if plain(model):
        name = world.one(plain(model))
        options += [f"'ordering': ['-{name}']", f"'get_latest_by': '{name}'"]
    chosen = ", ".join(world.some(options)) if world.chance(85) else ""
    return Op(f"migrations.AlterModelOptions('{model.name_lower}', {{{chosen}}})")


def alter_managers(world: World) -> Op:
    """Managers that migrations know."""
    model = world.one(world.own())
    managers = ""
    if world.chance(70):
        managers = "('objects', models.Manager()), ('found', a.helpers.Found())"
    text = f"migrations.AlterModelManagers('{model.name_lower}', [{managers}])"
    return Op(text, code="import a.helpers")


def unique_together(world: World) -> Op:
    """Two fields together, or none any more."""
    return _together(world, "Unique")


def index_together(world: World) -> Op:
    """Likewise an index, as long as Django had those."""
    if not HAS_INDEX_TOGETHER:
        raise Impossible
    return _together(world, "Index")


def _together(world: World, what: str) -> Op:
    model = world.one(world.own())
    if model.options.get(f"{what.lower()}_together") and world.chance(40):
        return Op(f"migrations.Alter{what}Together('{model.name_lower}', set())")
    names = _columns(model)
    if len(names) < 2:
        raise Impossible
    pair = tuple(world.dice.sample(names, 2))
    return Op(f"migrations.Alter{what}Together('{model.name_lower}', {{{pair!r}}})")


def _columns(model: Any) -> list[str]:
    return [*plain(model), *related(model, models.ForeignKey)]


def order_with_respect_to(world: World) -> Op:
    """A column that keeps the order of rows, or none any more."""
    model = world.one(world.own())
    if model.options.get("order_with_respect_to") and world.chance(70):
        return Op(f"migrations.AlterOrderWithRespectTo('{model.name_lower}', None)")
    name = world.one(related(model, models.ForeignKey))
    return Op(f"migrations.AlterOrderWithRespectTo('{model.name_lower}', '{name}')")


def add_index(world: World) -> Op:
    """Plain, descending, partial or of an expression."""
    model = world.one(world.own())
    name, index = world.one(_columns(model)), f"index_{world.number()}"
    texts = [f"models.Index(fields=['{name}'], name='{index}')"] * 2
    texts.append(f"models.Index(fields=['-{name}'], name='{index}')")
    for number in plain(model, *NUMBERS)[:1]:
        texts.append(
            f"models.Index(fields=['{name}'], name='{index}', condition=Q({number}__gt=3))"
        )
        texts.append(f"models.Index(F('{number}').desc(), name='{index}')")
    return Op(f"migrations.AddIndex('{model.name_lower}', {world.one(texts)})")


def remove_index(world: World) -> Op:
    """One that was added."""
    model, name = _named(world, "indexes")
    return Op(f"migrations.RemoveIndex('{model.name_lower}', '{name}')")


def rename_index(world: World) -> Op:
    """By its name, or by its fields where it had no name."""
    together = [one for one in world.own() if one.options.get("index_together")]
    if together and world.chance(70):
        model = world.one(together)
        fields = sorted(model.options["index_together"])[0]
        old = f"old_fields={tuple(fields)!r}"
    else:
        model, name = _named(world, "indexes")
        old = f"old_name='{name}'"
    text = f"migrations.RenameIndex('{model.name_lower}', 'index_{world.number()}', {old})"
    return Op(text)


def add_constraint(world: World) -> Op:
    """Unique or check, with a condition or of an expression."""
    model = world.one(world.own())
    name, given = world.one(_columns(model)), f"name='rule_{world.number()}'"
    texts = [
        f"models.UniqueConstraint(fields=['{name}'], {given})",
        f"models.UniqueConstraint(fields={_columns(model)[:2]!r}, {given})",
    ]
    for number in plain(model, *NUMBERS)[:1]:
        rule = f"Q({number}__lt=5000)"
        texts += [
            f"models.CheckConstraint({CONDITION}={rule}, {given})",
            f"models.UniqueConstraint(fields=['{name}'], condition={rule}, {given})",
            f"models.UniqueConstraint(F('{number}') + 1, F('{name}'), {given})",
        ]
    return Op(f"migrations.AddConstraint('{model.name_lower}', {world.one(texts)})")


def remove_constraint(world: World) -> Op:
    """One that was added."""
    model, name = _named(world, "constraints")
    return Op(f"migrations.RemoveConstraint('{model.name_lower}', '{name}')")


def alter_constraint(world: World) -> Op:
    """Another message; the database does not notice."""
    model, name = _named(world, "constraints")
    found = next(one for one in model.options["constraints"] if one.name == name)
    if not HAS_ALTER_CONSTRAINT or not isinstance(found, models.UniqueConstraint):
        raise Impossible
    if not found.fields or found.condition:
        raise Impossible
    new = (
        f"models.UniqueConstraint(fields={list(found.fields)!r}, name='{name}', "
        f"violation_error_message='m{world.number()}')"
    )
    return Op(f"migrations.AlterConstraint('{model.name_lower}', '{name}', {new})")


def _named(world: World, option: str) -> tuple[Any, str]:
    """A model with indexes or constraints, and the name of one of them."""
    model = world.one(one for one in world.own() if one.options.get(option))
    return model, world.one(one.name for one in model.options[option])


MAKERS: Mapping[Callable[[World], Op], int] = {
    alter_table: 2,
    alter_comment: 1,
    alter_options: 3,
    alter_managers: 1,
    unique_together: 3,
    index_together: 3,
    order_with_respect_to: 2,
    add_index: 4,
    remove_index: 2,
    rename_index: 2,
    add_constraint: 4,
    remove_constraint: 2,
    alter_constraint: 1,
}
