"""Databases that an earlier release made, with its own code, when a squash comes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import reduce
from operator import or_
from pathlib import Path

from ...errors import ProjectError
from ...folders import temporary_folder
from ...git.exporting import Export, export
from ...model.files import INSTALLED
from ...model.refs import Ref
from ...project.process import ProjectProcess
from ...project.protocol import Fill, Inspect, Inspection, Migrate, Migrated, Rows, View
from ...source.asking import Pair
from .fillings import Try, filled
from .upgrades import Upgrader, Upgrades, without_rows

HINT = (
    "It runs in this environment, with the same settings module; where that cannot be, leave out "
    "--from."
)


@dataclass(frozen=True, slots=True)
class Release:
    """A release that can be run.

    Attributes:
        name: as the user wrote it.
        process: runs its code.
        apps: labels of the project's own apps at that time.
    """

    name: str
    process: ProjectProcess
    apps: tuple[str, ...]


@contextmanager
def released(process: ProjectProcess, refs: Sequence[Ref]) -> Iterator[tuple[Release, ...]]:
    """The releases, each in a temporary folder of its own.

    Args:
        process: runs the project as it is.
        refs: commits.

    Raises:
        ProjectError: one of them cannot be loaded, or code of the work tree would run instead.
    """
    with temporary_folder() as folder:
        yield tuple(_release(process, ref, folder / str(number)) for number, ref in enumerate(refs))


def _release(process: ProjectProcess, ref: Ref, folder: Path) -> Release:
    folder.mkdir()
    found = export(process.root, ref.commit, folder)
    own = ProjectProcess(found.folder, process.settings, (found.work_tree, found.top))
    try:
        inspection = own.inspect(Inspect((), str(found.folder)))
    except ProjectError as error:
        raise ProjectError(f"{ref.name} cannot be loaded. {error.fact}", HINT) from error
    refuse_other_code(ref, inspection, found)
    return Release(ref.name, own, tuple(app.label for app in inspection.apps if app.first_party))


def refuse_other_code(ref: Ref, inspection: Inspection, found: Export) -> None:
    """Refuse where the project's own apps are still those of the work tree.

    Args:
        ref: whose files were exported.
        inspection: of them.
        found: where they are.

    Raises:
        ProjectError: code of the work tree would run instead.
    """
    for app in inspection.apps:
        folder = Path(app.directory).resolve()
        inside = folder.is_relative_to(found.work_tree.resolve())
        if inside and not INSTALLED & set(folder.parts):
            raise ProjectError(
                f"At {ref.name} the app {app.label} is still imported from {folder}.",
                "Its own code has to run: let the project's folders be found from manage.py, and "
                "not from what is installed.",
            )


def upgrades(
    releases: Sequence[Release], upgrader: Upgrader, asked: tuple[Pair, ...] = ()
) -> Upgrades:
    """What the original and the squash make of a database of each release.

    Args:
        releases: from `released`.
        upgrader: takes them on, to the project as it is and as it would be.
        asked: values for which data steps ask.

    Raises:
        ProjectError: a release does not migrate an empty database.
    """
    return reduce(or_, (_of_one(release, upgrader, asked) for release in releases), Upgrades())


def _of_one(release: Release, upgrader: Upgrader, asked: tuple[Pair, ...]) -> Upgrades:
    """With as many rows in its tables as the original takes."""
    empty, subject = upgrader.box.database(f"at-{release.name}"), f"database of {release.name}"
    began = made_by(release, empty)

    def upgrade(rows: Rows) -> Try[Upgrades]:
        start = upgrader.box.copy(empty, subject)
        made = release.process.fill(Fill(View(), rows), start)
        found = upgrader.upgrade(subject, start, began)
        found |= Upgrades(rows=made.made, notes=without_rows(made.bare))
        return Try(found, found.outcomes[0].before.migrated, made)

    filling = filled(Rows(release.apps, asked=asked), upgrade)
    return filling.made | Upgrades(notes=filling.notes)


def made_by(release: Release, database: str) -> Migrated:
    """How a release has migrated an empty database.

    Args:
        release: from `released`.
        database: its path or URL.

    Raises:
        ProjectError: it does not.
    """
    began = release.process.migrate(Migrate(View()), database)
    if began.error:
        raise ProjectError(
            f"{release.name} does not migrate an empty database: {began.failed} raises "
            f"{began.error}",
            HINT,
        )
    return began
