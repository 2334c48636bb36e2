"""When files were first and last changed, for many refs at about the cost of one."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ...git.repository import Repository
from ...model.refs import Changes, Ref


class Dates:
    """Asks git for the whole history once, and then only for what refs do not share with it.

    Args:
        repository: where to ask.
    """

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._first: Ref | None = None
        self._known: Mapping[str, Changes] = {}

    def at(self, ref: Ref, paths: Collection[str]) -> Mapping[str, Changes]:
        """The first and last changes of files as a ref has them.

        Args:
            ref: the commit; the first one that is asked for is what others are compared with.
            paths: of files of that commit.

        Raises:
            RepositoryError: the clone lacks the commit.
        """
        shared = self._first and self._repository.merge_bases(self._first.commit, ref.commit)
        if not self._first or not shared:
            found = self._repository.changes((), ref.commit, paths)
            self._first, self._known = ref, found
            return found
        return self._apart(self._first, ref, paths, shared)

    def _apart(
        self, first: Ref, ref: Ref, paths: Collection[str], shared: Collection[str]
    ) -> Mapping[str, Changes]:
        """What both have in common is known; each side's own commits are few."""
        own = self._repository.changes(shared, ref.commit, paths)
        theirs = self._repository.changes(shared, first.commit, self._known)
        found: dict[str, Changes] = {}
        for path in paths:
            known = self._known.get(path)
            if known and path not in theirs:
                mine = own.get(path)
                found[path] = Changes(known.first, mine.last) if mine else known
            elif path in own and (not known or theirs[path].first == known.first):
                found[path] = own[path]
        left = [path for path in paths if path not in found]
        return {**found, **(self._repository.changes((), ref.commit, left) if left else {})}
