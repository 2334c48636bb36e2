"""What a project's migrations amount to, in numbers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from .history import App, no_app
from .keys import MigrationKey
from .refs import Change


@dataclass(frozen=True, slots=True)
class Squash:
    """A migration with `replaces`.

    Attributes:
        key: the squash.
        replaces: how many migrations it names.
        gone: how many of these have no file any more.
    """

    key: MigrationKey
    replaces: int
    gone: int = 0

    @property
    def state(self) -> str:
        """What is left of the migrations that it replaces."""
        if not self.gone:
            return f"replaces {self.replaces}"
        return f"replaces {self.replaces}, {self.gone} gone"


@dataclass(frozen=True, slots=True)
class AppInventory:
    """One app's migrations, counted.

    Attributes:
        operations: how many of each kind.
        data_operations: how many may touch rows.
        squashes: migrations with `replaces`.
        merges: migrations with more than one parent in their own app.
        leaves: migrations on which nothing in the app depends.
        unreadable: migrations with a part that cannot be read statically.
        first: the oldest commit that touched them; None where git was not asked.
        last: the newest.
    """

    app: App
    migrations: int
    operations: Mapping[str, int]
    data_operations: int
    squashes: tuple[Squash, ...] = ()
    merges: tuple[MigrationKey, ...] = ()
    leaves: tuple[MigrationKey, ...] = ()
    unreadable: tuple[MigrationKey, ...] = ()
    first: Change | None = None
    last: Change | None = None


@dataclass(frozen=True, slots=True)
class Inventory:
    """All first-party apps of a project, sorted by label.

    Attributes:
        commit: the commit that was read or is checked out; an empty string outside git.
        ref: the name under which the commit was asked for; empty for the work tree.
        project: the project's folder in the repository; empty for the only one, or the root.
        faults: files that cannot be read, each with the reason.
    """

    commit: str
    apps: tuple[AppInventory, ...]
    ref: str = ""
    project: str = ""
    faults: tuple[str, ...] = ()

    def only(self, labels: Collection[str]) -> Inventory:
        """These apps alone.

        Raises:
            PlanError: one of them is not there.
        """
        known = {one.app.label for one in self.apps}
        for label in labels:
            if label not in known:
                raise no_app(label, known)
        return replace(self, apps=tuple(one for one in self.apps if one.app.label in labels))


@dataclass(frozen=True, slots=True)
class Inventories:
    """The projects of many refs.

    Attributes:
        inventories: by ref and project, sorted.
    """

    inventories: tuple[Inventory, ...]

    @property
    def faults(self) -> tuple[str, ...]:
        """Files that cannot be read, with the refs on which they are."""
        return tuple(f"{one.ref}: {fault}" for one in self.inventories for fault in one.faults)

    def only(self, labels: Collection[str]) -> Inventories:
        """These apps alone, wherever they are.

        Raises:
            PlanError: one of them is nowhere.
        """
        known = {app.app.label for one in self.inventories for app in one.apps}
        for label in sorted(set(labels) - known):
            raise no_app(label, known, "on any of these refs")
        return Inventories(
            tuple(
                replace(one, apps=tuple(app for app in one.apps if app.app.label in labels))
                for one in self.inventories
            )
        )
