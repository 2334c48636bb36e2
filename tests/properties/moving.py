"""A model that goes to another app while its table stays."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.migrations.writer import MigrationWriter

from .cases import Op
from .models import needs
from .world import Impossible, World, related, target


def move(world: World) -> tuple[Op, Op, str]:
    """What the old app does, what the new one does, and which that is."""
    model = world.one(one for one in world.own() if _may_move(world, one))
    to = world.one(app for app in world.apps if app != world.app)
    if (to, model.name_lower) in world.state.models:
        raise Impossible
    table = f"shared_{world.number()}"
    leave = (
        "migrations.SeparateDatabaseAndState("
        f"database_operations=[migrations.AlterModelTable('{model.name_lower}', '{table}')], "
        f"state_operations=[migrations.DeleteModel('{model.name}')])"
    )
    enter = f"migrations.SeparateDatabaseAndState(state_operations=[{_create(model, table)}])"
    led = [target(one, model) for one in model.fields.values()]
    others = [world.state.models[key] for key in led if key]
    return (
        Op(leave, needs=world.users(model)),
        Op(enter, "import a.helpers", needs(world, *others)),
        to,
    )


def _may_move(world: World, model: Any) -> bool:
    if world.is_used(model) or related(model, models.ManyToManyField):
        return False
    return model.bases == (models.Model,) and "first_" not in repr(_fields(model))


def _fields(model: Any) -> list[tuple[str, str]]:
    return [(name, _text(field)) for name, field in model.fields.items()]


def _create(model: Any, table: str) -> str:
    fields = ", ".join(f"('{name}', {text})" for name, text in _fields(model))
    options = {**model.options, "db_table": table}
    written = ", ".join(f"'{name}': {_text(value)}" for name, value in sorted(options.items()))
    return f"migrations.CreateModel('{model.name}', [{fields}], {{{written}}})"


def _text(value: Any) -> str:
    text, _ = MigrationWriter.serialize(value)
    return str(text)
