"""What there is, for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from ..model.inventory import AppInventory, Inventories, Inventory
from ..model.keys import MigrationKey
from ..model.refs import Change
from ..model.words import counted
from .text import table

SHOWN = 3
NUMBERS = ("Migrations", "Operations", "Data")


def inventory_text(inventory: Inventory) -> RenderableType:
    """One row an app, the sum below."""
    return Group(_apps(inventory.apps), Text(), Text(_sum(inventory), style="bold"))


def _sum(inventory: Inventory) -> str:
    migrations = counted(sum(one.migrations for one in inventory.apps), "migration")
    return f"{migrations} in {counted(len(inventory.apps), 'app')}."


def _apps(apps: Iterable[AppInventory]) -> Table:
    listed = tuple(apps)
    dated = any(one.last for one in listed)
    dates = ("First commit", "Last commit") if dated else ()
    made = table(
        "App", *NUMBERS, "Squashes", "Merges", "Leaf", "Unreadable", *dates, numbers=NUMBERS
    )
    for one in listed:
        made.add_row(
            Text(one.app.label, style="cyan"),
            str(one.migrations),
            str(sum(one.operations.values())),
            str(one.data_operations),
            ", ".join(f"{squash.key.name} ({squash.state})" for squash in one.squashes) or "-",
            *(_names(keys) for keys in (one.merges, one.leaves, one.unreadable)),
            *([_commit(one.first), _commit(one.last)] if dated else []),
        )
    return made


def _names(keys: Sequence[MigrationKey]) -> str:
    """The first few; the JSON document has all."""
    names = [key.name for key in keys[:SHOWN]]
    more = [f"{len(keys) - SHOWN} more"] if len(keys) > SHOWN else []
    return ", ".join(names + more) or "-"


def _commit(change: Change | None) -> str:
    return f"{change.date[:10]} {change.author.partition(' <')[0]}" if change else "-"


def inventories_text(inventories: Inventories) -> RenderableType:
    """One ref in full; many as a row each. Then what could not be read."""
    found = inventories.inventories
    several = len({one.ref for one in found}) > 1
    parts: list[RenderableType] = [_refs(found)] if several else list(_in_full(found))
    parts += [Text(f"Not read: {fault}", style="bold red") for fault in inventories.faults]
    return Group(*parts)


def _in_full(found: Iterable[Inventory]) -> Iterator[RenderableType]:
    for one in found:
        where = f" in {one.project}" if one.project else ""
        yield Text(f"{one.ref} ({one.commit[:9]}){where}", style="bold")
        yield inventory_text(one)


def _refs(found: Iterable[Inventory]) -> Table:
    numbers = ("Apps", *NUMBERS, "Squashes", "Merges", "Unreadable")
    made = table("Ref", "Commit", *numbers, "Several leaves", "Last commit", numbers=numbers)
    for one in found:
        split = [app.app.label for app in one.apps if len(app.leaves) > 1]
        last = max(
            (app.last for app in one.apps if app.last),
            key=lambda change: change.when,
            default=None,
        )
        made.add_row(
            Text(f"{one.ref} {one.project}".strip(), style="cyan"),
            one.commit[:9],
            str(len(one.apps)),
            str(sum(app.migrations for app in one.apps)),
            str(sum(sum(app.operations.values()) for app in one.apps)),
            str(sum(app.data_operations for app in one.apps)),
            str(sum(len(app.squashes) for app in one.apps)),
            str(sum(len(app.merges) for app in one.apps)),
            str(sum(len(app.unreadable) for app in one.apps)),
            ", ".join(split) or "-",
            _commit(last),
        )
    return made
