"""Results as JSON documents that name their schema and version.

A document's version grows when a key changes its meaning or goes; a new key does not change it.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import msgspec

from ..errors import ConfigurationError, PlanError, ProofError
from ..model.deployed import Deployment
from ..model.plans import Plan
from ..model.proofs import Proof

VERSION = 1
KINDS = (
    "check",
    "cleanup",
    "conflicts",
    "diff",
    "histories",
    "history",
    "merge",
    "plan",
    "proof",
    "prune",
    "pruned",
    "rebase",
    "restore",
    "squash",
    "state",
    "validation",
)
SCHEMAS = frozenset(f"squashkit/{kind}" for kind in (*KINDS, "replaced"))
SEALED = frozenset({"squashkit/proof", "squashkit/pruned", "squashkit/state"})
"""Documents that others rely on: a digest tells whether one was changed."""
OTHER_VERSION = "another version of squashkit wrote it."


def to_json(kind: str, value: object) -> str:
    """The value as a document, keys sorted, the same text for the same value.

    Args:
        kind: one of KINDS.
        value: a frozen dataclass.
    """
    body = msgspec.to_builtins(value, enc_hook=_path)
    if isinstance(value, Deployment):
        for one, state in zip(body["states"], value.states, strict=True):
            one["digest"] = state.digest
    document: dict[str, Any] = {"schema": f"squashkit/{kind}", "version": VERSION, **body}
    if document["schema"] in SEALED:
        document["digest"] = _digest(document)
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _path(value: object) -> str:
    """How the one kind of value is written that JSON does not know."""
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in a document")


def text_of(path: Path) -> str:
    """The text of a document that the user named.

    Raises:
        ConfigurationError: it cannot be read, or is not UTF-8.
    """
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} cannot be read: {error}.") from error


def read_proof(text: str, name: str) -> Proof:
    """The proof in a document that `--proof FILE` wrote.

    Args:
        text: the document.
        name: what it is called, for messages.

    Raises:
        ConfigurationError: it is something else.
        ProofError: it was changed since, or another version wrote it.
    """
    try:
        document = json.loads(text)
        ours = document["schema"] == "squashkit/proof"
    except (ValueError, KeyError, TypeError):
        ours = False
    if not ours:
        raise ConfigurationError(
            f"{name} is not a proof of squashkit, and stays as it is.", "Name another file."
        )
    if document.get("version") != VERSION:
        raise _unreliable(name, OTHER_VERSION)
    if document.pop("digest", "") != _digest(document):
        raise _unreliable(name, "it was changed after it was written.")
    try:
        return msgspec.convert(document, Proof)
    except msgspec.ValidationError as error:
        raise _unreliable(name, OTHER_VERSION) from error


def read_deployment(text: str, name: str, kind: str = "state") -> Deployment:
    """The rows in a document that `squashkit state` or `squashkit prune` wrote.

    Args:
        text: the document.
        name: what it is called, for messages.
        kind: `state` or `pruned`.

    Raises:
        ConfigurationError: it is something else, was changed since, or another version wrote it.
    """
    made = {
        "state": ("no state of a database", "Make it anew: squashkit state --format json"),
        "pruned": ("no record of pruned rows", "Name the file that --record named."),
    }
    what, again = made[kind]
    try:
        document = msgspec.json.decode(text)
        if document["schema"] != f"squashkit/{kind}" or document["version"] != VERSION:
            raise KeyError("schema")
        sound = document.pop("digest") == _digest(document)
        found = msgspec.convert(document, Deployment)
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigurationError(f"{name} is {what} of version {VERSION}.", again) from error
    if not sound:
        raise ConfigurationError(f"{name} was changed after it was written.", again)
    return found


def is_document(data: bytes) -> bool:
    """Whether squashkit wrote a file, and nobody changed it where a digest tells.

    Args:
        data: what is in it.
    """
    if b'"squashkit/' not in data:
        return False
    try:
        document = json.loads(data)
    except ValueError:
        return False
    if not isinstance(document, dict) or not isinstance(document.get("version"), int):
        return False
    if document.get("schema") in SEALED:
        return bool(document.pop("digest", "") == _digest(document))
    return document.get("schema") in SCHEMAS


def _unreliable(name: str, why: str) -> ProofError:
    return ProofError(f"{name} does not match: {why}", "Make the proof anew.", why)


def _digest(document: dict[str, Any]) -> str:
    """Tells whether a document is as it was written; no secret is in it, so it proves no more."""
    try:
        data = msgspec.json.encode(document, order="sorted")
    except UnicodeEncodeError:  # of a path that is not UTF-8; json is much slower
        text = json.dumps(document, sort_keys=True, ensure_ascii=False)
        data = text.encode("utf-8", "surrogatepass")
    return hashlib.sha256(data).hexdigest()


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
