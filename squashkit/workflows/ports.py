"""The project that a workflow works on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from ..analysis.leaves import unsaid
from ..errors import ConfigurationError
from ..git.worktree import head
from ..model.history import History
from ..project.process import ProjectProcess
from ..project.protocol import Evaluate, Inspect, Inspection
from ..source.histories import read_history
from ..source.scanning import scan


@dataclass(frozen=True)
class Site:
    """Where the project is and how it is read.

    Attributes:
        root: the folder of `manage.py`, or of the tree to scan.
        settings: the settings module; empty to find apps by their files alone.
        ours: labels that count as first-party although their files are elsewhere.
        migrations: app label to the folder of its migrations, where files do not tell.
        moved: see `ProjectProcess`.
    """

    root: Path
    settings: str = ""
    ours: tuple[str, ...] = ()
    migrations: Mapping[str, str] = field(default_factory=dict)
    moved: tuple[Path, Path] | None = None

    @property
    def process(self) -> ProjectProcess:
        """The way to the project's own Django."""
        if not self.settings:
            raise ConfigurationError(
                "This needs the project's settings, and apps were to be found by files alone.",
                "Leave out --static, or name the module with --settings.",
            )
        return ProjectProcess(self.root, self.settings, self.moved)

    @property
    def commit(self) -> str:
        """The commit that is checked out, or an empty string."""
        return head(self.root)

    @property
    def aliases(self) -> tuple[str, ...]:
        """The names of the project's databases."""
        return self._inspected.aliases

    @property
    def routed(self) -> tuple[str, ...]:
        """The names of the databases among which routers choose; none where there is no choice."""
        found = self._inspected
        return found.migrated if found.routed or len(found.migrated) > 1 else ()

    @property
    def django(self) -> str:
        """The version of the project's Django."""
        return self._inspected.django

    def history(self) -> History:
        """Read all migrations: of every installed app, or of what the files show."""
        if not self.settings:
            return read_history(scan(self.root, self.migrations), {})
        found = self._inspected
        unknown = sorted(set(self.ours) - {app.label for app in found.apps})
        if unknown:
            raise ConfigurationError(
                f"There is no app {unknown[0]} with migrations to count as first-party.",
                f"Apps here: {', '.join(app.label for app in found.apps) or 'none'}.",
            )
        return _completed(read_history(found.apps, found.swappable), self.process)

    @cached_property
    def _inspected(self) -> Inspection:
        return self.process.inspect(Inspect(self.ours, str(self.root.resolve())))


def _completed(history: History, process: ProjectProcess) -> History:
    """The history with what files do not say that compute it: the graph needs all dependencies.

    Those files stay as they are all the same; another project's settings may say something else.
    """
    asked = tuple(sorted(key for key, one in history.migrations.items() if unsaid(one)))
    if not asked:
        return history
    migrations, swappable = dict(history.migrations), dict(history.swappable)
    for found in process.evaluate(Evaluate(asked)):
        facts = migrations[found.key]
        if facts.opaque:
            migrations[found.key] = replace(
                facts,
                dependencies=found.dependencies,
                run_before=found.run_before,
                replaces=found.replaces,
            )
        else:
            pairs = zip(facts.dependencies, found.dependencies, strict=True)
            swappable.update({one.setting: real.app for one, real in pairs if one.setting})
    return replace(history, migrations=migrations, swappable=swappable)
