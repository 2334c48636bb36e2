"""Puts rows into the tables that a half migrated database has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldError
from django.db import Error, connection, models, transaction

from squashkit.model.keys import MigrationKey
from squashkit.project.views import load

EACH = 2
# What Django raises where a model takes no row, or where it means a column that has another name.
UNFIT = (Error, ValueError, TypeError, AttributeError, FieldError, models.ObjectDoesNotExist)


@dataclass(frozen=True, slots=True)
class Fill:
    """Asks for rows in every table that there is after a migration."""

    stop: MigrationKey | None


def fill(request: Fill) -> None:
    """Two rows a table, with values of their own; tables that take none stay empty."""
    assert request.stop is not None
    loader = load(connection=connection)
    # What the database has, not what the target's ancestors have: they are the same here.
    nodes = [key for key in loader.graph.nodes if key in loader.applied_migrations]
    apps = loader.project_state(sorted(nodes)).apps
    found = apps.get_models(include_auto_created=True)
    waiting = [model for model in found if model._meta.managed]
    number = 1000
    for _ in range(3):  # a table whose foreign keys found no row may find one the next time
        for model in list(waiting):
            number += EACH
            if _insert(model, number):
                waiting.remove(model)


def _insert(model: Any, number: int) -> bool:
    if model._meta.proxy:
        return True
    try:
        with transaction.atomic():
            for place in range(EACH):
                model._base_manager.create(**_values(model, number + place, full=not place))
    except UNFIT:
        return False
    return True


def _values(model: Any, number: int, *, full: bool) -> dict[str, Any]:
    """Values for each column; NULL wherever that may be unless the row is to be full."""
    found = {}
    for field in model._meta.local_concrete_fields:
        if isinstance(field, models.AutoField) or getattr(field, "generated", False):
            continue
        found[field.attname] = _value(field, number) if full or not field.null else None
    return found


def _value(field: Any, number: int) -> Any:
    if field.remote_field:
        target = field.target_field
        row = field.remote_field.model._default_manager.order_by("pk").last()
        return getattr(row, target.attname, None)
    return plain_value(field, number)


def plain_value(field: Any, number: int) -> Any:
    """A value for a column that points nowhere, other than for other numbers where it can be."""
    import datetime

    if isinstance(field, models.BooleanField):
        return bool(number % 2)
    if isinstance(field, models.DateTimeField):
        return datetime.datetime(2020, 1, 1, tzinfo=datetime.timezone.utc)
    if isinstance(field, models.DateField):
        return datetime.date(2020, 1, 1) + datetime.timedelta(number)
    if isinstance(field, models.JSONField):
        return {"n": number}
    if isinstance(field, models.CharField | models.TextField):
        return f"t{number}"
    return number
