"""Reads what each tenant of a database has recorded: a schema, or on MariaDB a database, each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from ..errors import ProjectError

TABLE = "django_migrations"
AT_ONCE = 100
"""How many tenants one statement asks: a thousand would be a statement of 200 kB."""


def read_tenants(
    connection: BaseDatabaseWrapper, pattern: str
) -> Iterator[tuple[str, dict[str, dict[str, str]]]]:
    """Each tenant whose name matches, with its rows, sorted by name.

    Args:
        connection: to the database.
        pattern: as in a shell, such as `tenant_*`.

    Raises:
        ProjectError: the engine has no tenants, or none matches.
    """
    if connection.vendor not in {"postgresql", "mysql"}:
        raise ProjectError(
            f"Database {connection.alias} has no schemas: it is {connection.display_name}.",
            "Name one alias for each tenant.",
        )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_schema FROM information_schema.tables WHERE table_name = %s", [TABLE]
        )
        there = sorted(name for (name,) in cursor.fetchall())
        wanted = [name for name in there if fnmatchcase(name, pattern)]
        if not wanted:
            raise ProjectError(
                f"No schema of database {connection.alias} matches {pattern!r}.",
                f"Those with migrations: {', '.join(there[:5]) or 'none'}.",
            )
        for start in range(0, len(wanted), AT_ONCE):
            yield from _read(connection, cursor, wanted[start : start + AT_ONCE])


def _read(
    connection: BaseDatabaseWrapper, cursor: Any, tenants: Sequence[str]
) -> Iterator[tuple[str, dict[str, dict[str, str]]]]:
    # One in a name is no placeholder.
    quoted = [connection.ops.quote_name(one).replace("%", "%%") for one in tenants]
    parts = [
        f"SELECT %s AS tenant, app, name, applied FROM {one}.{TABLE}"  # noqa: S608  quoted
        for one in quoted
    ]
    cursor.execute(" UNION ALL ".join(parts), tenants)
    found: dict[str, dict[str, dict[str, str]]] = {name: {} for name in tenants}
    for tenant, app, name, applied in cursor.fetchall():
        found[tenant].setdefault(app, {})[name] = _told(connection, applied)
    yield from found.items()


def _told(connection: BaseDatabaseWrapper, applied: datetime | None) -> str:
    """As Django's own field has it, which knows the zone where the engine does not."""
    if applied and applied.tzinfo is None and connection.timezone:
        applied = applied.replace(tzinfo=connection.timezone)
    return applied.isoformat() if applied else ""
