"""How a branch's migrations come to follow those of its base."""

from __future__ import annotations

from .planning import plan_rebase

__all__ = ["plan_rebase"]
