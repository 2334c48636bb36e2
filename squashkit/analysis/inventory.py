"""Counts what is in a history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ..model.history import App, History
from ..model.inventory import AppInventory, Squash
from ..model.migrations import MigrationFacts
from .leaves import app_leaves


def count_apps(history: History) -> tuple[AppInventory, ...]:
    """Each first-party app that has migrations."""
    by_app: dict[str, list[MigrationFacts]] = {}
    for _, migration in sorted(history.migrations.items()):
        by_app.setdefault(migration.key.app, []).append(migration)
    ours = [app for app in history.apps if app.first_party and app.label in by_app]
    return tuple(_count(app, by_app[app.label]) for app in ours)


def _count(app: App, migrations: Sequence[MigrationFacts]) -> AppInventory:
    files = {one.key for one in migrations}
    kinds = Counter(one.kind for migration in migrations for one in migration.operations)
    return AppInventory(
        app=app,
        migrations=len(migrations),
        operations=dict(sorted(kinds.items())),
        data_operations=sum(len(migration.data_operations) for migration in migrations),
        squashes=tuple(
            Squash(one.key, len(one.replaces), len(set(one.replaces) - files))
            for one in migrations
            if one.replaces
        ),
        merges=tuple(
            one.key
            for one in migrations
            if sum(parent.app == app.label for parent in one.dependencies) > 1
        ),
        leaves=app_leaves(migrations),
        unreadable=tuple(one.key for one in migrations if one.opaque),
    )
