"""Operations as they would have been written had a model or a field had its later name at once.

Each function gives a changed copy, or None where the old name stands in a place that Django itself
would not mend when it renames (`ProjectState.rename_model` and `rename_field`).
"""

from __future__ import annotations

import copy
from typing import Any

from django.db.migrations import operations as django_operations
from django.db.models.fields.related import RECURSIVE_RELATIONSHIP_CONSTANT

from .creating import Creation, renamed_together
from .relations import ModelPath, base_models, related, resolve

_CACHED = ("name_lower", "model_name_lower", "old_name_lower", "new_name_lower")


def with_model(item: Any, app: str, old: str, new: str) -> Any | None:
    """The operation with another name for a model of the app.

    Args:
        item: an operation that is about the model or refers to it.
        app: the label of the app.
        old: the name that goes.
        new: the name that comes.
    """
    model, target = (app, old.lower()), f"{app}.{new}"
    if isinstance(item, Creation):
        return _creation_with_model(item, app, model, target, new)
    if hasattr(item, "state_operations"):
        return None
    changed = changed_copy(item)
    if hasattr(item, "field") and item.field is not None:
        changed.field = _pointed(item.field, (app, item.model_name_lower), model, target)
    for attribute in ("model_name", "name"):
        # Of operations on fields `name` is the field.
        if attribute == "name" and hasattr(item, "model_name"):
            continue
        if getattr(item, attribute, "").lower() == old.lower():
            setattr(changed, attribute, new)
    return changed


def _creation_with_model(
    item: Creation, app: str, model: ModelPath, target: str, new: str
) -> Creation | None:
    if model in base_models(item.bases, app):
        return None
    own = (app, item.name.lower())
    changed = item.copy()
    changed.fields = {
        key: (name, _pointed(field, own, model, target))
        for key, (name, field) in item.fields.items()
    }
    if own == model:
        changed.name = new
    changed.changed = True
    return changed


def _pointed(field: Any, own: ModelPath, old: ModelPath, target: str) -> Any:
    """The field with a relation to the old model leading to the new name.

    "self" follows its model by itself: Django's state leaves it as it is written.
    """
    if all(model != old for model, _ in related(field, own)):
        return field
    changed = field.clone()
    remote = changed.remote_field
    if remote.model != RECURSIVE_RELATIONSHIP_CONSTANT and resolve(remote.model, own) == old:
        remote.model = target
    through = getattr(remote, "through", None)
    if through and resolve(through, own) == old:
        remote.through = target
    return changed


def with_field(item: Any, app: str, model: ModelPath, old: str, new: str) -> Any | None:
    """The operation with another name for a field.

    Args:
        item: an operation that names the field.
        app: the label of the app that the operation belongs to.
        model: whose field it is.
        old: the name that goes.
        new: the name that comes.
    """
    if isinstance(item, Creation):
        return _creation_with_field(item, (app, item.name.lower()), model, old, new)
    if isinstance(item, django_operations.AddField | django_operations.AlterField):
        own = (app, item.model_name_lower)
        changed = changed_copy(item)
        changed.field = _with_target(item.field, own, model, old, new)
        if own == model and item.name_lower == old.lower():
            changed.name = new
        return changed if changed.field is not None else None
    if isinstance(item, django_operations.AlterUniqueTogether):
        return django_operations.AlterUniqueTogether(
            item.name, renamed_together(item.option_value, old, new)
        )
    return None


def _creation_with_field(
    item: Creation, own: ModelPath, model: ModelPath, old: str, new: str
) -> Creation | None:
    changed = item.copy()
    changed.fields = {
        key: (name, _with_target(field, own, model, old, new))
        for key, (name, field) in item.fields.items()
    }
    if any(field is None for _, field in changed.fields.values()):
        return None
    if own == model and item.has(old):
        if item.holds(old):
            return None
        changed.rename_field(old, new)
    changed.changed = True
    return changed


def _with_target(field: Any, own: ModelPath, model: ModelPath, old: str, new: str) -> Any | None:
    """The field with `to_field` saying the new name; None where `through_fields` says the old."""
    for target, names in related(field, own):
        if target != model or old.lower() not in map(str.lower, names):
            continue
        if getattr(field.remote_field, "through_fields", None):
            return None
        changed = field.clone()
        changed.remote_field.field_name = new
        changed.to_fields = [new if name.lower() == old.lower() else name for name in names]
        return changed
    return field


def changed_copy(operation: Any) -> Any:
    """A copy whose names can be set."""
    changed = copy.copy(operation)
    for name in _CACHED:
        changed.__dict__.pop(name, None)
    return changed
