"""Where a database of the project is, as a URL or the path of a SQLite file."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.db import connections
from django.utils.connection import ConnectionDoesNotExist

from ..errors import ProjectError
from ..model.words import did_you_mean
from .engines import HARMLESS, stand_in_for_mysqlclient
from .protocol import Locate, Located


def locate(request: Locate) -> Located:
    """Find the database of an alias; nothing connects to it.

    Raises:
        ProjectError: there is no such alias, or it is reached in a way that a URL does not tell.
    """
    # The backend of the alias is loaded, and asks for it.
    stand_in_for_mysqlclient()
    try:
        connection = connections[request.alias]
    except ConnectionDoesNotExist as error:
        raise _unknown(request) from error
    settings, vendor = connection.settings_dict, connection.vendor
    if vendor == "sqlite":
        # Django takes it from the folder that the project runs in.
        return Located(str(Path(str(settings["NAME"])).absolute()))
    others = sorted(settings["OPTIONS"].keys() - HARMLESS)
    if others:
        raise ProjectError(
            f"Database {request.alias} is reached with OPTIONS that are not read here: "
            f"{', '.join(others)}.",
            "Name its URL instead of the alias.",
        )
    return Located(_url(settings, vendor))


def _unknown(request: Locate) -> ProjectError:
    close = did_you_mean(request.alias, [*connections, *request.others])
    aliases = f"{close}Aliases here: {', '.join(connections)}."
    if not request.others:
        fact = f"There is no database alias {request.alias}, nor a file of that name."
        return ProjectError(fact, aliases)
    return ProjectError(
        f"There is no database alias {request.alias}, nor an engine of that name.",
        f"{aliases} Engines: {', '.join(request.others)}.",
    )


def _url(settings: dict[str, Any], vendor: str) -> str:
    who = quote(settings["USER"] or "", safe="")
    if settings["PASSWORD"]:
        who += f":{quote(settings['PASSWORD'], safe='')}"
    host, query = str(settings["HOST"] or ""), ""
    if host.startswith("/"):
        word = "host" if vendor == "postgresql" else "unix_socket"
        host, query = "", f"?{word}={quote(host, safe='')}"
    if ":" in host:
        host = f"[{host}]"
    port = f":{settings['PORT']}" if settings["PORT"] else ""
    name = quote(settings["NAME"] or "", safe="")
    return f"{vendor}://{who}{'@' if who else ''}{host}{port}/{name}{query}"
