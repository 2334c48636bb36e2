"""The way from the original migrations to the squashes, as a database goes it and back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ...analysis.levels import Level
from ...model.keys import MigrationKey
from ...project.protocol import ZERO, View
from ...source.asking import Pair

EACH = 500
"""Up to how many points of all squashes a database is at each of them."""


@dataclass(frozen=True, slots=True)
class Squashed:
    """A squash and what it replaces.

    Attributes:
        members: in the order in which they run, without what does not run by itself.
    """

    key: MigrationKey
    members: tuple[MigrationKey, ...]


def squashed(
    order: Sequence[MigrationKey], replaced: Iterable[tuple[MigrationKey, Iterable[MigrationKey]]]
) -> tuple[Squashed, ...]:
    """The squashes of which something runs.

    Args:
        order: in which the original migrations run.
        replaced: each squash with all that it replaces.
    """
    pairs = [(key, frozenset(members)) for key, members in replaced]
    found = (
        Squashed(squash, tuple(key for key in order if key in members)) for squash, members in pairs
    )
    return tuple(one for one in found if one.members)


@dataclass(frozen=True, slots=True)
class Route:
    """The original migrations in their order, and which of them become one.

    Attributes:
        before: the migrations as they are.
        after: the migrations as they would be.
        order: those of `before`, in the order in which they run.
        squashes: what becomes of them.
        apps: the labels of the project's own apps.
        levels: see `analysis.levels`.
        coded: the squashes in which code runs that may touch rows of any table.
        asked: see `source.asking`.
        packages: the labels of the installed apps.
    """

    before: View
    after: View
    order: tuple[MigrationKey, ...]
    squashes: tuple[Squashed, ...]
    apps: tuple[str, ...] = ()
    levels: tuple[Level, ...] = ()
    coded: frozenset[MigrationKey] = frozenset()
    asked: tuple[Pair, ...] = ()
    packages: tuple[str, ...] = ()

    @property
    def inside(self) -> tuple[MigrationKey, ...]:
        """What runs by itself only where a squash has been begun.

        Of a long history a few members of each squash: Django reads the whole graph each time.
        """
        choose = tuple if self.points <= EACH else _few
        return tuple(key for one in self.squashes for key in choose(one.members[1:]))

    @property
    def points(self) -> int:
        """How many there are within squashes."""
        return sum(len(one.members) - 1 for one in self.squashes)

    @property
    def begun(self) -> tuple[Squashed, ...]:
        """Every second squash, to be half way while others are done; none of one alone."""
        long = [one for one in self.squashes if len(one.members) > 1]
        return tuple(long[::2] if len(self.squashes) > 1 else ())

    @property
    def missing(self) -> tuple[MigrationKey, ...]:
        """What has not run where some squashes are begun."""
        halves = (one.members[(len(one.members) + 1) // 2 :] for one in self.begun)
        return tuple(key for members in halves for key in members)

    def start(self, one: Squashed) -> MigrationKey:
        """The app's migration before a squash, or the beginning of the app."""
        earlier = self.order[: self.order.index(one.members[0])]
        own = [key for key in earlier if key.app == one.key.app]
        return own[-1] if own else MigrationKey(one.key.app, ZERO)

    def start_after(self, one: Squashed) -> MigrationKey:
        """The same by its name in `after`."""
        start = self.start(one)
        return next((other.key for other in self.squashes if start in other.members), start)


def _few(members: tuple[MigrationKey, ...]) -> tuple[MigrationKey, ...]:
    """The first, the middle and the last."""
    return tuple(dict.fromkeys(members[place] for place in (0, len(members) // 2, -1) if members))
