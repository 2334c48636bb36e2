"""A branch and its base, as git has them: where they parted, and what each has done since."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ...analysis.conflicts.changes import changes_since, without_shared
from ...analysis.conflicts.meeting import Meeting, Side
from ...analysis.leaves import named
from ...errors import RepositoryError
from ...git.index import branch
from ...model.history import App
from ...model.keys import MigrationKey
from ...model.refs import Ref
from ...model.retired import Retired
from ...source.retired import FILE, parse_retired
from ..branches.conflicts import main_branch
from ..branches.place import is_within
from ..branches.refs import Snapshot, Snapshots, by_project


@dataclass(frozen=True, slots=True)
class Part:
    """One Django project on a branch and on its base.

    Attributes:
        root: its folder, relative to the repository's root.
        retired: what cleanups of the base have removed, as far as the branch depends on it.
        apps: those of the branch, and those that only the base has.
    """

    root: str
    meeting: Meeting
    retired: tuple[Retired, ...]
    apps: tuple[App, ...]

    def app(self, label: str) -> App:
        """The app of a label."""
        return next(one for one in self.apps if one.label == label)


@dataclass(frozen=True, slots=True)
class Fork:
    """A branch and what it is to come after.

    Attributes:
        parts: the projects that are meant: the one around a folder, or all below it.
        joined: whether the branch has all that the base has.
    """

    branch: Ref
    onto: Ref
    parts: tuple[Part, ...]
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
    found = fork_of(snapshots, head, base)
    inside = folder.resolve().relative_to(repository.root).as_posix()
    return replace(found, parts=tuple(_meant("" if inside == "." else inside, found.parts)))


def _meant(folder: str, parts: Sequence[Part]) -> Iterator[Part]:
    """The project that a folder is in, the innermost; else all that are in the folder."""
    around = [one for one in parts if is_within(folder, one.root)]
    if around:
        yield max(around, key=lambda one: len(one.root))
    else:
        yield from (one for one in parts if is_within(one.root, folder))


def fork_of(snapshots: Snapshots, head: Ref, base: Ref) -> Fork:
    """Read a branch and its base, with all projects of the repository.

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
    theirs, ours = snapshots.at(base), snapshots.at(head)
    before = [snapshots.at(Ref(one, one)) for one in starts]
    parts = tuple(_parts(snapshots, theirs, ours, before))
    return Fork(head, base, parts, starts == (base.commit,))


def _parts(
    snapshots: Snapshots, base: Snapshot, head: Snapshot, starts: Sequence[Snapshot]
) -> Iterator[Part]:
    roots = base.projects.keys() | head.projects.keys()
    theirs, ours, *before = (by_project(one, roots) for one in (base, head, *starts))
    for root in sorted(roots):
        history, own = theirs.get(root, {}), ours.get(root, {})
        since = [one.get(root, {}) for one in before]
        ground = Side(base.ref, without_shared(changes_since(since, history), own), history)
        branch = Side(head.ref, without_shared(changes_since(since, own), history), own)
        meeting = Meeting(ground, ground, branch)
        apps = tuple(_apps(root, meeting, (*base.apps, *head.apps)))
        retired = tuple(_retired(snapshots, base, meeting, apps))
        yield Part(root, meeting, retired, apps)


def _apps(root: str, meeting: Meeting, known: Sequence[App]) -> Iterator[App]:
    """The apps of one project; of the same label in several, those in its folder."""
    labels = {key.app for key in (*meeting.base.history, *meeting.other.history)}
    inside = {app.label: app for app in known if is_within(app.directory, root)}
    for label in sorted(labels & inside.keys()):
        yield inside[label]


def _retired(
    snapshots: Snapshots, base: Snapshot, meeting: Meeting, apps: Sequence[App]
) -> Iterator[Retired]:
    """The records of the apps in which the branch names something that the base lacks."""
    labels = {key.app for key in _missing(meeting)}
    tree = snapshots.repository.tree(base.ref.commit)
    for app in apps:
        folder = tree.folder(app.directory) if app.label in labels else None
        blob = folder.files.get(FILE) if folder else None
        if blob:
            yield from parse_retired(tree.read(blob), f"{app.directory}/{FILE}")


def _missing(meeting: Meeting) -> set[MigrationKey]:
    own = meeting.other.own.present
    needed = {named(parent) for one in own.values() for parent in one.dependencies}
    return needed - meeting.base.history.keys() - own.keys()
