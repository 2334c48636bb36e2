"""A project's own place in a repository that may have several."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...analysis.conflicts.changes import Migrations
from ...model.keys import MigrationKey
from ...model.migrations import MigrationFacts
from .refs import Snapshot, Snapshots, by_project

if TYPE_CHECKING:  # the way to the project's Django, which what reads git alone does without
    from ..ports import Site


@dataclass(frozen=True, slots=True)
class Place:
    """A project in its repository, which may have others with apps of the same names.

    Attributes:
        roots: the folders of all projects that are checked out.
        inside: those that the project is in; empty where it is above all of them.
    """

    roots: frozenset[str]
    inside: frozenset[str]

    @classmethod
    def of(cls, folder: str, roots: Iterable[str]) -> Place:
        """The place of a folder.

        Args:
            folder: relative to the repository's root; empty for the root itself.
            roots: the folders of all projects.
        """
        known = frozenset(roots)
        return cls(known, frozenset(one for one in known if is_within(folder, one)))

    def migrations(self, snapshot: Snapshot) -> Migrations:
        """What a commit has of this project; the nearest app of a name counts.

        Args:
            snapshot: the commit.
        """
        found = by_project(snapshot, self.roots)
        merged: dict[MigrationKey, MigrationFacts] = {}
        # Last, a project that is not checked out: ours may have been elsewhere.
        for root in sorted(found, key=lambda one: (one not in self.roots, -len(one), one)):
            if self._counts(root):
                taken = {key.app for key in merged}
                fresh = {key: one for key, one in found[root].items() if key.app not in taken}
                merged.update(fresh)
        return merged

    def has(self, path: str) -> bool:
        """Whether a file is in no other project.

        Args:
            path: relative to the repository's root.
        """
        around = [one for one in self.roots if is_within(path, one)]
        return not around or self._counts(max(around, key=len))

    def _counts(self, root: str) -> bool:
        return not self.inside or root in self.inside or root not in self.roots


def is_within(path: str, folder: str) -> bool:
    """Whether a path is a folder, or in it.

    Args:
        path: relative to the repository's root.
        folder: likewise; empty for the root.
    """
    return not folder or f"{path}/".startswith(f"{folder}/")


def place_of(site: Site, snapshots: Snapshots) -> Place:
    """The project's place among those of the commit that is checked out.

    Args:
        site: the project.
        snapshots: of its repository.
    """
    repository = snapshots.repository
    folder = site.root.resolve().relative_to(repository.root).as_posix()
    here = snapshots.at(repository.resolve("HEAD"))
    return Place.of("" if folder == "." else folder, here.projects)
