"""What has to be as it is for a model, a field, an index or a constraint to be made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ....model.footprints import Path
from .knowledge import Known
from .places import EXISTS, EXTENSIONS, existing, field_place, key_place
from .relations import ModelPath, named_fields, related


def shared_keys(
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


def made_again(own: ModelPath, known: Known) -> Iterator[Path]:
    """What has to exist for a table to be made again, as SQLite does for many a change."""
    yield existing(own)
    yield from map(key_place, known.keys(own))


def needed_by(field: Any, own: ModelPath, name: str) -> Iterator[Path]:
    """What has to exist for a field to be made."""
    for model, fields in related(field, own):
        yield existing(model)
        yield from (field_place(model, one, EXISTS) for one in fields)
    expression = getattr(field, "expression", None)
    if expression is not None:
        yield from fields_there(own, named_fields(expression), but=name)
    yield from foreign_class(field)


def is_plain(kind: type[Any]) -> bool:
    """Whether a field of this class needs nothing, if it is no relation."""
    return is_djangos(kind) and not getattr(kind, "generated", False)


def is_djangos(kind: type[Any]) -> bool:
    """Whether the class is one of those that every engine has."""
    return kind.__module__.startswith("django.db.models")


def foreign_class(held: Any) -> Iterator[Path]:
    """Types and indexes that are not Django's own may need an extension."""
    if not is_djangos(type(held)):
        yield EXTENSIONS


def fields_there(model: ModelPath, names: Iterable[str] | None, but: str = "") -> Iterator[Path]:
    """The existence of these fields; of all of them where it is not known which."""
    if names is None:
        yield (*model, "field")
    else:
        others = (name for name in names if name.lower() != but.lower())
        yield from (field_place(model, name, EXISTS) for name in others)


def inherited(own: ModelPath, name: str, known: Known) -> Iterator[Path]:
    """A model may not have a field that one of its bases has."""
    yield from (field_place(base, name, EXISTS) for base in known.bases(own))
