"""The catalogue of rules, from which `docs/reference/rules.md` is generated."""

from __future__ import annotations

from .conflicts import CONFLICTS
from .squashing import SQUASHING

RULES = (*SQUASHING, *CONFLICTS)

__all__ = ["CONFLICTS", "RULES", "SQUASHING"]
