"""Where a database of the project is, as a URL or the path of a SQLite file."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.db import connections
from django.utils.connection import ConnectionDoesNotExist

from ..errors import ProjectError
from .protocol import Locate, Located


def locate(request: Locate) -> Located:
    """Find the database of an alias; nothing connects to it.

    Raises:
        ProjectError: there is no such alias.
    """
    try:
        settings, vendor = _settings(request.alias)
    except ConnectionDoesNotExist as error:
        known = ", ".join(connections)
        raise ProjectError(
            f"There is no database alias {request.alias}, nor a file of that name.",
            f"Aliases here: {known}.",
        ) from error
    if vendor == "sqlite":
        return Located(str(settings["NAME"]))
    host = quote(str(settings["HOST"]), safe=":")
    port = f":{settings['PORT']}" if settings["PORT"] else ""
    who = quote(settings["USER"], safe="")
    if settings["PASSWORD"]:
        who += f":{quote(settings['PASSWORD'], safe='')}"
    return Located(f"{vendor}://{who}{'@' if who else ''}{host}{port}/{quote(settings['NAME'])}")


def _settings(alias: str) -> tuple[dict[str, Any], str]:
    connection = connections[alias]
    return connection.settings_dict, connection.vendor
