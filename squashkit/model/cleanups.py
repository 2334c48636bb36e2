"""What a cleanup asks for, and what came of it, squash by squash."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .keys import MigrationKey


@dataclass(frozen=True, slots=True)
class Terms:
    """What must be so before a squash may become a normal migration.

    Attributes:
        deployed: databases that must have recorded it: aliases, files or folders of states; none
            for all aliases of the settings.
        released_in: names and patterns of releases that must have it, such as `v4.*`.
        min_releases: how many releases must have it at least; then not all of `released_in` need
            to. Of all tags where `released_in` is empty.
        before: it must have been committed by then.
        refs: names and patterns of branches in flight; none may depend on what goes.
        base: what they are compared with; empty for the commit that is checked out.
    """

    deployed: tuple[str, ...] = ()
    released_in: tuple[str, ...] = ()
    min_releases: int = 0
    before: datetime | None = None
    refs: tuple[str, ...] = ()
    base: str = ""

    @property
    def asks_git(self) -> bool:
        """Whether commits have to be looked at."""
        return bool(self.released_in or self.min_releases or self.before or self.refs)


@dataclass(frozen=True, slots=True)
class Blocked:
    """A squash that has to stay as it is.

    Attributes:
        fact: one sentence that names who needs it to, such as a database and what it has.
        hint: what to do about it.
    """

    squash: MigrationKey
    fact: str
    hint: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The squashes that may be cleaned up, and the others.

    Attributes:
        evidence: what speaks for those that are ready, one sentence each.
    """

    ready: tuple[MigrationKey, ...]
    blocked: tuple[Blocked, ...]
    evidence: tuple[str, ...]
