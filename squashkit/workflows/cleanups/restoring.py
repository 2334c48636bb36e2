"""`restore`: brings back what a cleanup removed, from git."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from ...analysis.guarding.standing import last_heir
from ...errors import HistoryError, PlanError, RepositoryError, WriteError
from ...folders import temporary_folder
from ...git.repository import Repository
from ...model.history import History
from ...model.keys import MigrationKey
from ...model.migrations import MigrationFacts
from ...model.proofs import Proof
from ...model.retired import Retired
from ...source.reading import read_module
from ...source.retired import FILE, read_retired, retired_text
from ...source.splicing import restore_replaces, retarget
from ...source.writing import FileChange, write
from ..branches.place import Place, place_of
from ..branches.refs import Snapshots
from ..ports import Site
from ..proofs.demands import NOTHING_MORE, Demands, Progress
from ..proofs.proving import Prover
from ..referring import utf8_text
from ..squashes.squashing import refuse_uncommitted
from ..validating import claim_of, find_squashes


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore came to, for a report.

    Attributes:
        squashes: those that have `replaces` again.
        files, rewritten: paths of the files that come back, and that change.
        written: whether that was done.
    """

    squashes: tuple[MigrationKey, ...]
    files: tuple[str, ...]
    rewritten: tuple[str, ...]
    written: bool
    proof: Proof


@dataclass(frozen=True, slots=True)
class Restore:
    """What comes back, and the proof that it equals what stands for it.

    Attributes:
        squashes: those that have `replaces` again.
        changes: files to write.
    """

    site: Site
    squashes: tuple[MigrationKey, ...]
    changes: tuple[FileChange, ...]
    proof: Proof

    @property
    def holds(self) -> bool:
        """Whether it may be written."""
        return self.proof.holds

    def record(self, *, written: bool) -> Restored:
        """The result without the means to write it."""
        new = tuple(str(one.path) for one in self.changes if one.before is None)
        changed = tuple(str(one.path) for one in self.changes if one.before is not None)
        return Restored(self.squashes, new, changed, written, self.proof)

    def write(self, *, require_git: bool = True) -> tuple[Path, ...]:
        """Write all files, or none.

        Args:
            require_git: refuse outside git, and where changes are not committed.

        Raises:
            WriteError: the proof does not hold, or one of the files is there.
            RepositoryError: see `require_git`.
        """
        if not self.holds:
            raise WriteError("There is no proof that holds.", "Nothing was written.")
        paths = tuple(change.path for change in self.changes)
        if require_git:
            refuse_uncommitted(self.site.root, paths)
        write(self.changes, self.site.root)
        return paths


def restore(
    site: Site,
    named: Collection[str],
    demands: Demands = NOTHING_MORE,
    progress: Progress = lambda _: None,
) -> Restore:
    """Work out how what cleanups removed comes back.

    Args:
        site: the project.
        named: squashes such as `shop.0001_squashed_0009_x`, or app labels.
        demands: what the proof has to cover.
        progress: is told what happens next.

    Raises:
        PlanError: no cleanup of that name, or it cannot be taken back.
        RepositoryError: the commit is not there.
        ProjectError: files that came back cannot be loaded, as what they import is gone.
    """
    history = site.history()
    wanted = _wanted(history, named)
    progress("reading what was removed")
    returning = _Return(site, history, wanted)
    changes = returning.changes()
    after = returning.history_after(changes)
    # A squash of one that comes back stands for it, and has to be proven with it.
    squashes = find_squashes(after, {one.squash.app for one in wanted})
    prover = Prover(site.process, site.commit, demands, progress)
    with temporary_folder() as folder:
        proof = prover.prove(claim_of(site, after, squashes, folder, changes))
    return Restore(site, tuple(one.squash for one in wanted), changes, proof)


def _wanted(history: History, named: Collection[str]) -> tuple[Retired, ...]:
    known = [str(one.squash) for one in history.retired]
    labels = {one.squash.app for one in history.retired}
    unknown = [one for one in named if one not in known and one not in labels]
    if unknown or not named:
        what = f"No cleanup of {unknown[0]} is on record." if unknown else "Nothing was named."
        there = f"On record: {', '.join(known)}." if known else "No cleanup is on record."
        raise PlanError(what, there)
    wanted = tuple(
        one for one in history.retired if str(one.squash) in named or one.squash.app in named
    )
    for one in wanted:
        _refuse(history, one)
    return wanted


