"""SQLite: what is in a database, read from its catalogue and from the text of its statements."""

from __future__ import annotations

from .reading import snapshot
from .texts import look

__all__ = ["look", "snapshot"]
