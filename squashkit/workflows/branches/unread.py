"""What of a commit could not be read, as findings."""

from __future__ import annotations

from collections.abc import Iterator

from ...analysis.rules.conflicts import UNREADABLE
from ...model.findings import Finding, Level, Place
from ...model.refs import Ref
from ...source.reading import Fault
from .refs import Snapshot


def unread_parts(snapshot: Snapshot, light: Level) -> Iterator[tuple[tuple[str, str], Finding]]:
    """What could not be read, or not to the end, by path and reason.

    Args:
        snapshot: a commit.
        light: the level of what was read in part.
    """
    for reading in snapshot.projects.values():
        for fault in reading.faults:
            yield _unreadable(snapshot.ref, fault, Level.ERROR, "Mend {}.")
        for helper in reading.helpers:
            yield _unreadable(snapshot.ref, helper, light, "Django refuses it; take {} elsewhere.")
        for migration in reading.history.migrations.values():
            for part in migration.opaque:
                fault = Fault(migration.path, part.line, part.reason)
                yield _unreadable(snapshot.ref, fault, light, "Compare {} by hand.")


def _unreadable(ref: Ref, fault: Fault, level: Level, hint: str) -> tuple[tuple[str, str], Finding]:
    where = f"{fault.path} on {ref.name}"
    place = Place(ref, fault.path, fault.line)
    finding = Finding(
        UNREADABLE.id,
        level,
        "",
        f"{ref.name}: {fault}",
        hint.format(where),
        (ref.name,),
        (place,),
    )
    return (fault.path, fault.text), finding
