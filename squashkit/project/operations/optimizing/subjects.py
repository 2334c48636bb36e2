"""What an operation is about: the part of a model that only the last of several decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ....model.footprints import Path
from .kinds import kind_of
from .places import constraint_place, field_place, index_place, name_of, option_place
from .relations import ModelPath

Describe = Callable[[Any, ModelPath], Path]

_OPTIONS = {
    "AlterModelOptions": "options",
    "AlterModelManagers": "managers",
    "AlterModelTable": "table",
    "AlterModelTableComment": "table_comment",
    "AlterUniqueTogether": "unique_together",
    "AlterIndexTogether": "index_together",
    "AlterOrderWithRespectTo": "order_with_respect_to",
}
_BEFORE: Mapping[str, Describe] = {
    "AddField": lambda one, model: field_place(model, one.name),
    "AlterField": lambda one, model: field_place(model, one.name),
    "RemoveField": lambda one, model: field_place(model, one.name),
    "RenameField": lambda one, model: field_place(model, one.old_name),
    "RenameModel": lambda _, model: name_of(model),
    "AddIndex": lambda one, model: index_place(model, one.index.name),
    "RemoveIndex": lambda one, model: index_place(model, one.name),
    "RenameIndex": lambda one, model: index_place(model, one.old_name or ""),
    "AddConstraint": lambda one, model: constraint_place(model, one.constraint.name),
    "RemoveConstraint": lambda one, model: constraint_place(model, one.name),
    "AlterConstraint": lambda one, model: constraint_place(model, one.name),
}
_RENAMED: Mapping[str, Describe] = {
    "RenameField": lambda one, model: field_place(model, one.new_name),
    "RenameIndex": lambda one, model: index_place(model, one.new_name),
}
ABOUT_ONE = (frozenset({*_OPTIONS, *_BEFORE}) | {"DeleteModel"}) - {"RenameModel"}
"""The kinds that name one model only, if no field leads to another."""
_GONE = frozenset({"RemoveField", "RemoveIndex", "RemoveConstraint"})


def model_of(operation: Any, app: str) -> ModelPath | None:
    """The model that an operation of Django's changes a part of."""
    kind = kind_of(operation)
    if kind in _OPTIONS:
        return (app, operation.name_lower)
    if kind == "RenameModel":
        return (app, operation.old_name_lower)
    return (app, operation.model_name.lower()) if kind in _BEFORE else None


def subject_of(operation: Any, model: ModelPath) -> Path:
    """The part, by the name that it has before the operation."""
    kind = kind_of(operation)
    if kind in _OPTIONS:
        return option_place(model, _OPTIONS[kind])
    return _BEFORE[kind](operation, model)


def left_behind(operation: Any, model: ModelPath) -> Path | None:
    """The part, by the name that it has afterwards; None where it is gone."""
    kind = kind_of(operation)
    if kind in _GONE:
        return None
    return _RENAMED.get(kind, subject_of)(operation, model)
