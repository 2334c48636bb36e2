"""The catalogue of rules, from which `docs/reference/rules.md` is generated."""

from __future__ import annotations

from .conflicts import CONFLICTS
from .deployed import DEPLOYED
from .rebasing import REBASING
from .squashing import SQUASHING

RULES = (*SQUASHING, *CONFLICTS, *DEPLOYED, *REBASING)

__all__ = ["CONFLICTS", "DEPLOYED", "REBASING", "RULES", "SQUASHING"]
