"""`history`: what there is."""

from __future__ import annotations

from ..analysis.graphs import build_graph
from ..analysis.inventory import count_apps
from ..model.inventory import Inventory
from .ports import Site


def take_inventory(site: Site) -> Inventory:
    """Count what is in the project's first-party migrations.

    Raises:
        HistoryError: migrations that cannot be read or do not fit together.
    """
    history = site.history()
    graph = build_graph(history, complete=bool(site.settings))
    return Inventory(site.commit, count_apps(history, graph))
