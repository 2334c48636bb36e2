"""Reads what a database of the project has applied."""

from __future__ import annotations

from django.db import DatabaseError, connections
from django.db.migrations.recorder import MigrationRecorder
from django.utils.connection import ConnectionDoesNotExist

from ..errors import ProjectError
from .protocol import Applied, ReadApplied
from .views import key_of


def read_applied(request: ReadApplied) -> Applied:
    """The rows of `django_migrations`.

    Raises:
        ProjectError: the alias does not exist or its server does not answer.
    """
    try:
        recorder = MigrationRecorder(connections[request.alias])
        rows = recorder.applied_migrations()
    except ConnectionDoesNotExist as error:
        known = ", ".join(connections)
        raise ProjectError(
            f"There is no database alias {request.alias}.", f"Aliases here: {known}."
        ) from error
    except DatabaseError as error:
        raise ProjectError(
            f"Database {request.alias} cannot be read: {str(error).strip()}",
            "Check that its server runs and that the settings reach it.",
        ) from error
    return Applied(request.alias, tuple(sorted(key_of(row) for row in rows)))
