"""Migrations that stand for others: squashes, and what cleanups made of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from ...model.history import History
from ...model.keys import MigrationKey
from ..members import originals_of

Keys = frozenset[MigrationKey]


@dataclass(frozen=True, slots=True)
class Standing:
    """A migration that stands for others.

    Attributes:
        key: the squash; there may be no file of it any more.
        members: what it stands for; of squashes among that, what they replace.
        direct: what its file says, where it still has `replaces`; else nothing.
        way: the release or commit that has the members' files, or an empty string.
    """

    key: MigrationKey
    members: tuple[MigrationKey, ...]
    direct: tuple[MigrationKey, ...] = ()
    way: str = ""

    @property
    def declared(self) -> bool:
        """Whether its file still has `replaces`."""
        return bool(self.direct)

    def done(self, recorded: Keys) -> tuple[MigrationKey, ...]:
        """The members that a database has.

        Before Django 6.0 a squash that runs records what it names, and not what that replaces.
        """
        if self.direct and recorded.issuperset(self.direct):
            return self.members
        return tuple(key for key in self.members if key in recorded)

    def is_partial(self, recorded: Keys) -> bool:
        """Whether a database has some of them, and not all."""
        return 0 < len(self.done(recorded)) < len(self.members)


def standing_in(history: History) -> Iterator[Standing]:
    """The squashes on disk, and those that cleanups made normal migrations.

    Args:
        history: the files, and the records of cleanups.
    """
    ways = {one.squash: one.way_through for one in history.retired}
    for key, migration in sorted(history.migrations.items()):
        if migration.replaces:
            members = originals_of(history.migrations, key)
            yield Standing(key, members, migration.replaces, ways.get(key, ""))
    for one in history.retired:
        file = history.migrations.get(one.squash)
        if not (file and file.replaces):
            yield Standing(one.squash, one.replaced, (), one.way_through)


def heirs_in(standing: Collection[Standing]) -> dict[MigrationKey, MigrationKey]:
    """Each migration to the squash that stands, or stood, for it.

    Args:
        standing: from `standing_in`.
    """
    return {key: one.key for one in standing for key in (*one.members, *one.direct)}


def last_heir(key: MigrationKey, heirs: Mapping[MigrationKey, MigrationKey]) -> MigrationKey:
    """What stands for a migration now.

    Args:
        key: the migration.
        heirs: from `heirs_in`.
    """
    seen = set()
    while key in heirs and key not in seen:
        seen.add(key)
        key = heirs[key]
    return key


def when_gone(app: str) -> str:
    """How to find out when files of an app went."""
    return f"git log --diff-filter=D -- '*{app}/migrations/*' tells when they went."
