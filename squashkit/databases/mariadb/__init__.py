"""MariaDB and MySQL: what is in a database, as SHOW CREATE writes it."""

from __future__ import annotations

from .reading import snapshot

__all__ = ["snapshot"]
