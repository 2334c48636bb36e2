"""`history`: what there is, in the work tree or at refs of git."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from operator import attrgetter
from pathlib import Path

from ...analysis.graphs import build_graph
from ...analysis.inventory import count_apps
from ...git.repository import Repository
from ...model.inventory import AppInventory, Inventories, Inventory
from ...model.refs import Changes
from ..ports import Site
from .dates import Dates
from .refs import Snapshot, Snapshots


def take_inventory(site: Site) -> Inventory:
    """Count what is in the project's first-party migrations.

    Raises:
        HistoryError: migrations that cannot be read or do not fit together.
    """
    history = site.history()
    build_graph(history, complete=bool(site.settings))
    return Inventory(site.commit, count_apps(history))


def inventories_at(
    folder: Path, names: Collection[str], overrides: Mapping[str, str]
) -> Inventories:
    """Count what is in the migrations of refs, without a checkout.

    Args:
        folder: anywhere in the repository, which may be bare.
        names: refs and patterns.
        overrides: app label to the folder of its migrations, where files do not tell.

    Raises:
        RepositoryError: there is no repository, or a ref does not exist.
    """
    with Repository(folder) as repository:
        refs = repository.matching(names)
        snapshots = Snapshots(repository, overrides)
        dates = Dates(repository)
        return Inventories(
            tuple(one for ref in refs for one in _inventories(snapshots.at(ref), dates))
        )


def _inventories(snapshot: Snapshot, dates: Dates) -> Iterator[Inventory]:
    changes = dates.at(snapshot.ref, _paths(snapshot))
    for root, reading in sorted(snapshot.projects.items()):
        by_app: dict[str, list[Changes]] = defaultdict(list)
        for key, migration in reading.history.migrations.items():
            if migration.path in changes:
                by_app[key.app].append(changes[migration.path])
        yield Inventory(
            snapshot.ref.commit,
            tuple(_dated(one, by_app[one.app.label]) for one in count_apps(reading.history)),
            snapshot.ref.name,
            root,
            tuple(str(fault) for fault in (*reading.faults, *reading.helpers)),
        )


def _paths(snapshot: Snapshot) -> list[str]:
    readings = snapshot.projects.values()
    return [one.path for reading in readings for one in reading.history.migrations.values()]


def _dated(one: AppInventory, changes: Collection[Changes]) -> AppInventory:
    if not changes:
        return one
    first = min((change.first for change in changes), key=attrgetter("when", "commit"))
    last = max((change.last for change in changes), key=attrgetter("when", "commit"))
    return replace(one, first=first, last=last)