def _refuse(history: History, one: Retired) -> None:
    """Where the files have no place any more."""
    if one.squash not in history.migrations:
        later = next((other for other in history.retired if one.squash in other.replaced), None)
        hint = f"Restore that first: squashkit restore {later.squash}" if later else ""
        raise PlanError(f"{one.squash} itself was replaced since.", hint)
    if history.migrations[one.squash].replaces:
        raise PlanError(f"{one.squash} has `replaces`.", "Nothing has to be restored.")
    used = [key for key in one.replaced if key in history.migrations]
    if used:
        path = history.migrations[used[0]].path
        raise PlanError(f"Another migration is called {used[0]} now.", f"Rename {path} first.")
    if not one.way_through:
        raise PlanError(
            f"The record of {one.squash} names no commit and no release.",
            "Take the files from where you keep them, and put `replaces` back.",
        )


@dataclass(frozen=True)
class _Return:
    """The edits that undo cleanups."""

    site: Site
    history: History
    wanted: tuple[Retired, ...]

    def changes(self) -> tuple[FileChange, ...]:
        """Every file that comes back or changes."""
        with Repository(self.site.root) as repository:
            snapshots = Snapshots(repository, self.site.migrations)
            place = place_of(self.site, snapshots)
            found: list[FileChange] = []
            for one in self.wanted:
                then = _then(snapshots, place, one)
                found += self._of_one(one, then, repository)
        return tuple(sorted((*found, *self._records()), key=lambda one: one.path))

    def history_after(self, changes: Collection[FileChange]) -> History:
        """The migrations as they are then.

        Args:
            changes: what is to be written.
        """
        texts = {one.path: one.text for one in changes}
        keys = [key for one in self.wanted for key in (one.squash, *one.replaced)]
        read = (
            read_module(key, (texts[self._path(key)] or "").encode(), str(self._path(key)))
            for key in keys
        )
        migrations = {**self.history.migrations, **{one.key: one for one in read}}
        return replace(self.history, migrations=migrations)

    def _of_one(
        self, one: Retired, then: Mapping[MigrationKey, MigrationFacts], repository: Repository
    ) -> Iterator[FileChange]:
        for key in one.replaced:
            text = _utf8(repository.read(then[key].blob), key)
            yield FileChange(self._path(key), retarget(text, self._still_gone))
        path = self._path(one.squash)
        before, old = utf8_text(path), _utf8(repository.read(then[one.squash].blob), one.squash)
        yield FileChange(path, restore_replaces(before, old), before)

    def _path(self, key: MigrationKey) -> Path:
        app = self.history.app(key.app)
        if app is None:
            raise PlanError(f"There is no app {key.app} any more, of which {key} was.")
        return Path(app.directory) / f"{key.name}.py"

    @cached_property
    def _still_gone(self) -> dict[MigrationKey, MigrationKey]:
        """What cleanups of others removed since, and is named by files that come back."""
        left = [one for one in self.history.retired if one not in self.wanted]
        heirs = {key: one.squash for one in left for key in one.replaced}
        return {key: last_heir(key, heirs) for key in heirs}

    def _records(self) -> Iterator[FileChange]:
        for label in sorted({one.squash.app for one in self.wanted}):
            app = self.history.app(label)
            assert app is not None
            path = Path(app.directory) / FILE
            left = [one for one in read_retired(path.parent) if one not in self.wanted]
            yield FileChange(path, retired_text(left) if left else None, utf8_text(path))


def _then(
    snapshots: Snapshots, place: Place, one: Retired
) -> Mapping[MigrationKey, MigrationFacts]:
    """The migrations of the commit that has all of them, or of the release.

    After a squash merge the commit is on no branch, and other clones lack it.
    """
    for name in filter(None, (one.commit, one.last)):
        try:
            then = place.migrations(snapshots.at(snapshots.repository.resolve(name)))
        except RepositoryError:
            continue
        if then.keys() >= {one.squash, *one.replaced}:
            return then
    tried = " nor ".join(filter(None, (one.commit[:9], one.last)))
    raise RepositoryError(
        f"This clone has neither {tried} with what {one.squash} replaced.",
        "Bring the whole history: git fetch --unshallow --tags; or fetch where it came from.",
    )


def _utf8(data: bytes, key: MigrationKey) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise HistoryError(f"{key} was not UTF-8; only UTF-8 files are written.") from error
