"""What stands on the base for migrations that a branch depends on."""

from __future__ import annotations

from collections.abc import Iterable

from ...model.keys import NUMBER, MigrationKey
from ...model.migrations import MigrationFacts
from ...model.retired import Retired
from ..conflicts.changes import placeless
from ..conflicts.meeting import Meeting
from ..graphs import outermost


class Heirs:
    """Finds what a dependency has to name once the branch comes after its base.

    Args:
        meeting: of the base and the branch.
        retired: what cleanups of the base have removed.
    """

    def __init__(self, meeting: Meeting, retired: Iterable[Retired] = ()) -> None:
        self._base, self._branch = meeting.base, meeting.other
        self._records = {key: one.squash for one in retired for key in one.replaced}
        self._own_names = _by_rest(self._branch.own.added)
        self._new_names = _by_rest(self._base.own.added)
        self._apps = {key.app for key in self._base.history}

    def of(self, key: MigrationKey) -> MigrationKey | None:
        """What stands for a migration, itself as a rule; None where nothing is known to.

        Args:
            key: what a migration of the branch depends on.
        """
        if key in self._branch.own.added:
            return key
        if key not in self._branch.history:
            # The branch itself does not have it: another package does, or it had another name.
            known = self._known(key)
            return known or self._renamed(key) or (None if key.app in self._apps else key)
        return self._known(key) or self._renamed_there(key) or self._cleaned(key)

    def _known(self, key: MigrationKey) -> MigrationKey | None:
        squash = outermost(key, {**self._records, **self._base.squashed})
        return squash if squash in self._base.history else None

    def _renamed(self, key: MigrationKey) -> MigrationKey | None:
        """The branch's own migration that had this name before a rebase gave it another number."""
        rest = _without_number(key)
        return self._own_names.get((key.app, rest)) if rest else None

    def _renamed_there(self, key: MigrationKey) -> MigrationKey | None:
        """The base's migration that had this name, and does what it did."""
        twin = self._new_names.get((key.app, _without_number(key)))
        if twin is None or not _does_the_same(self._branch.history[key], self._base.history[twin]):
            return None
        return twin

    def _cleaned(self, key: MigrationKey) -> MigrationKey | None:
        """A squash that the branch knows with its `replaces`, or that says so by its numbers."""
        known = self._branch.squashed.get(key)
        if known in self._base.history:
            return known
        found = [one for one in sorted(self._base.history) if _covers(one, key)]
        return found[0] if len(found) == 1 else None


def _by_rest(keys: Iterable[MigrationKey]) -> dict[tuple[str, str], MigrationKey]:
    """Migrations by what their names say besides the number."""
    return {(key.app, _without_number(key)): key for key in sorted(keys)}


def _does_the_same(one: MigrationFacts, other: MigrationFacts) -> bool:
    steps = (list(map(placeless, facts.operations)) for facts in (one, other))
    first, second = steps
    return bool(first) and first == second and one.functions == other.functions


def _covers(squash: MigrationKey, key: MigrationKey) -> bool:
    """Whether the name says so: `0001_squashed_0010_x` covers what has a number from 1 to 10."""
    first, cut, _ = squash.name.partition("_squashed_")
    if not cut or squash.app != key.app or not first.isdigit():
        return False
    return int(first) <= (key.number or 0) <= (squash.number or 0)


def _without_number(key: MigrationKey) -> str:
    number = NUMBER.match(key.name)
    return key.name[number.end() :] if number else key.name
