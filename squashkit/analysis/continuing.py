"""Squashes that exist already, and become part of a longer one.

A squash of a squash is not loaded before Django 6.0, and where it is, deleting the inner file makes
finished databases look half finished (ticket 24529). So the longer squash replaces the same files
as the one on disk, which goes: databases that have run it have those on record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..model.history import History
from ..model.keys import MigrationKey
from ..model.migrations import MigrationFacts
from ..model.plans import Plan, Reason
from .leaves import computed, named
from .rules.squashing import ALREADY_SQUASHED


def expanded(history: History, members: Iterable[MigrationKey]) -> tuple[MigrationKey, ...]:
    """The members, and in the place of each squash what that replaces."""
    return tuple(one for key in members for one in (history.migrations[key].replaces or (key,)))


def not_continued(history: History, squash: MigrationFacts) -> Reason | None:
    """Why a squash on disk cannot become part of a longer one, or None."""
    why = next(_obstacles(history, squash), "")
    hint = f"Finish it first: squashkit cleanup {squash.key.app}"
    return Reason(ALREADY_SQUASHED.id, f"{squash.key} {why}.", hint) if why else None


def _obstacles(history: History, squash: MigrationFacts) -> Iterator[str]:
    replaced = squash.replaces
    gone = [key for key in replaced if key not in history.migrations]
    if gone:
        yield f"replaces {gone[0]}, whose file is gone"
        return
    strange = [key for key in replaced if not _is_plain(history, key, squash)]
    if strange:
        yield f"replaces {strange[0]}, which is a squash itself or another app's"
    if len(_ends(history, squash)) != 1:
        yield "replaces migrations that do not lead to one end"
    dependents = _dependents(history, squash.key)
    theirs = [key for key in dependents if not _ours(history, key)]
    if theirs:
        yield f"is what {theirs[0]} of an installed package depends on"
    unnamed = [key for key in dependents if computed(history.migrations[key])]
    if unnamed:
        yield f"is what {unnamed[0]} depends on, whose `dependencies` are computed"


def _is_plain(history: History, key: MigrationKey, squash: MigrationFacts) -> bool:
    return key.app == squash.key.app and not history.migrations[key].replaces


def _ends(history: History, squash: MigrationFacts) -> list[MigrationKey]:
    """The replaced migrations that no other of them depends on."""
    parents = {
        named(one) for key in squash.replaces for one in history.migrations[key].dependencies
    }
    return [key for key in squash.replaces if key not in parents]


def _dependents(history: History, key: MigrationKey) -> list[MigrationKey]:
    return [
        other
        for other, facts in sorted(history.migrations.items())
        if key in map(named, (*facts.dependencies, *facts.run_before))
    ]


def _ours(history: History, key: MigrationKey) -> bool:
    app = history.app(key.app)
    return app is not None and app.first_party


def moved(history: History, plan: Plan) -> dict[MigrationKey, MigrationKey]:
    """Each squash whose file goes, to the replaced migration that dependents are to name.

    That one is on disk, and in the graph of every database, replaced or not.
    """
    return {
        key: _ends(history, history.migrations[key])[0]
        for segment in plan.segments
        for key in segment.continues
    }
