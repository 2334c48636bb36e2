"""What an operation is about: the part of a model that only the last of several decides."""

from __future__ import annotations

from typing import Any

from ...model.footprints import Path
from .footprints import known_kinds
from .places import constraint_place, field_place, index_place, name_of, option_place
from .relations import ModelPath

_OPTIONS = {
    "AlterModelOptions": "options",
    "AlterModelManagers": "managers",
    "AlterModelTable": "table",
    "AlterModelTableComment": "table_comment",
    "AlterUniqueTogether": "unique_together",
    "AlterIndexTogether": "index_together",
    "AlterOrderWithRespectTo": "order_with_respect_to",
}
_OPTION_OF = known_kinds(_OPTIONS)
_GONE = {"RemoveField", "RemoveIndex", "RemoveConstraint"}


def model_of(operation: Any, app: str) -> ModelPath | None:
    """The model that an operation of Django's changes a part of."""
    if type(operation) in _OPTION_OF:
        return (app, operation.name_lower)
    if type(operation).__name__ == "RenameModel":
        return (app, operation.old_name_lower)
    name = getattr(operation, "model_name", None)
    return (app, name.lower()) if name else None


def subject_of(operation: Any, model: ModelPath) -> Path | None:
    """The part, by the name that it has before the operation."""
    kind = type(operation).__name__
    if type(operation) in _OPTION_OF:
        return option_place(model, _OPTION_OF[type(operation)])
    if kind in {"AddField", "AlterField", "RemoveField"}:
        return field_place(model, operation.name)
    if kind == "RenameField":
        return field_place(model, operation.old_name)
    if kind == "RenameModel":
        return name_of(model)
    if kind == "AddIndex":
        return index_place(model, operation.index.name)
    if kind == "RemoveIndex":
        return index_place(model, operation.name)
    if kind == "RenameIndex":
        return index_place(model, operation.old_name or "")
    if kind == "AddConstraint":
        return constraint_place(model, operation.constraint.name)
    if kind in {"RemoveConstraint", "AlterConstraint"}:
        return constraint_place(model, operation.name)
    return None


def left_behind(operation: Any, model: ModelPath) -> Path | None:
    """The part, by the name that it has afterwards; None where it is gone."""
    kind = type(operation).__name__
    if kind in _GONE:
        return None
    if kind == "RenameField":
        return field_place(model, operation.new_name)
    if kind == "RenameIndex":
        return index_place(model, operation.new_name)
    return subject_of(operation, model)
