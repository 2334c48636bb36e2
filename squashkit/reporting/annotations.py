"""Findings as GitHub and GitLab show them beside the lines of a change."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from ..model.findings import Finding, Level, Place

GITHUB = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}
GITLAB = {Level.ERROR: "major", Level.WARNING: "minor", Level.NOTE: "info"}


def github(findings: Iterable[Finding]) -> str:
    """Workflow commands, a line each, which GitHub Actions reads in a job's output.

    The escapes are those of actions/toolkit, packages/core/src/command.ts.

    Args:
        findings: each is shown at its last place, which is that of the branch.
    """
    return "".join(f"{_command(one)}\n" for one in findings)


def _command(finding: Finding) -> str:
    properties = {"title": finding.rule}
    place = _place(finding)
    if place:
        properties = {"file": place.path, "line": str(place.line), **properties}
    named = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    said = "\n".join(filter(None, (finding.fact, finding.hint)))
    return f"::{GITHUB[finding.level]} {named}::{_message(said)}"


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")


def gitlab(findings: Iterable[Finding]) -> str:
    """A report of code quality, which GitLab shows in a merge request.

    Args:
        findings: those without a place are left out, since GitLab wants one.
    """
    entries = [
        {
            "description": " ".join(filter(None, (one.fact, one.hint))),
            "check_name": one.rule,
            "fingerprint": _fingerprint(one),
            "severity": GITLAB[one.level],
            "location": {"path": place.path, "lines": {"begin": place.line}},
        }
        for one in findings
        if (place := _place(one))
    ]
    return json.dumps(entries, indent=2, ensure_ascii=False) + "\n"


def _fingerprint(finding: Finding) -> str:
    """The same for the same finding on another day, whatever line it is on."""
    place = _place(finding)
    parts = (finding.rule, finding.fact, place.path if place else "")
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def _place(finding: Finding) -> Place | None:
    return finding.places[-1] if finding.places else None
