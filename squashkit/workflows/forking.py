"""A branch and its base, as git has them: where they parted, and what each has done since."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..analysis.conflicts.changes import changes_since, without_shared
from ..analysis.conflicts.meeting import Meeting, Side
from ..analysis.leaves import named
from ..errors import RepositoryError
from ..git.index import branch
from ..model.history import App
from ..model.keys import MigrationKey
from ..model.refs import Ref
from ..model.retired import Retired
from ..source.retired import FILE, parse_retired
from .conflicts import main_branch
from .refs import Snapshot, Snapshots, by_project


@dataclass(frozen=True, slots=True)
class Fork:
    """A branch and what it is to come after.

    Attributes:
        meetings: of both, one for each Django project in the repository.
        retired: what cleanups of the base have removed, as far as the branch depends on it.
        apps: those of the branch, then those that only the base has.
        joined: whether the branch has all that the base has.
    """

    branch: Ref
    onto: Ref
    meetings: tuple[Meeting, ...]
    retired: tuple[Retired, ...]
    apps: tuple[App, ...]
    joined: bool


def fork_at(snapshots: Snapshots, folder: Path, onto: str) -> Fork:
    """Read what is checked out, and the base.

    Args:
        snapshots: of the repository.
        folder: anywhere in its work tree.
        onto: the base, as the user wrote it; empty for the main branch.

    Raises:
        RepositoryError: there is no such ref, or they have no commit in common.
    """
    repository = snapshots.repository
    base = repository.resolve(onto) if onto else main_branch(repository)
    head = Ref(branch(folder), repository.resolve("HEAD").commit)
    return fork_of(snapshots, head, base)


def fork_of(snapshots: Snapshots, head: Ref, base: Ref) -> Fork:
    """Read a branch and its base.

    Args:
        snapshots: of the repository.
        head: the branch.
        base: what it is to come after.

    Raises:
        RepositoryError: they have no commit in common.
    """
    repository = snapshots.repository
    starts = repository.merge_bases(base.commit, head.commit)
    if not starts:
        raise RepositoryError(
            f"{head.name} and {base.name} have no commit in common.",
            "Bring the whole history: git fetch --unshallow"
            if repository.shallow
            else "Name another base with --onto.",
        )
    ours, theirs = snapshots.at(head), snapshots.at(base)
    before = [snapshots.at(Ref(one, one)) for one in starts]
    meetings = tuple(_meetings(theirs, ours, before))
    apps = {app.label: app for app in (*theirs.apps, *ours.apps)}
    retired = tuple(_retired(snapshots, theirs, meetings))
    joined = starts == (base.commit,)
    return Fork(head, base, meetings, retired, tuple(apps.values()), joined)


def _meetings(base: Snapshot, head: Snapshot, starts: Sequence[Snapshot]) -> Iterator[Meeting]:
    roots = base.projects.keys() | head.projects.keys()
    theirs, ours, *before = (by_project(one, roots) for one in (base, head, *starts))
    for root in sorted(roots):
        history, own = theirs.get(root, {}), ours.get(root, {})
        since = [one.get(root, {}) for one in before]
        ground = Side(base.ref, without_shared(changes_since(since, history), own), history)
        yield Meeting(
            ground,
            ground,
            Side(head.ref, without_shared(changes_since(since, own), history), own),
        )


def _retired(
    snapshots: Snapshots, base: Snapshot, meetings: Sequence[Meeting]
) -> Iterator[Retired]:
    """The records of the apps in which the branch names something that the base lacks."""
    labels = {key.app for one in meetings for key in _missing(one)}
    tree = snapshots.repository.tree(base.ref.commit)
    for app in base.apps:
        folder = tree.folder(app.directory) if app.label in labels else None
        blob = folder.files.get(FILE) if folder else None
        if blob:
            yield from parse_retired(tree.read(blob), f"{app.directory}/{FILE}")


def _missing(meeting: Meeting) -> set[MigrationKey]:
    own = meeting.other.own.present
    needed = {named(parent) for one in own.values() for parent in one.dependencies}
    return needed - meeting.base.history.keys() - own.keys()
