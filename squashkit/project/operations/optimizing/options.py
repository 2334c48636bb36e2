"""Options of a model that say no more than leaving them out does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .knowledge import TOGETHER

_NONE = frozenset({"db_table", "db_table_comment", "order_with_respect_to"})
_LISTS = ("constraints", "indexes")


def is_unsaid(name: str, value: Any) -> bool:
    """Whether a state that has the option means the same as one without it.

    Args:
        name: of the option.
        value: what it says.
    """
    return not value if name in TOGETHER else value is None and name in _NONE


def said(options: Mapping[str, Any]) -> dict[str, Any]:
    """The options that a `CreateModel` needs; every state has lists of its own."""
    return {
        name: value
        for name, value in options.items()
        if not is_unsaid(name, value) and (value or name not in _LISTS)
    }
