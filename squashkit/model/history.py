"""All migrations of one project at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .keys import MigrationKey
from .migrations import MigrationFacts
from .retired import Retired


@dataclass(frozen=True, slots=True, order=True)
class App:
    """A Django app that has migrations.

    Attributes:
        label: the app label.
        module: the dotted name of its migrations package.
        directory: where that package's files are.
        first_party: whether squashkit may write there.
    """

    label: str
    module: str
    directory: str
    first_party: bool = True


@dataclass(frozen=True, slots=True)
class History:
    """The migrations of every app, as their files say.

    Attributes:
        swappable: setting name to the label of the app whose model it names.
        retired: what cleanups have removed, as the apps' own records say.
    """

    apps: tuple[App, ...]
    migrations: Mapping[MigrationKey, MigrationFacts]
    swappable: Mapping[str, str] = field(default_factory=dict)
    retired: tuple[Retired, ...] = ()

    def app(self, label: str) -> App | None:
        """The app with this label, if it has migrations."""
        return next((app for app in self.apps if app.label == label), None)

    def of_app(self, label: str) -> tuple[MigrationFacts, ...]:
        """The app's migrations in the order of their names."""
        return tuple(self.migrations[key] for key in sorted(self.migrations) if key.app == label)

    def replaced(self) -> Mapping[MigrationKey, MigrationKey]:
        """Each migration that a squash on disk replaces, to that squash."""
        return {
            member: key
            for key, migration in sorted(self.migrations.items())
            for member in migration.replaces
        }


def by_app(
    migrations: Mapping[MigrationKey, MigrationFacts],
) -> dict[str, dict[MigrationKey, MigrationFacts]]:
    """Migrations by app label, in one walk: `History.of_app` sorts all of them for each app.

    Args:
        migrations: of any apps.
    """
    found: dict[str, dict[MigrationKey, MigrationFacts]] = {}
    for key, one in migrations.items():
        found.setdefault(key.app, {})[key] = one
    return found
