"""Random data steps, and operations that say one thing to the database and another to the state."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from textwrap import indent
from typing import Any

from django.db import models

from . import fields
from .cases import Op
from .models import add_field, needs
from .world import NUMBERS, WORDS, Impossible, World, plain, related, target


def seed(world: World) -> Op:
    """Rows that the history itself brings."""
    model = world.one(world.own())
    lines = [*_row(world, model)] + ([*_row(world, model)] if world.chance(25) else [])
    others = [one for one in _pointed(world, model) if one.app_label != world.app]
    return _python(world, "seed", [model, *others], lines)


def _row(world: World, model: Any) -> Iterator[str]:
    """Statements that create one row; none where a row that it must point to is not there."""
    given, checks = [], []
    held = repr([model.options.get(one) for one in ("unique_together", "constraints")])
    for name, field, own in _all_fields(world, model):
        must = _must(field)
        if not must and name not in held and world.chance(50):
            continue
        if isinstance(field, models.ForeignKey):
            to = world.state.models[target(field, own)]
            yield f"{name} = {_model(to)}.objects.order_by('pk').last()"
            given.append(f"{name}={name}")
            if must:
                checks.append(name)
        else:
            given.append(f"{name}={fields.literal(world, fields.family(field))}")
    create = f"{_model(model)}.objects.create({', '.join(given)})"
    yield f"if {' and '.join(checks)}:\n    {create}" if checks else create


def _db_default(field: Any) -> bool:
    return fields.HAS_DB_DEFAULT and field.db_default is not models.NOT_PROVIDED


def _all_fields(world: World, model: Any) -> list[tuple[str, Any, Any]]:
    """The fields that a row may be given, those of parents too, each with whose it is."""
    found = []
    for base in model.bases:
        if isinstance(base, str):
            found += _all_fields(world, world.state.models[tuple(base.lower().split("."))])
    for name, field in model.fields.items():
        usual = name in plain(model) or isinstance(field, models.ForeignKey)
        if (usual and not field.primary_key) or name == "label":
            found.append((name, field, model))
    return found


def _pointed(world: World, model: Any) -> list[Any]:
    fields_of = _all_fields(world, model)
    keys = [target(field, own) for _, field, own in fields_of if field.remote_field]
    return [world.state.models[key] for key in keys if key in world.state.models]


def _model(model: Any) -> str:
    return f"apps.get_model('{model.app_label}', '{model.name}')"


def change(world: World) -> Op:
    """New values for the rows that there are."""
    model = world.one(world.own())
    name = world.one(_free_to_change(model))
    value = fields.literal(world, fields.family(model.fields[name]))
    if world.chance(50):
        lines = [
            f"for row in {_model(model)}.objects.order_by('pk'):",
            f"    row.{name} = {value}",
            "    row.save()",
        ]
    else:
        lines = [f"{_model(model)}.objects.update({name}={value})"]
    return _python(world, "change", [model], lines, elidable=world.chance(20))


def _free_to_change(model: Any) -> list[str]:
    held = repr(sorted(model.options.get("unique_together", ()), key=repr))
    held += repr(model.options.get("constraints", ()))
    return [one for one in plain(model) if not model.fields[one].unique and one not in held]


def count(world: World) -> Op:
    """A number out of another model, often another app's."""
    model, other = world.one(world.own()), world.one(world.all())
    name = world.one(set_of(_free_to_change(model), plain(model, *NUMBERS)))
    lines = [f"{_model(model)}.objects.update({name}={_model(other)}.objects.count())"]
    return _python(world, "count", [model, other], lines)


def look(world: World) -> Op:
    """What another model's rows look like at this moment, column by column."""
    model, other = world.one(world.own()), world.one(world.all())
    name = world.one(set_of(_free_to_change(model), plain(model, models.TextField)))
    lines = [
        f"row = {_model(other)}.objects.order_by('pk').values().first()",
        f"{_model(model)}.objects.update({name}=repr(sorted(row or [])))",
    ]
    return _python(world, "look", [model, other], lines)


def copy(world: World) -> Op:
    """A row for each row of another model."""
    model, other = world.one(world.own()), world.one(world.all())
    name = world.one(set_of(plain(model), plain(model, *NUMBERS, *WORDS)))
    if any(_must(field) for one, field, _ in _all_fields(world, model) if one != name):
        raise Impossible
    value = "row.pk" if name in plain(model, *NUMBERS) else "f'from {row.pk}'"
    lines = [
        f"for row in {_model(other)}.objects.order_by('pk'):",
        f"    {_model(model)}.objects.create({name}={value})",
    ]
    return _python(world, "copy", [model, other], lines)


