"""What cleanups have removed, as each app remembers it."""

from __future__ import annotations

from dataclasses import dataclass

from .keys import MigrationKey


@dataclass(frozen=True, slots=True)
class Retired:
    """A squash that has become a normal migration, and the migrations that went.

    Attributes:
        squash: the migration that stands for them.
        replaced: in the order of its `replaces`; of squashes among them, also what those replaced.
        since: the oldest release that has the squash, or an empty string.
        last: the newest release that has the squash and all that it replaced, or an empty string:
            a database that comes late goes through it.
        commit: the id of the commit that was checked out when they went, or an empty string.
    """

    squash: MigrationKey
    replaced: tuple[MigrationKey, ...]
    since: str = ""
    last: str = ""
    commit: str = ""

    @property
    def way_through(self) -> str:
        """What still has the replaced files, as `git checkout` takes it."""
        return self.last or self.commit
