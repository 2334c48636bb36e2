"""Counts what is in a history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ..model.graph import Graph
from ..model.history import App, History
from ..model.inventory import AppInventory
from ..model.keys import MigrationKey
from .graphs import leaves


def count_apps(history: History, graph: Graph[MigrationKey]) -> tuple[AppInventory, ...]:
    """Each first-party app that has migrations."""
    ends = leaves(graph)
    ours = [_count(app, history, ends) for app in history.apps if app.first_party]
    return tuple(one for one in ours if one.migrations)


def _count(app: App, history: History, ends: Sequence[MigrationKey]) -> AppInventory:
    migrations = history.of_app(app.label)
    kinds = Counter(one.kind for migration in migrations for one in migration.operations)
    return AppInventory(
        app=app,
        migrations=len(migrations),
        operations=dict(sorted(kinds.items())),
        data_operations=sum(len(migration.data_operations) for migration in migrations),
        squashes=tuple(one.key for one in migrations if one.replaces),
        merges=tuple(
            one.key
            for one in migrations
            if sum(parent.app == app.label for parent in one.dependencies) > 1
        ),
        leaves=tuple(key for key in ends if key.app == app.label),
        unreadable=tuple(one.key for one in migrations if one.opaque),
    )
