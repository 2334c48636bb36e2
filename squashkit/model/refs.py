"""Branches, tags and commits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """A name for a commit.

    Attributes:
        name: as people say it: `main`, `origin/price`, `v1.2`, or a commit's id.
        commit: the full id of the commit.
    """

    name: str
    commit: str


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """The commit that added, changed or removed a file.

    Attributes:
        commit: its full id.
        author: name and address, as git prints them: `Ann <ann@example.org>`.
        date: when it was committed, ISO 8601 with offset.
    """

    commit: str
    author: str
    date: str

    @property
    def when(self) -> datetime:
        """The date as a point in time."""
        # Newer versions of git write Z, which Python 3.10 does not read.
        return datetime.fromisoformat(self.date.replace("Z", "+00:00"))


@dataclass(frozen=True, slots=True)
class Changes:
    """How a file's history begins and ends.

    Attributes:
        first: the oldest commit, mostly the one that added it.
        last: the newest commit, be it the one that removed it.
    """

    first: Change
    last: Change
