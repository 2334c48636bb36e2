"""What Django's operations meet: models, fields, indexes, options.

Creating a model changes all that lies below it; a foreign key needs its target to exist and does
not care how it is defined. What is not known here, an operation of somebody else's or SQL, meets
everything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from ....model.footprints import BOUNDLESS, Footprint, Path
from .kinds import EXTENSION_KINDS, OF_NO_TABLE, kind_of, known_kinds
from .knowledge import Known
from .needs import (
    fields_there,
    foreign_class,
    inherited,
    is_plain,
    made_again,
    needed_by,
    shared_keys,
)
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
    parts_of_table,
    table_place,
)
from .relations import ModelPath, base_models, constraint_fields, index_fields

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


def models_changed(operation: Any, known: Known) -> set[ModelPath]:
    """The models whose tables an operation may change.

    Args:
        operation: see `footprint_of`.
        known: likewise.
    """
    places = footprint_of(operation, known).writes
    return {(path[0], path[1]) for path in places if len(path) > 1 and path[0]}


def touching(models: Iterable[ModelPath]) -> Footprint:
    """What a step meets that touches the rows of these models only."""
    return Footprint.of([EXTENSIONS], [*models, ROWS])


def _create_model(operation: Any, known: Known) -> Footprint:
    own = (known.app, operation.name_lower)
    reads = set[Path]()
    for name, field in operation.fields:
        if field.remote_field or not is_plain(type(field)):
            reads.update(needed_by(field, own, name))
    bases = set(base_models(operation.bases, known.app))
    for base in bases:
        reads.add(existing(base))
        # See `inherited`.
        reads.update(field_place(base, name, EXISTS) for name, _ in operation.fields)
    options = operation.options
    if not options.get("proxy"):
        reads.update(shared_keys(operation, own, bases, known))
    held = (*options.get("indexes", ()), *options.get("constraints", ()))
    for one in held:
        reads.update(foreign_class(one))
    names = [name_place(one.name) for one in held]
    table = table_place(options.get("db_table") or "_".join(own))
    outside = {path for path in reads if path[:2] != own}
    return Footprint.of(outside, [own, table, *names])


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
    needed = [*needed_by(operation.field, own, operation.name)]
    needed += inherited(own, operation.name, known)
    writes = [field_place(own, operation.name), *_own_key(operation, own)]
    return Footprint.of([*made_again(own, known), *needed], writes)


def _own_key(operation: Any, own: ModelPath) -> Iterator[Path]:
    if operation.field.primary_key:
        yield key_place(own)


def _remove_field(operation: Any, known: Known) -> Footprint:
    own = (known.app, operation.model_name_lower)
    led = map(existing, known.leads(own, operation.name))
    return Footprint.of([*made_again(own, known), *led], [field_place(own, operation.name)])


def _alter_field(operation: Any, known: Known) -> Footprint:
    own = (known.app, operation.model_name_lower)
    reads = [
        *made_again(own, known),
        field_place(own, operation.name, EXISTS),
        *needed_by(operation.field, own, operation.name),
        *map(existing, known.leads(own, operation.name)),
    ]
    writes = [field_place(own, operation.name, DEFINED), *_own_key(operation, own)]
    return Footprint.of(reads, writes)


def _rename_field(operation: Any, known: Known) -> Footprint:
    own = (known.app, operation.model_name_lower)
    names = (operation.old_name, operation.new_name)
    reads = [*made_again(own, known), *inherited(own, operation.new_name, known)]
    return Footprint.of(reads, [field_place(own, name) for name in names])


def _options(operation: Any, known: Known) -> Footprint:
    own = (known.app, operation.name_lower)
    # What changes the table stays on its side of where Django begins or ends to do so.
    switches = known.switches_managed(operation)
    writes = parts_of_table(own) if switches else [option_place(own, "options")]
    return Footprint.of([existing(own)], writes)


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
    reads = {*made_again(own, known), *fields_there(own, names), *fields_there(own, before)}
    return Footprint.of(reads, [option_place(own, operation.option_name)])


def _order(operation: Any, known: Known) -> Footprint:
    own = (known.app, operation.name_lower)
    names = filter(None, [operation.order_with_respect_to])
    writes = [option_place(own, "order_with_respect_to"), field_place(own, "_order")]
    return Footprint.of([*made_again(own, known), *fields_there(own, names)], writes)


def _add_index(operation: Any, known: Known) -> Footprint:
    own, index = (known.app, operation.model_name_lower), operation.index
    reads = [existing(own), *fields_there(own, index_fields(index)), *foreign_class(index)]
    return Footprint.of(reads, [index_place(own, index.name), name_place(index.name)])


def _remove_index(operation: Any, known: Known) -> Footprint:
    own = (known.app, operation.model_name_lower)
    writes = [index_place(own, operation.name), name_place(operation.name)]
    before = fields_there(own, known.held(own, ("index", operation.name)))
    return Footprint.of([existing(own), *before], writes)


def _rename_index(operation: Any, known: Known) -> Footprint:
    own = (known.app, operation.model_name_lower)
    names = [name for name in (operation.old_name, operation.new_name) if name]
    writes = [*(index_place(own, name) for name in names), *map(name_place, names)]
    if operation.old_fields:
        writes.append(option_place(own, "index_together"))
    return Footprint.of([existing(own), *fields_there(own, operation.old_fields or ())], writes)


def _add_constraint(operation: Any, known: Known) -> Footprint:
    own, held = (known.app, operation.model_name_lower), operation.constraint
    fields = fields_there(own, constraint_fields(held))
    reads = [*made_again(own, known), *fields, *foreign_class(held)]
    return Footprint.of(reads, [constraint_place(own, held.name), name_place(held.name)])


def _remove_constraint(operation: Any, known: Known) -> Footprint:
    own = (known.app, operation.model_name_lower)
    writes = [constraint_place(own, operation.name), name_place(operation.name)]
    before = fields_there(own, known.held(own, ("constraint", operation.name)))
    return Footprint.of([*made_again(own, known), *before], writes)


def _alter_constraint(operation: Any, known: Known) -> Footprint:
    return _remove_constraint(operation, known) | _add_constraint(operation, known)


def _separate(operation: Any, known: Known) -> Footprint:
    """As wide as what it holds; the tables behind the models may be anybody's.

    So they are where it is for the state only: SQLite makes tables again as the state has them.
    """
    found = Footprint()
    inside = (*operation.database_operations, *operation.state_operations)
    for one in inside:
        found |= footprint_of(one, known)
    if set(map(kind_of, inside)) <= OF_NO_TABLE:
        return found
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
        "AlterModelOptions": _options,
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
