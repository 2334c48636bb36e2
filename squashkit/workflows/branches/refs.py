"""Histories at refs of git, read without a checkout and without running anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ...git.repository import Repository
from ...model.history import App, by_app
from ...model.keys import MigrationKey
from ...model.migrations import MigrationFacts, Opaque
from ...model.refs import Ref
from ...source.alike import same_code
from ...source.cache import Cache, cache_folder
from ...source.histories import Reader, Reading
from ...source.packages import Finder


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The Django projects of one commit.

    Attributes:
        ref: the name under which it was asked for.
        projects: what each project's files say, by the project's folder.
    """

    ref: Ref
    projects: Mapping[str, Reading]

    @property
    def apps(self) -> tuple[App, ...]:
        """The apps of all projects."""
        return tuple(app for one in self.projects.values() for app in one.history.apps)


class Snapshots:
    """Reads commits; what two of them share is read once.

    Args:
        repository: open for as long as commits are read.
        overrides: app label to the folder of its migrations, where files do not tell.
    """

    def __init__(self, repository: Repository, overrides: Mapping[str, str]) -> None:
        self.repository = repository
        self._finder = Finder(overrides, repository.root.name)
        self._reader = Reader(Cache(cache_folder()))
        self._known: dict[str, Mapping[str, Reading]] = {}

    def at(self, ref: Ref) -> Snapshot:
        """The projects of a commit.

        Args:
            ref: the commit.

        Raises:
            RepositoryError: the clone lacks something of it.
        """
        if ref.commit not in self._known:
            tree = self.repository.tree(ref.commit)
            self._known[ref.commit] = {
                project.root: self._reader.read(project, tree.read_many)
                for project in self._finder.find(tree)
            }
        return Snapshot(ref, self._known[ref.commit])

    def same_code(self, one: str, other: str) -> bool:
        """Whether two files differ in comments and layout at most.

        Args:
            one: the id of a file's content; empty where it could not be read.
            other: the id of another's.

        Raises:
            RepositoryError: the clone lacks one of them.
        """
        if not one or not other:
            return False
        return same_code(self.repository.read(one), self.repository.read(other))


def by_project(
    snapshot: Snapshot, roots: Iterable[str]
) -> dict[str, dict[MigrationKey, MigrationFacts]]:
    """A commit's migrations, put to the projects of another commit.

    A branch may have begun before a second project came into the repository, or bring one: its
    apps belong to the project in whose folder they are.

    Args:
        snapshot: the commit.
        roots: folders of the other commit's projects.
    """
    known = sorted(roots, key=len, reverse=True)
    found: dict[str, dict[MigrationKey, MigrationFacts]] = {root: {} for root in known}
    for own_root, reading in sorted(snapshot.projects.items()):
        apps = by_app(reading.history.migrations)
        for app in reading.history.apps:
            root = next((one for one in known if _inside(app.directory, one)), own_root)
            unread = {key: _unread(key, app) for key in reading.unread if key.app == app.label}
            facts = {**apps.get(app.label, {}), **unread}
            # The label is taken when the branch brings a second app of that name.
            place = own_root if facts.keys() & found.get(root, {}).keys() else root
            found.setdefault(place, {}).update(facts)
    return found


def _unread(key: MigrationKey, app: App) -> MigrationFacts:
    """A migration of which only the file is known: it is there, and may depend on anything."""
    path = f"{app.directory}/{key.name}.py"
    return MigrationFacts(key, path, opaque=(Opaque("it cannot be read", 1),))


def _inside(directory: str, root: str) -> bool:
    return not root or f"{directory}/".startswith(f"{root}/")
