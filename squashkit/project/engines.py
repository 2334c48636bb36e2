"""The settings of a throw-away database: where it is, and otherwise what the project's own says."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from importlib.util import find_spec
from typing import Any

import dj_database_url

# What of OPTIONS does not say where the server is, nor who asks.
HARMLESS = frozenset(
    {
        "charset",
        "client_encoding",
        "collation",
        "init_command",
        "isolation_level",
        "pool",
        "server_side_binding",
        "sql_mode",
        "use_unicode",
    }
)
SQLITE = "django.db.backends.sqlite3"


def settings_of(database: str, own: Mapping[str, Any]) -> dict[str, Any]:
    """An entry of DATABASES.

    Args:
        database: a SQLite file, `:memory:`, or the URL of a database on a server.
        own: the project's own `default`; its backend and its options hold on their own engine,
            since they decide what `migrate` makes.
    """
    if "://" not in database:
        return {"ENGINE": SQLITE, "NAME": database}
    found: dict[str, Any] = dict(dj_database_url.parse(database.replace("mariadb:", "mysql:", 1)))
    if "mysql" in found["ENGINE"]:
        stand_in_for_mysqlclient()
    backend = own.get("ENGINE", "")
    if _vendor(backend) == _vendor(found["ENGINE"]):
        kept = {key: own["OPTIONS"][key] for key in HARMLESS & own.get("OPTIONS", {}).keys()}
        options = {**kept, **found.get("OPTIONS", {})}
        found |= {"ENGINE": backend, "OPTIONS": options}
    return found


def _vendor(backend: str) -> str:
    """Django's word for the engine; empty for a backend that cannot be loaded."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db.utils import load_backend

    # A driver that is not there is said by who connects.
    with suppress(ImportError, ImproperlyConfigured):
        return str(load_backend(backend).DatabaseWrapper.vendor)
    return ""


def stand_in_for_mysqlclient() -> None:
    """Django asks for mysqlclient, which has to be compiled; PyMySQL can pass for it."""
    if find_spec("MySQLdb") is None and find_spec("pymysql") is not None:
        import pymysql

        pymysql.version_info = (2, 2, 8, "final", 0)
        pymysql.install_as_MySQLdb()
