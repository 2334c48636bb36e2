"""What Django's operations meet: models, fields, indexes, options.

Creating a model changes all that lies below it; a foreign key needs its target to exist and does
not care how it is defined. What is not known here, an operation of somebody else's or SQL, meets
everything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from ...model.footprints import BOUNDLESS, Footprint, Path
from .kinds import EXTENSION_KINDS, known_kinds
from .knowledge import Known
from .places import (
    DEFINED,
    EXISTS,
    EXTENSIONS,
    ROWS,
    constraint_place,
    existing,
    field_place,
    index_place,
    key_place,
    name_place,
    option_place,
    table_place,
)
from .relations import (
    ModelPath,
    base_models,
    constraint_fields,
    index_fields,
    named_fields,
    related,
)

Describe = Callable[[Any, Known], Footprint]


def footprint_of(operation: Any, known: Known) -> Footprint:
    """What an operation meets.

    Args:
        operation: any; one that touches rows is taken to meet everything.
        known: of the models where it stands.
    """
    describe = _KINDS.get(type(operation))
    if describe is not None:
        return describe(operation, known)
    name = f"{type(operation).__module__}.{type(operation).__qualname__}"
    return Footprint.of(writes=[EXTENSIONS]) if name in EXTENSION_KINDS else BOUNDLESS


def touching(models: Iterable[ModelPath]) -> Footprint:
    """What a step meets that touches the rows of these models only."""
    return Footprint.of([EXTENSIONS], [*models, ROWS])


def _create_model(operation: Any, known: Known) -> Footprint:
    own = (known.app, operation.name_lower)
    reads = set[Path]()
    for name, field in operation.fields:
        if field.remote_field or not _is_plain(type(field)):
            reads.update(_needed(field, own, name))
    bases = set(base_models(operation.bases, known.app))
    for base in bases:
        reads.add(existing(base))
        # See `_inherited`.
        reads.update(field_place(base, name, EXISTS) for name, _ in operation.fields)
    options = operation.options
    if not options.get("proxy"):
        reads.update(_shared_keys(operation, own, bases, known))
    held = (*options.get("indexes", ()), *options.get("constraints", ()))
    for one in held:
        reads.update(_foreign_class(one))
    names = [name_place(one.name) for one in held]
    table = table_place(options.get("db_table") or "_".join(own))
    outside = {path for path in reads if path[:2] != own}
    return Footprint.of(outside, [own, table, *names])


def _shared_keys(
    operation: Any, own: ModelPath, bases: set[ModelPath], known: Known
) -> Iterator[Path]:
    """The keys that a new model has as its own.

    Where such a key changes later, Django on SQLite leaves the tables as they are that have it by
    then: as long as its type there is "integer", the one of a table that is made later is "bigint".
    """
    models = {
        model
        for _, field in operation.fields
        if field.primary_key and field.remote_field
        for model, _ in related(field, own)
    }
    for model in models | bases:
        yield key_place(model)
        yield from map(key_place, known.keys(model))


def _made_again(own: ModelPath, known: Known) -> Iterator[Path]:
    """What has to exist for a table to be made again, as SQLite does for many a change."""
    yield existing(own)
    yield from map(key_place, known.keys(own))


def _needed(field: Any, own: ModelPath, name: str) -> Iterator[Path]:
    """What has to exist for a field to be made."""
    for model, fields in related(field, own):
        yield existing(model)
        yield from (field_place(model, one, EXISTS) for one in fields)
    expression = getattr(field, "expression", None)
    if expression is not None:
        yield from _fields(own, named_fields(expression), but=name)
    yield from _foreign_class(field)


def _is_plain(kind: type[Any]) -> bool:
    """Whether a field of this class needs nothing, if it is no relation."""
    return _is_djangos(kind) and not getattr(kind, "generated", False)


def _is_djangos(kind: type[Any]) -> bool:
    return kind.__module__.startswith("django.db.models")


def _foreign_class(held: Any) -> Iterator[Path]:
    """Types and indexes that are not Django's own may need an extension."""
    if not _is_djangos(type(held)):
        yield EXTENSIONS


def _fields(model: ModelPath, names: Iterable[str] | None, but: str = "") -> Iterator[Path]:
    """The existence of these fields; of all of them where it is not known which."""
    if names is None:
        yield (*model, "field")
    else:
        others = (name for name in names if name.lower() != but.lower())
        yield from (field_place(model, name, EXISTS) for name in others)


def _delete_model(operation: Any, known: Known) -> Footprint:
    own = (known.app, operation.name_lower)
    led = map(existing, known.all_leads(own))
    return Footprint.of(led, [own, table_place(known.table(own))])


def _rename_model(operation: Any, known: Known) -> Footprint:
    models = [(known.app, operation.old_name_lower), (known.app, operation.new_name_lower)]
    tables = {known.table(models[0]), *map("_".join, models)}
    return Footprint.of(writes=[*models, *map(table_place, tables)])


def _add_field(operation: Any, known: Known) -> Footprint:
    own = (known.app, operation.model_name_lower)
    needed = [*_needed(operation.field, own, operation.name)]
    needed += _inherited(own, operation.name, known)
    writes = [field_place(own, operation.name), *_own_key(operation, own)]
    return Footprint.of([*_made_again(own, known), *needed], writes)


def _own_key(operation: Any, own: ModelPath) -> Iterator[Path]:
    if operation.field.primary_key:
        yield key_place(own)


def _inherited(own: ModelPath, name: str, known: Known) -> Iterator[Path]:
    """A model may not have a field that one of its bases has."""
    yield from (field_place(base, name, EXISTS) for base in known.bases(own))


