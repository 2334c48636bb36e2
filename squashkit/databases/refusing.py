"""What is said of a server that cannot be read; the same for every engine, and never a password."""

from __future__ import annotations

from ..errors import DatabaseError
from .naming import without_password


def lacks_driver(whose: str, extra: str) -> DatabaseError:
    """There is no driver for an engine.

    Args:
        whose: `PostgreSQL cannot be read without its driver`.
        extra: that of the package that brings it.
    """
    return DatabaseError(f"{whose}.", f"Install it: pip install 'squashkit[{extra}]'")


def unreachable(url: str, said: str) -> DatabaseError:
    """A server does not answer, or lets nobody in.

    Args:
        url: of the database.
        said: by the driver.
    """
    return DatabaseError(
        f"{without_password(url)} cannot be reached: {said}",
        "Check that the server runs, and the user, the password and the name in the URL.",
    )


def unreadable(url: str, said: str, objects: str) -> DatabaseError:
    """A server answers, and something cannot be read.

    Args:
        url: of the database.
        said: by the server.
        objects: what has to be readable.
    """
    return DatabaseError(
        f"{without_password(url)} cannot be read: {said}",
        f"Let its user read all {objects}, or name another user.",
    )


def broke_off(url: str, said: str) -> DatabaseError:
    """A server that answered at first cannot go on.

    Args:
        url: of the server.
        said: by the driver; may be empty.
    """
    return DatabaseError(
        f"{without_password(url)} broke off: {said or 'the connection was lost'}",
        "Look at its log. What is left of throw-away databases is dropped with the next run.",
    )
