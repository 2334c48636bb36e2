"""Results as JSON documents that name their schema and version.

A document's version grows when a key changes its meaning or goes; a new key does not change it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec

from ..errors import PlanError
from ..model.plans import Plan

VERSION = 1


def to_json(kind: str, value: object) -> str:
    """The value as a document, keys sorted, the same text for the same value.

    Args:
        kind: `history`, `conflicts`, `plan`, `squash`, `proof`, `validation`, `diff` or
            `cleanup`.
        value: a frozen dataclass.
    """
    body = msgspec.to_builtins(value, enc_hook=_path)
    document: dict[str, Any] = {"schema": f"squashkit/{kind}", "version": VERSION, **body}
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _path(value: object) -> str:
    """How the one kind of value is written that JSON does not know."""
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in a document")


def read_plan(text: str, name: str) -> Plan:
    """The plan in a document that `squashkit plan --format json` wrote.

    Args:
        text: the document.
        name: what it is called, for messages.

    Raises:
        PlanError: it is something else.
    """
    try:
        document = json.loads(text)
        if document["schema"] != "squashkit/plan" or document["version"] != VERSION:
            raise KeyError("schema")
        return msgspec.convert(document, Plan)
    except (ValueError, KeyError, TypeError) as error:
        raise PlanError(
            f"{name} is not a plan of version {VERSION}.",
            "Make one: squashkit plan --format json --output plan.json",
        ) from error
