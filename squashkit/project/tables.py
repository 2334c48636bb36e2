"""Which models and fields the tables and columns of a database belong to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .protocol import NameTables, TablesNamed
from .views import load


def name_tables(request: NameTables) -> TablesNamed:
    """Tables and columns of the models that each view ends with; the first view's word counts."""
    found: dict[str, str] = {}
    for view in reversed(request.views):
        for model in load(view).project_state().models.values():
            found |= dict(_of_model(model))
    return TablesNamed(found)


def _of_model(model: Any) -> Iterator[tuple[str, str]]:
    if model.options.get("proxy"):
        return
    name = f"{model.app_label}.{model.name_lower}"
    table = model.options.get("db_table") or f"{model.app_label}_{model.name_lower}"
    yield table, name
    for field_name, field in model.fields.items():
        owner = f"{name}.{field_name}"
        if field.many_to_many:
            yield field.db_table or f"{table}_{field_name}", owner
        else:
            usual = f"{field_name}_id" if field.is_relation else field_name
            yield f"{table}.{field.db_column or usual}", owner
