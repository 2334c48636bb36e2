"""Operations that cannot meet, as far as that is easily seen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Model

from ....model.footprints import Path
from .footprints import footprint_of
from .kinds import kind_of
from .knowledge import Known
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


def connected(operations: Iterable[Any], known: Known) -> list[set[int]]:
    """The operations on models, by their identities, with those on related models together.

    Args:
        operations: in the order in which they run; steps are in no group.
        known: of the models before the first one.
    """
    groups: list[tuple[set[Path], set[int]]] = []
    for one in operations:
        models, found = _met(one, known), {id(one)}
        known.learn(one)
        for group in [group for group in groups if group[0] & models]:
            groups.remove(group)
            models, found = models | group[0], found | group[1]
        groups += [(models, found)] if models else []
    return [found for _, found in groups]


def _met(operation: Any, known: Known) -> set[Path]:
    """The models that an operation names."""
    footprint = footprint_of(operation, known)
    return {path[:2] for path in footprint.reads | footprint.writes if len(path) > 1 and path[0]}


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
