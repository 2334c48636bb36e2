"""Who brought the files that findings are about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace

from ...git.repository import Repository
from ...model.findings import Finding
from ...model.refs import Change, Ref


class Authors:
    """Looks up who brought each file to where it was found; one `git log` a ref.

    Args:
        repository: where to look.
        starts: where each ref left the base, by the ref's name; the base has none.
    """

    def __init__(self, repository: Repository, starts: Mapping[str, tuple[str, ...]]) -> None:
        self._repository = repository
        self._starts = starts

    def fill(self, findings: Collection[Finding]) -> list[Finding]:
        """The findings with the commits behind their places.

        Args:
            findings: as they were found.
        """
        wanted: dict[Ref, set[str]] = defaultdict(set)
        for finding in findings:
            for place in finding.places:
                wanted[place.ref].add(place.path)
        known = {ref: self._changes(ref, paths) for ref, paths in wanted.items()}
        return [_with_authors(finding, known) for finding in findings]

    def _changes(self, ref: Ref, paths: set[str]) -> Mapping[str, Change]:
        """Those since it left the base, then those of before for what is left."""
        since = self._starts.get(ref.name, ())
        found = dict(self._repository.last_changes(since, ref.commit, paths))
        left = paths - found.keys()
        if left and since:
            found.update(self._repository.last_changes((), ref.commit, left))
        return found


def _with_authors(finding: Finding, known: Mapping[Ref, Mapping[str, Change]]) -> Finding:
    places = tuple(
        replace(place, change=known[place.ref].get(place.path)) for place in finding.places
    )
    return replace(finding, places=places)
