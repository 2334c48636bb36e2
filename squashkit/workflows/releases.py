"""Databases that an earlier release made, with its own code, when a squash comes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ..databases.sandboxes import Sandbox
from ..errors import ProjectError
from ..folders import temporary_folder
from ..git.exporting import Export, export
from ..model.refs import Ref
from ..project.process import ProjectProcess
from ..project.protocol import Inspect, Inspection, Migrate, View
from .grounds import replay
from .outcomes import Outcome, noise_in
from .walks import Upgrades

INSTALLED = frozenset({"site-packages", "dist-packages"})
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
    _refuse_other_code(ref, inspection, found)
    return Release(ref.name, own, tuple(app.label for app in inspection.apps if app.first_party))


def _refuse_other_code(ref: Ref, inspection: Inspection, found: Export) -> None:
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
    releases: Sequence[Release], process: ProjectProcess, before: View, after: View, box: Sandbox
) -> Upgrades:
    """What the original and the squash make of a database of each release.

    Args:
        releases: from `released`.
        process: runs the project as it is.
        before: the migrations as they are.
        after: the migrations as they would be.
        box: for the databases.

    Raises:
        ProjectError: a release does not migrate an empty database.
    """
    total = Upgrades()
    for release in releases:
        crossing = Crossing(release, process, before, after, box)
        total |= crossing.upgrade()
    return total


@dataclass(frozen=True, slots=True)
class Crossing:
    """From one release to the project as it is, and as it would be."""

    release: Release
    process: ProjectProcess
    before: View
    after: View
    box: Sandbox

    def upgrade(self) -> Upgrades:
        """With a row in each table; without, where the original cannot take such rows."""
        found = self._upgrade(self.release.apps)
        if not found.outcomes[0].impossible:
            return found
        bare = self._upgrade(())
        return Upgrades(bare.outcomes, bare.rows, bare.noise, (found.outcomes[0].impossible,))

    def _upgrade(self, fill: tuple[str, ...]) -> Upgrades:
        start = self.box.database(f"at-{self.release.name}")
        made = self.release.process.migrate(Migrate(View(), fill=fill), start)
        if made.error:
            raise ProjectError(
                f"{self.release.name} does not migrate an empty database: {made.failed} raises "
                f"{made.error}",
                HINT,
            )
        old, new, spare = (self.box.copy(start, f"since-{self.release.name}") for _ in range(3))
        before, after = (
            replay(self.process, self.before, self.box, old),
            replay(self.process, self.after, self.box, new),
        )
        outcome = Outcome(f"database of {self.release.name}", before, after, made.started)
        noise = noise_in(
            (outcome,), before, lambda: replay(self.process, self.before, self.box, spare)
        )
        return Upgrades((outcome,), made.made, noise)
