"""What databases are called in messages."""

from __future__ import annotations

from urllib.parse import urlsplit


def without_password(named: str) -> str:
    """What a database is called in messages.

    Args:
        named: a path or a URL.
    """
    parts = urlsplit(named)
    user, at, host = parts.netloc.rpartition("@")
    return parts._replace(netloc=f"{user.partition(':')[0]}{at}{host}").geturl() if at else named
