"""PostgreSQL: what is in a database, read from its catalogue and, once more, from pg_dump."""

from __future__ import annotations

from .dumps import look
from .reading import snapshot

__all__ = ["look", "snapshot"]
