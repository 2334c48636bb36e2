"""Operations that cannot meet, as far as that can be seen without looking at what they say."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model

from .kinds import kind_of
from .subjects import ABOUT_ONE


def all_apart(operations: Iterable[Any]) -> bool:
    """Whether it is clear that no two are about the same model, so that none can be merged."""
    seen: set[str] = set()
    for one in operations:
        if kind_of(one) == "RenameModel":
            return False  # which is about two
        # Steps and SQL have no name, and are merged with nothing.
        name = _model(one)
        if name in seen:
            return False
        seen.update(filter(None, [name]))
    return True


def by_model(operations: Iterable[Any]) -> list[list[int]]:
    """The places of the operations on each model; none where one may be about two of them."""
    found: dict[str, list[int]] = {}
    for place, one in enumerate(operations):
        if not _is_about_one(one):
            return []
        found.setdefault(_model(one), []).append(place)
    return list(found.values())


def _model(operation: Any) -> str:
    name = getattr(operation, "model_name", None) or getattr(operation, "name", None) or ""
    return str(name).lower()


def _is_about_one(operation: Any) -> bool:
    kind = kind_of(operation)
    if kind == "CreateModel":
        fields = [field for _, field in operation.fields]
        return operation.bases == (Model,) and not any(one.remote_field for one in fields)
    if kind in {"AddField", "AlterField"}:
        return not operation.field.remote_field
    return kind in ABOUT_ONE
