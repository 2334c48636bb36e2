"""What deployed databases have recorded."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .keys import MigrationKey

Times = Mapping[str, Mapping[str, str]]
"""App label, name of a migration, and when it was applied: ISO 8601, as the database has it."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A row of `django_migrations`.

    Attributes:
        applied: when, in ISO 8601, as the database has it; empty where it has no time.
    """

    app: str
    name: str
    applied: str = ""

    @property
    def key(self) -> MigrationKey:
        """The migration."""
        return MigrationKey(self.app, self.name)


@dataclass(frozen=True, slots=True)
class Deployed:
    """What one database has recorded.

    Attributes:
        name: the alias of the project's settings; with a slash behind it the schema or database of
            a tenant.
        applied: the rows; none where nothing was ever migrated. Nested, since thousands of tenants
            have hundreds each.
        engine: with its version.
        read: when that was, in ISO 8601 and UTC.
        commit: what was checked out where it was read, or an empty string.
    """

    name: str
    applied: Times = field(default_factory=dict)
    engine: str = ""
    read: str = ""
    commit: str = ""

    @property
    def rows(self) -> tuple[Recorded, ...]:
        """The rows, sorted by app and name."""
        return tuple(
            Recorded(app, name, self.applied[app][name])
            for app in sorted(self.applied)
            for name in sorted(self.applied[app])
        )

    @property
    def count(self) -> int:
        """How many rows there are."""
        return sum(map(len, self.applied.values()))

    @property
    def keys(self) -> frozenset[MigrationKey]:
        """The migrations."""
        return frozenset(
            MigrationKey(app, name) for app, names in self.applied.items() for name in names
        )

    @property
    def digest(self) -> str:
        """A sha256 of the names, the same for databases that have recorded the same."""
        told = [
            f"{app}:{','.join(sorted(self.applied[app]))}\n"
            for app in sorted(self.applied)
            if self.applied[app]
        ]
        return hashlib.sha256("".join(told).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Deployment:
    """All databases that were read at a time."""

    states: tuple[Deployed, ...]


def times_of(rows: Iterable[Recorded]) -> dict[str, dict[str, str]]:
    """Rows as `Deployed.applied` has them.

    Args:
        rows: in any order.
    """
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        found.setdefault(row.app, {})[row.name] = row.applied
    return found