def _remove_field(operation: Any, known: Known) -> Footprint:
    own = (known.app, operation.model_name_lower)
    led = map(existing, known.leads(own, operation.name))
    return Footprint.of([*_made_again(own, known), *led], [field_place(own, operation.name)])


def _alter_field(operation: Any, known: Known) -> Footprint:
    own = (known.app, operation.model_name_lower)
    reads = [
        *_made_again(own, known),
        field_place(own, operation.name, EXISTS),
        *_needed(operation.field, own, operation.name),
        *map(existing, known.leads(own, operation.name)),
    ]
    writes = [field_place(own, operation.name, DEFINED), *_own_key(operation, own)]
    return Footprint.of(reads, writes)


def _rename_field(operation: Any, known: Known) -> Footprint:
    own = (known.app, operation.model_name_lower)
    names = (operation.old_name, operation.new_name)
    reads = [*_made_again(own, known), *_inherited(own, operation.new_name, known)]
    return Footprint.of(reads, [field_place(own, name) for name in names])


def _option(name: str) -> Describe:
    """Operations that change one option of a model and need no field."""

    def describe(operation: Any, known: Known) -> Footprint:
        own = (known.app, operation.name_lower)
        return Footprint.of([existing(own)], [option_place(own, name)])

    return describe


def _table(operation: Any, known: Known) -> Footprint:
    own = (known.app, operation.name_lower)
    tables = [known.table(own), operation.table or "_".join(own)]
    return Footprint.of([existing(own)], [option_place(own, "table"), *map(table_place, tables)])


def _together(operation: Any, known: Known) -> Footprint:
    own = (known.app, operation.name_lower)
    names = {name for one in operation.option_value or () for name in one}
    before = known.held(own, ("option", operation.option_name))
    reads = {*_made_again(own, known), *_fields(own, names), *_fields(own, before)}
    return Footprint.of(reads, [option_place(own, operation.option_name)])


def _order(operation: Any, known: Known) -> Footprint:
    own = (known.app, operation.name_lower)
    names = filter(None, [operation.order_with_respect_to])
    writes = [option_place(own, "order_with_respect_to"), field_place(own, "_order")]
    return Footprint.of([*_made_again(own, known), *_fields(own, names)], writes)


def _add_index(operation: Any, known: Known) -> Footprint:
    own, index = (known.app, operation.model_name_lower), operation.index
    reads = [existing(own), *_fields(own, index_fields(index)), *_foreign_class(index)]
    return Footprint.of(reads, [index_place(own, index.name), name_place(index.name)])


def _remove_index(operation: Any, known: Known) -> Footprint:
    own = (known.app, operation.model_name_lower)
    writes = [index_place(own, operation.name), name_place(operation.name)]
    before = _fields(own, known.held(own, ("index", operation.name)))
    return Footprint.of([existing(own), *before], writes)


def _rename_index(operation: Any, known: Known) -> Footprint:
    own = (known.app, operation.model_name_lower)
    names = [name for name in (operation.old_name, operation.new_name) if name]
    writes = [*(index_place(own, name) for name in names), *map(name_place, names)]
    if operation.old_fields:
        writes.append(option_place(own, "index_together"))
    return Footprint.of([existing(own), *_fields(own, operation.old_fields or ())], writes)


def _add_constraint(operation: Any, known: Known) -> Footprint:
    own, held = (known.app, operation.model_name_lower), operation.constraint
    fields = _fields(own, constraint_fields(held))
    reads = [*_made_again(own, known), *fields, *_foreign_class(held)]
    return Footprint.of(reads, [constraint_place(own, held.name), name_place(held.name)])


def _remove_constraint(operation: Any, known: Known) -> Footprint:
    own = (known.app, operation.model_name_lower)
    writes = [constraint_place(own, operation.name), name_place(operation.name)]
    before = _fields(own, known.held(own, ("constraint", operation.name)))
    return Footprint.of([*_made_again(own, known), *before], writes)


def _alter_constraint(operation: Any, known: Known) -> Footprint:
    return _remove_constraint(operation, known) | _add_constraint(operation, known)


def _separate(operation: Any, known: Known) -> Footprint:
    """As wide as what it holds; the tables behind the models may be anybody's."""
    found = Footprint()
    for one in (*operation.database_operations, *operation.state_operations):
        found |= footprint_of(one, known)
    met = {path[:2] for path in found.reads | found.writes if len(path) > 1 and path[0]}
    return found | touching((app, model) for app, model in met)


_KINDS: Mapping[type[Any], Describe] = known_kinds(
    {
        "CreateModel": _create_model,
        "DeleteModel": _delete_model,
        "RenameModel": _rename_model,
        "AddField": _add_field,
        "RemoveField": _remove_field,
        "AlterField": _alter_field,
        "RenameField": _rename_field,
        "AlterModelOptions": _option("options"),
        "AlterModelManagers": _option("managers"),
        "AlterModelTable": _table,
        "AlterModelTableComment": _option("table_comment"),
        "AlterUniqueTogether": _together,
        "AlterIndexTogether": _together,
        "AlterOrderWithRespectTo": _order,
        "AddIndex": _add_index,
        "RemoveIndex": _remove_index,
        "RenameIndex": _rename_index,
        "AddConstraint": _add_constraint,
        "RemoveConstraint": _remove_constraint,
        "AlterConstraint": _alter_constraint,
        "SeparateDatabaseAndState": _separate,
    }
)
