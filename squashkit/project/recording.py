"""Reads and writes what a database of the project has on record."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder
from django.utils.connection import ConnectionDoesNotExist

from ..errors import ProjectError
from ..model.deployed import Recorded, times_of
from .protocol import Applied, ReadApplied, RenameRows, WriteRows
from .tenants import read_tenants


def read_applied(request: ReadApplied) -> tuple[Applied, ...]:
    """The rows of `django_migrations`: of a database, or of each tenant in it.

    Raises:
        ProjectError: the alias does not exist, its server does not answer, or there is no tenant.
    """
    alias = request.alias
    with _speaking_of(alias):
        connection = connections[alias]
        if request.tenants:
            found = tuple(read_tenants(connection, request.tenants))
            engine = _engine(connection)
            return tuple(Applied(f"{alias}/{tenant}", engine, rows) for tenant, rows in found)
        if _is_missing_file(connection):
            return (Applied(alias, connection.display_name, {}),)
        engine = _engine(connection)
        rows = MigrationRecorder(connection).applied_migrations().values()
    return (Applied(alias, engine, times_of(_recorded(row) for row in rows)),)


def delete_rows(request: WriteRows) -> int:
    """Delete rows that are exactly as they were read, or none.

    Raises:
        ProjectError: one of them is not, or the database refuses.
    """
    with _speaking_of(request.alias), transaction.atomic(request.alias):
        found = MigrationRecorder(connections[request.alias]).migration_qs
        there = {(row.app, row.name): row for row in found.select_for_update()}
        for wanted in request.rows:
            row = there.get((wanted.app, wanted.name))
            if row is None or _recorded(row) != wanted:
                raise ProjectError(
                    f"Database {request.alias} was changed meanwhile: {wanted.key} is on record "
                    f"{'otherwise' if row else 'no more'}.",
                    "Nothing was deleted there. Run this again.",
                )
            row.delete(using=request.alias)
    return len(request.rows)


def insert_rows(request: WriteRows) -> int:
    """Put rows back where there are none of these names.

    Raises:
        ProjectError: the database refuses.
    """
    with _speaking_of(request.alias), transaction.atomic(request.alias):
        found = MigrationRecorder(connections[request.alias]).migration_qs
        for row in request.rows:
            when = {"applied": datetime.fromisoformat(row.applied)} if row.applied else {}
            found.get_or_create(app=row.app, name=row.name, defaults=when)
    return len(request.rows)


def rename_rows(request: RenameRows) -> int:
    """Give rows the names that their migrations have now, all of them or none.

    Raises:
        ProjectError: one of them is not there, its new name is, or the database refuses.
    """
    old, new = ({(key.app, key.name) for key in keys} for keys in zip(*request.names, strict=True))
    with _speaking_of(request.alias), transaction.atomic(request.alias):
        found = MigrationRecorder(connections[request.alias]).migration_qs
        there = {(row.app, row.name): row for row in found.select_for_update()}
        if not old <= there.keys() or (new - old) & there.keys():
            raise ProjectError(
                f"Database {request.alias} was changed meanwhile: other migrations are on record.",
                "Nothing was renamed there. Run this again.",
            )
        for before, after in request.names:
            row = there[before.app, before.name]
            row.name = after.name
            row.save(using=request.alias, update_fields=["name"])
    return len(request.names)


@contextmanager
def _speaking_of(alias: str) -> Iterator[None]:
    """What a database refuses, in our words."""
    try:
        yield
    except ConnectionDoesNotExist as error:
        known = ", ".join(connections)
        raise ProjectError(
            f"There is no database alias {alias}.", f"Aliases here: {known}."
        ) from error
    except DatabaseError as error:
        raise ProjectError(
            f"Database {alias} cannot be used: {str(error).strip()}",
            "Check that its server runs and that the settings reach it.",
        ) from error


def _is_missing_file(connection: BaseDatabaseWrapper) -> bool:
    """SQLite makes the file as soon as somebody connects, and we only read."""
    name = str(connection.settings_dict["NAME"] or "")
    is_file = connection.vendor == "sqlite" and name and not name.startswith((":", "file:"))
    return bool(is_file) and Path(name).parent.is_dir() and not Path(name).exists()


def _recorded(row: Any) -> Recorded:
    return Recorded(row.app, row.name, row.applied.isoformat() if row.applied else "")


def _engine(connection: BaseDatabaseWrapper) -> str:
    version = ".".join(map(str, connection.get_database_version()))
    return f"{connection.display_name} {version}"
