"""Reads what a database of the project has applied."""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder
from django.utils.connection import ConnectionDoesNotExist

from ..errors import ProjectError
from ..model.deployed import Recorded
from .protocol import Applied, ReadApplied


def read_applied(request: ReadApplied) -> Applied:
    """The rows of `django_migrations`.

    Raises:
        ProjectError: the alias does not exist or its server does not answer.
    """
    try:
        recorder = MigrationRecorder(connections[request.alias])
        rows = recorder.applied_migrations()
        engine = _engine(recorder.connection)
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
    return Applied(request.alias, engine, tuple(_recorded(rows[one]) for one in sorted(rows)))


def _recorded(row: Any) -> Recorded:
    return Recorded(row.app, row.name, row.applied.isoformat() if row.applied else "")


def _engine(connection: BaseDatabaseWrapper) -> str:
    version = ".".join(map(str, connection.get_database_version()))
    return f"{connection.display_name} {version}"
