"""The clocks that the code of a step may ask for the time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

MACHINE = datetime.now().astimezone().utcoffset()
"""That of the operating system; Django sets the process to the zone of the settings."""
AHEAD = "SELECT TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(), NOW())"


def now() -> str:
    """The moment as Django would write it into a column: UTC, or local time without USE_TZ."""
    return str(timezone.now().strftime("%Y-%m-%d %H:%M:%S.%f"))


def zones(connection: Any) -> tuple[int, ...]:
    """By how many minutes other clocks are ahead of `now`.

    SQLite's is in UTC, and that of PostgreSQL in the zone that Django asks for. MariaDB and MySQL
    write the time of the server.

    Args:
        connection: to the database.
    """
    local = datetime.now(timezone.get_default_timezone()).utcoffset()
    found = [timedelta(), local, MACHINE]
    if connection.vendor == "mysql":
        with connection.cursor() as cursor:
            cursor.execute(AHEAD)
            found.append(timedelta(seconds=cursor.fetchone()[0]))
    own = timedelta() if settings.USE_TZ or local is None else local
    ahead = (round((one - own).total_seconds() / 60) for one in found if one is not None)
    return tuple(sorted(set(ahead)))