def _must(field: Any) -> bool:
    return not (field.null or field.has_default() or _db_default(field))


def link(world: World) -> Op:
    """Rows of a many-to-many."""
    model = world.one(world.own())
    name = world.one(related(model, models.ManyToManyField))
    other = world.state.models[target(model.fields[name], model)]
    if isinstance(model.fields[name].remote_field.through, str):
        raise Impossible
    lines = [
        f"for row in {_model(model)}.objects.order_by('pk'):",
        f"    row.{name}.add(*{_model(other)}.objects.order_by('pk')[:2])",
    ]
    return _python(world, "link", [model, other], lines)


def idle(world: World) -> Op:
    """Nothing, said in several ways."""
    return world.one(
        (
            Op("migrations.RunPython(migrations.RunPython.noop)"),
            Op("migrations.RunPython(lambda apps, schema_editor: None)"),
            Op("migrations.RunSQL('', '')"),
            Op("migrations.RunSQL(migrations.RunSQL.noop)"),
            Op("migrations.RunPython(idle)", "def idle(apps, schema_editor):\n    pass"),
        )
    )


def set_of(*names: list[str]) -> list[str]:
    """The names that are in all lists."""
    return [one for one in names[0] if all(one in other for other in names)]


def _python(
    world: World, name: str, used: list[Any], lines: list[str], *, elidable: bool = False
) -> Op:
    """A RunPython with its function; some share names with those of other migrations."""
    for model in used:
        world.read(model)
    function = name if world.chance(50) else f"{name}_{world.number()}"
    before = ""
    if world.chance(25):
        before, lines = f"ROUNDS = {world.one((1, 2))}\n\n\n", _repeated(lines)
    body = indent("\n".join(lines), "    ")
    code = f"{before}def {function}(apps, schema_editor):\n{body}"
    back = world.one(("", "", ", migrations.RunPython.noop", f", {function}"))
    extra = back + ", elidable=True" * elidable
    return Op(f"migrations.RunPython({function}{extra})", code, needs(world, *used))


def _repeated(lines: list[str]) -> list[str]:
    """The statements in a loop over a constant of the module, whose name others have too."""
    return ["for _ in range(min(ROUNDS, 1)):", *(indent(line, "    ") for line in lines)]


def update_sql(world: World) -> Op:
    """Values by SQL."""
    model = world.one(world.own())
    name = world.one(set_of(_free_to_change(model), plain(model, *NUMBERS)))
    column = model.fields[name].db_column or name
    sql = f'UPDATE "{_table(model)}" SET "{column}" = {world.number()}'
    return Op(f"migrations.RunSQL({sql!r}, migrations.RunSQL.noop)")


def _table(model: Any) -> str:
    return str(model.options.get("db_table") or f"{model.app_label}_{model.name_lower}")


def column_sql(world: World) -> Op:
    """A column by SQL, which the state is told of."""
    model = world.one(world.own())
    name = f"raw{world.number()}"
    sql = f'ALTER TABLE "{_table(model)}" ADD COLUMN "{name}" integer NULL'
    state = f"migrations.AddField('{model.name_lower}', '{name}', models.IntegerField(null=True))"
    return Op(f"migrations.RunSQL({sql!r}, migrations.RunSQL.noop, state_operations=[{state}])")


def table_sql(world: World) -> Op:
    """A table that no model knows, with a row."""
    name = f"raw_{world.number()}"
    create, insert = f"CREATE TABLE {name} (n integer)", f"INSERT INTO {name} VALUES (1)"
    return Op(f"migrations.RunSQL([{create!r}, {insert!r}], 'DROP TABLE {name}')")


def both(world: World) -> Op:
    """The same said to the database and to the state."""
    inner = add_field(world).text
    lists = f"database_operations=[{inner}], state_operations=[{inner}]"
    return Op(f"migrations.SeparateDatabaseAndState({lists})")


MAKERS: Mapping[Callable[[World], Op], int] = {
    seed: 12,
    change: 5,
    count: 3,
    look: 2,
    copy: 2,
    link: 2,
    idle: 2,
    update_sql: 2,
    column_sql: 1,
    table_sql: 1,
    both: 2,
}
