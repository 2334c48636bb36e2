"""The merge driver for `max_migration.txt`: the app's last migration once both sides are merged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..analysis.leaves import known_leaves
from ..errors import RepositoryError
from ..git.repository import Repository
from ..git.worktree import other_side
from ..model.refs import Ref
from .forking import fork_of
from .refs import Snapshots


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


def newest_after_merge(folder: Path, path: str, overrides: Mapping[str, str]) -> Newest:
    """Find where the app of a file ends after the merge that is under way.

    Args:
        folder: anywhere in the work tree.
        path: of `max_migration.txt`, relative to the top of the work tree.
        overrides: app label to the folder of its migrations.

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
