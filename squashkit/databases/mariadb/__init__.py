"""MariaDB and MySQL: what is in a database, as SHOW CREATE writes it and, once more, as a dump."""

from __future__ import annotations

from .dumps import look
from .reading import snapshot

__all__ = ["look", "snapshot"]
