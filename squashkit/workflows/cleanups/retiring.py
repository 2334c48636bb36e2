"""The edits that make normal migrations of squashes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from ...analysis.members import members_of
from ...errors import ConfigurationError, HistoryError, RepositoryError
from ...git.repository import Repository
from ...model.history import History
from ...model.keys import MigrationKey
from ...model.migrations import MigrationFacts
from ...model.retired import Retired
from ...source.histories import read_work_tree
from ...source.references import Heir
from ...source.retired import FILE, read_retired, retired_text
from ...source.scanning import scan
from ...source.splicing import remove_replaces, retarget
from ...source.writing import FileChange
from ..branches.place import place_of
from ..branches.refs import Snapshots
from ..ports import Site
from ..referring import heirs_of, last_of, mended, utf8_text
from ..rewriting import max_migration, retargeted
from .evidence import TAGS, releases


@dataclass(frozen=True)
class Retiring:
    """Squashes that become normal migrations, and all that goes with what they replace.

    Attributes:
        ready: the squashes; of one inside another only the outer one.
    """

    site: Site
    history: History
    ready: tuple[MigrationFacts, ...]

    @classmethod
    def of(cls, site: Site, history: History, keys: Collection[MigrationKey]) -> Retiring:
        """The squashes with these keys.

        Args:
            site: the project.
            history: its migrations.
            keys: of squashes.
        """
        ready = [history.migrations[key] for key in keys]
        inside = {member for one in ready for member in members_of(history.migrations, one.key)}
        return cls(site, history, tuple(one for one in ready if one.key not in inside))

    @cached_property
    def heir_of(self) -> dict[MigrationKey, MigrationKey]:
        """What goes, to what stands for it."""
        return {
            key: one.key
            for one in self.ready
            for key in members_of(self.history.migrations, one.key)
        }

    @cached_property
    def heirs(self) -> dict[MigrationKey, Heir]:
        """What stands for the code of each migration that goes."""
        found: dict[MigrationKey, Heir] = {}
        for squash in self.ready:
            last = last_of(self.history, squash.key)
            members = members_of(self.history.migrations, squash.key)
            gone = {key: squash.key if key == last else None for key in members}
            text = utf8_text(Path(squash.path))
            found |= heirs_of(self.history, squash.key, text, gone)
        return found

    @cached_property
    def uninstalled(self) -> History:
        """Apps of the project that other settings install: their files name migrations too."""
        known = {Path(app.directory).resolve() for app in self.history.apps}
        with suppress(ConfigurationError, HistoryError):
            there = scan(self.site.root, self.site.migrations)
            apps = [app for app in there if Path(app.directory).resolve() not in known]
            return read_work_tree(apps, {}).history
        return History((), {})

    @property
    def notes(self) -> tuple[str, ...]:
        """What is done and not proven, as sentences."""
        keys = {Path(one.path): key for key, one in self.uninstalled.migrations.items()}
        edited = {one.path for one in retargeted(self.uninstalled, self.heir_of, ())}
        return tuple(
            f"{keys[path]} names what went and was rewritten; nothing is proven of it, since these "
            "settings do not install its app."
            for path in sorted(edited)
        )

    def changes(self) -> tuple[FileChange, ...]:
        """Every file that changes or goes.

        Raises:
            PlanError: code that names what goes and cannot be rewritten.
        """
        files = mended(self.site.root, self.history, self.heirs, tuple(self._migrations()))
        others = (*max_migration(self.history, self.heir_of), *self._records())
        return tuple(sorted((*files, *others), key=lambda one: one.path))

    def _migrations(self) -> Iterator[FileChange]:
        targets, gone = self.heir_of, self.heir_of.keys()
        changed = {one.path: one for one in retargeted(self.history, targets, gone)}
        changed |= {one.path: one for one in retargeted(self.uninstalled, targets, ())}
        normal = {Path(one.path) for one in self.ready}
        for squash in self.history.migrations.values():
            path = Path(squash.path)
            if path in normal or (squash.key not in gone and not gone.isdisjoint(squash.replaces)):
                before = utf8_text(path)
                known = changed.get(path) or FileChange(path, before, before)
                text = known.text or ""
                # A squash of squashes names those once they are normal, and not what went.
                new = (
                    remove_replaces(text)
                    if path in normal
                    else retarget(text, targets, ["replaces"])
                )
                changed[path] = replace(known, text=new)
        yield from (changed[path] for path in sorted(changed))

    def _records(self) -> Iterator[FileChange]:
        """What each app remembers: names that are never used again, and the way through."""
        found = dict(_releases_of(self.site, self.ready, self.heir_of))
        for label in sorted({one.key.app for one in self.ready}):
            app = self.history.app(label)
            assert app is not None
            path = Path(app.directory) / FILE
            new = [self._retired(one, found) for one in self.ready if one.key.app == label]
            before = utf8_text(path) if path.is_file() else None
            text = retired_text((*read_retired(path.parent), *new))
            yield FileChange(path, text, before)

    def _retired(
        self, squash: MigrationFacts, found: Mapping[MigrationKey, tuple[str, str, str]]
    ) -> Retired:
        since, last, commit = found.get(squash.key, ("", "", ""))
        members = members_of(self.history.migrations, squash.key)
        return Retired(squash.key, members, since, last, commit)


def _releases_of(
    site: Site, squashes: Sequence[MigrationFacts], heir_of: Mapping[MigrationKey, MigrationKey]
) -> Iterator[tuple[MigrationKey, tuple[str, str, str]]]:
    """Of each squash the oldest release that has it, and the newest with all that it replaces too.

    Then the commit that is checked out, if it has all of that: what is not committed has no place.
    """
    try:
        with Repository(site.root) as repository:
            snapshots = Snapshots(repository, site.migrations)
            place = place_of(site, snapshots)
            head = frozenset(place.migrations(snapshots.at(repository.resolve("HEAD"))))
            found = releases(snapshots, place, (TAGS,)) if repository.has_tags else ()
    except RepositoryError:  # no repository, or no commit: then nothing is known
        return
    for squash in squashes:
        whole = {squash.key, *(key for key, heir in heir_of.items() if heir == squash.key)}
        since = [ref.name for ref, keys in found if squash.key in keys][-1:]
        last = [ref.name for ref, keys in found if whole <= keys][:1]
        commit = site.commit if whole <= head else ""
        yield squash.key, ("".join(since), "".join(last), commit)
