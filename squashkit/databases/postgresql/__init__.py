"""PostgreSQL: what is in a database, read from its catalogue."""

from __future__ import annotations

from .reading import snapshot

__all__ = ["snapshot"]
