"""Whether the ends of an app can be joined by a merge migration."""

from __future__ import annotations

from .forks import Sides, forks_of

__all__ = ["Sides", "forks_of"]
