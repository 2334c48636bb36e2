"""What is wrong with migrations that Django fails at: a field that cannot be taken apart, mostly.

Only when it has failed, as it takes apart all fields of all migrations.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Iterator
from typing import Any

from ..errors import ProjectError
from .operations.freedom import inside
from .views import load


def diagnosed(error: Exception) -> ProjectError:
    """The error that says most about what Django or the project has raised.

    Args:
        error: of any kind, raised where a project is set up.
    """
    return _of_a_field() or ProjectError(
        f"Django cannot work with these migrations: {_told(error)}.",
        "See what `python manage.py migrate` says on an empty database.",
    )


def _of_a_field() -> ProjectError | None:
    """The first field that does not say how it is made, as all that compares models asks."""
    try:
        migrations = load().disk_migrations
    except ProjectError:
        return None
    for (app, name), migration in sorted(migrations.items()):
        for number, operation in enumerate(migration.operations, 1):
            for field_name, field in _fields(operation):
                try:
                    field.deconstruct()
                except Exception as error:  # noqa: BLE001  a field may raise anything
                    return ProjectError(
                        f"{app}.{name}, operation {number} ({operation.describe()}): "
                        f"`deconstruct` of the field {field_name} fails: {_told(error)}.",
                        f"Mend {type(field).__module__}.{type(field).__qualname__}.",
                    )
    return None


def _fields(operation: Any) -> Iterator[tuple[str, Any]]:
    """The fields that an operation makes or changes, also those inside of it."""
    for one in (operation, *inside(operation)):
        yield from getattr(one, "fields", None) or ()
        if getattr(one, "field", None) is not None:
            yield one.name, one.field


def _told(error: Exception) -> str:
    """An error with the place that raised it, where that is in the project."""
    said = f"{type(error).__name__}: {error}"
    frames = traceback.extract_tb(error.__traceback__)
    place = os.path.relpath(frames[-1].filename) if frames else os.pardir
    return said if place.startswith(os.pardir) else f"{said} ({place}, line {frames[-1].lineno})"
