"""The merge driver for `max_migration.txt`: the app's last migration once both sides are merged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ...analysis.leaves import known_leaves
from ...errors import RepositoryError
from ...git.index import mark_conflict
from ...git.repository import Repository
from ...git.worktree import other_side
from ...model.refs import Ref
from ..branches.refs import Snapshots
from .forking import fork_of


@dataclass(frozen=True, slots=True)
class Newest:
    """What is known of an app after a merge.

    Attributes:
        ends: names of the migrations that it ends in; one where the merge leaves no fork.
        other: the side that comes, as git calls it.
    """

    app: str
    ends: tuple[str, ...]
    other: str


@dataclass(frozen=True, slots=True)
class Versions:
    """The files that git gives to a merge driver.

    Attributes:
        base: as it was.
        ours: as this side has it; gets the result.
        theirs: as the other side has it.
    """

    base: Path
    ours: Path
    theirs: Path


def merge_newest(folder: Path, path: str, versions: Versions, overrides: Mapping[str, str]) -> str:
    """Merge a `max_migration.txt`; where that cannot be, leave the conflict with its marks.

    Args:
        folder: anywhere in the work tree.
        path: of the file, relative to the top of the work tree.
        versions: what is to be merged.
        overrides: app label to the folder of its migrations.

    Returns:
        why the conflict is left; empty where it is settled.

    Raises:
        RepositoryError: there is no repository.
    """
    try:
        found = _newest(folder, path, overrides)
    except RepositoryError as error:
        why = error.fact
    else:
        if len(found.ends) == 1:
            versions.ours.write_text(f"{found.ends[0]}\n", "utf-8")
            return ""
        ends = " and ".join(found.ends) or "an end that cannot be read"
        why = f"{found.app} ends in {ends}: squashkit rebase --onto {found.other}"
    mark_conflict(folder, versions.ours, versions.base, versions.theirs)
    return why


def _newest(folder: Path, path: str, overrides: Mapping[str, str]) -> Newest:
    """Where the app of a file ends after the merge that is under way.

    Raises:
        RepositoryError: it cannot be told what is being merged, or the file is no app's.
    """
    with Repository(folder) as repository:
        head, other = Ref("HEAD", repository.resolve("HEAD").commit), other_side(folder)
        fork = fork_of(Snapshots(repository, overrides), head, other)
    directory = path.rpartition("/")[0]
    for part in fork.parts:
        for app in part.apps:
            if app.directory == directory:
                merged = part.meeting.merged_app(app.label)
                return Newest(
                    app.label, tuple(key.name for key in known_leaves(merged)), other.name
                )
    raise RepositoryError(f"{path} is in no migrations package of {other.name}.")
