"""Which migrations may become members of a segment, and why others may not."""

from __future__ import annotations

from ..model.graph import Graph
from ..model.history import History
from ..model.keys import MigrationKey
from ..model.migrations import LATEST, PLAIN_BASE, MigrationFacts
from ..model.plans import Reason
from .continuing import not_continued
from .graphs import conflicts
from .rules.squashing import (
    CONFLICT,
    CUSTOM_CLASS,
    FLOATING,
    UNREADABLE,
)


def barred_apps(history: History, graph: Graph[MigrationKey]) -> dict[str, Reason]:
    """The apps of which nothing can be squashed."""
    barred = {
        app: Reason(
            CONFLICT.id,
            f"{app} has more than one leaf: {', '.join(key.name for key in keys)}.",
            f"Merge them first: squashkit merge {app}",
        )
        for app, keys in conflicts(graph).items()
    }
    for migration in history.migrations.values():
        for dependency in migration.dependencies:
            if dependency.name == LATEST and dependency.app != migration.key.app:
                barred[dependency.app] = Reason(
                    FLOATING.id,
                    f"{migration.key} depends on {dependency}.",
                    f"Name the migration that it needs in {migration.path}.",
                )
    return barred


def barrier(history: History, migration: MigrationFacts) -> Reason | None:
    """Why this migration cannot be a member of any segment, or None."""
    if migration.opaque:
        unread = migration.opaque[0]
        fact = f"{migration.key}, line {unread.line}: {unread.reason}."
        return Reason(UNREADABLE.id, fact, "Write it as a literal.")
    if migration.replaces:
        kept = not_continued(history, migration)
        if kept is not None:
            return kept
    own = _own_behaviour(migration)
    return Reason(CUSTOM_CLASS.id, f"{migration.key} has {own} of its own.") if own else None


def _own_behaviour(migration: MigrationFacts) -> str:
    """What of its class cannot be that of a squash, or an empty string."""
    if migration.overrides:
        return ", ".join(migration.overrides)
    if migration.base == PLAIN_BASE:
        return ""
    if "." not in migration.base:
        return f"the base class {migration.base}"
    return f"attributes for {migration.base}" if migration.attributes else ""
