"""What deployed databases have recorded."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from .keys import MigrationKey


@dataclass(frozen=True, slots=True)
class Recorded:
    """A row of `django_migrations`.

    Attributes:
        applied: when, in ISO 8601, as the database has it.
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
        name: of the database in the project's settings.
        engine: with its version.
        rows: sorted by app and name; none where nothing was ever migrated.
        read: when that was, in ISO 8601 and UTC.
        commit: what was checked out where it was read, or an empty string.
        digest: of the names, the same for databases that have recorded the same.
    """

    name: str
    rows: tuple[Recorded, ...] = ()
    engine: str = ""
    read: str = ""
    commit: str = ""
    digest: str = ""

    @property
    def keys(self) -> frozenset[MigrationKey]:
        """The migrations."""
        return frozenset(row.key for row in self.rows)


@dataclass(frozen=True, slots=True)
class Deployment:
    """All databases that were read at a time."""

    states: tuple[Deployed, ...]


def digest_of(rows: tuple[Recorded, ...]) -> str:
    """A sha256 of what is recorded, whenever that happened."""
    names = sorted(f"{row.app}.{row.name}\n" for row in rows)
    return hashlib.sha256("".join(names).encode()).hexdigest()
