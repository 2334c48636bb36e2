"""What a project's migrations amount to, in numbers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from ..errors import PlanError
from .history import App
from .keys import MigrationKey


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
    """

    app: App
    migrations: int
    operations: Mapping[str, int]
    data_operations: int
    squashes: tuple[MigrationKey, ...] = ()
    merges: tuple[MigrationKey, ...] = ()
    leaves: tuple[MigrationKey, ...] = ()
    unreadable: tuple[MigrationKey, ...] = ()


@dataclass(frozen=True, slots=True)
class Inventory:
    """All first-party apps of a project, sorted by label.

    Attributes:
        commit: the commit that is checked out, or an empty string outside git.
    """

    commit: str
    apps: tuple[AppInventory, ...]

    def only(self, labels: Collection[str]) -> Inventory:
        """These apps alone.

        Raises:
            PlanError: one of them is not there.
        """
        known = {one.app.label for one in self.apps}
        for label in labels:
            if label not in known:
                raise PlanError(
                    f"There is no app {label} with migrations.",
                    f"Apps with migrations here: {', '.join(sorted(known)) or 'none'}.",
                )
        return replace(self, apps=tuple(one for one in self.apps if one.app.label in labels))
