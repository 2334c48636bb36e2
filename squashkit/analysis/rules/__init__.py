"""The catalogue of rules, from which `docs/reference/rules.md` is generated."""

from __future__ import annotations

from .conflicts import CONFLICTS
from .deployed import DEPLOYED
from .squashing import SQUASHING

RULES = (*SQUASHING, *CONFLICTS, *DEPLOYED)

__all__ = ["CONFLICTS", "DEPLOYED", "RULES", "SQUASHING"]
