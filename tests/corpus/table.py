"""Makes rows of what was observed and of squashkit's document."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from squashkit.analysis.rules import squashing as rules

from .observing import Count
from .rows import LEFT, NOT_PROVEN, NOT_RUN, PROVEN, AppRow, Steps, Tried

Document = Mapping[str, Any]
OBSTACLES = 3
"""How many reasons are named why steps could not be proven to have no effect."""


def unread_rows(before: Mapping[str, Count]) -> tuple[AppRow, ...]:
    """The apps of a package that could not be squashed at all; they count as not squashed."""
    return tuple(AppRow(app, before[app], before[app], 0, NOT_RUN) for app in sorted(before))


def app_rows(
    before: Mapping[str, Count], after: Mapping[str, Count], document: Document
) -> tuple[AppRow, ...]:
    """One row an app.

    Args:
        before: counts of the package as published.
        after: counts after the squash.
        document: what `squashkit squash --format json` said.
    """
    segments, reasons = _segments(document), _reasons(document)
    return tuple(
        AppRow(
            app,
            before[app],
            after[app],
            len(segments[app]),
            _verdict(bool(segments[app]), reasons[app], document),
            tuple(reasons[app]),
        )
        for app in sorted(before)
    )


def with_tries(rows: Iterable[AppRow], tries: Mapping[str, Tried]) -> tuple[AppRow, ...]:
    """The rows with what Django's own command made of those apps."""
    return tuple(replace(row, django=tries.get(row.app)) for row in rows)


def seconds(document: Document) -> tuple[float, float] | None:
    """What the proof measured."""
    proof = document["proof"]
    if not proof:
        return None
    first = proof["runs"][0]
    return (first["seconds_before"], first["seconds_after"])


def proof_holds(document: Document) -> bool:
    """Whether there is a proof, with checks, none of which found a difference."""
    checks = document["proof"]["checks"] if document["proof"] else ()
    return bool(checks) and not any(check["differences"] for check in checks)


def miscounts(rows: Iterable[AppRow], document: Document) -> tuple[str, ...]:
    """Where squashkit's own numbers are not those that Django counts."""
    segments = _segments(document)
    found = []
    for row in rows if document["written"] else ():
        gains = [segment["gain"] for segment in segments[row.app]]
        files = row.before.migrations - sum(gain["files"] - 1 for gain in gains)
        saved = sum(gain["operations_before"] - gain["operations_after"] for gain in gains)
        said = (files, row.before.operations - saved)
        counted = (row.after.migrations, row.after.operations)
        if said != counted:
            found.append(
                f"{row.app}: {_pair(said)} by squashkit's report, {_pair(counted)} by Django's plan"
            )
    return tuple(found)


def _pair(numbers: tuple[int, int]) -> str:
    return f"{numbers[0]} migrations with {numbers[1]} operations"


def strays(changes: Iterable[str], document: Document, root: str) -> tuple[str, ...]:
    """What git sees changed and squashkit did not report as a new file, or the other way round.

    Args:
        changes: lines of `git status --porcelain`.
        document: squashkit's.
        root: the folder of the work tree.
    """
    kinds = {"files": "??", "rewritten": " M", "deleted": " D"} if document["written"] else {}
    said = {
        f"{mark} {path.removeprefix(root).lstrip('/')}"
        for kind, mark in kinds.items()
        for path in document.get(kind, ())
    }
    seen = set(changes)
    return tuple(
        [f"changed, but not reported: {line}" for line in sorted(seen - said)]
        + [f"reported, but not there: {line}" for line in sorted(said - seen)]
    )


def steps_of(document: Document) -> Steps:
    """The `RunPython` operations of what was squashed.

    Args:
        document: squashkit's.
    """
    steps = [
        step
        for segment in document["plan"]["segments"]
        for step in segment.get("steps", ())
        if step["operation"] == "RunPython"
    ]
    gone = [step for step in steps if step["left_out"]]
    silent = [step for step in steps if step["observed"] or step["kind"] == "noop"]
    stay = Counter(_obstacle(step["why"]) for step in silent if not step["left_out"])
    return Steps(len(steps), len(silent), len(gone), tuple(stay.most_common(OBSTACLES)))


def _obstacle(why: str) -> str:
    """What stood in the way, without the place and the names of models."""
    said = why.rpartition(": it ")[2].removeprefix("it ")
    return "meets tables of others" if said.startswith("meets ") else said


def _segments(document: Document) -> defaultdict[str, list[Document]]:
    found = defaultdict[str, list[Document]](list)
    for segment in document["plan"]["segments"]:
        found[segment["key"]["app"]].append(segment)
    return found


def _reasons(document: Document) -> defaultdict[str, list[tuple[str, str]]]:
    found = defaultdict[str, list[tuple[str, str]]](list)
    for left in document["plan"]["left"]:
        found[left["app"]].append(_reason(left["reason"]))
    for app, segments in _segments(document).items():
        ends = [end for segment in segments for end in segment["ends"]]
        # A migration that is left alone is also why the segment before it ends.
        found[app] += [one for one in map(_reason, ends) if one not in found[app]]
    return found


def other_reasons(one: Document, other: Document) -> tuple[tuple[str, str], ...]:
    """Rule and fact of what the other document of the same project leaves, and this one does not.

    Args:
        one: what `squashkit squash` said.
        other: what it said of it at another time.
    """
    told = {reason for found in _reasons(one).values() for reason in found}
    new = (reason for found in _reasons(other).values() for reason in found)
    return tuple(dict.fromkeys(reason for reason in new if reason not in told))


def _reason(reason: Document) -> tuple[str, str]:
    return reason["rule"], reason["fact"]


def _verdict(squashed: bool, reasons: Iterable[tuple[str, str]], document: Document) -> str:
    if squashed:
        return PROVEN if document["written"] and proof_holds(document) else NOT_PROVEN
    return NOT_PROVEN if any(rule == rules.NOT_PROVEN.id for rule, _ in reasons) else LEFT
