"""All migrations of one project at one moment."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from ..errors import PlanError
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

    @property
    def ours(self) -> frozenset[str]:
        """The labels of the first-party apps."""
        return frozenset(app.label for app in self.apps if app.first_party)

    def wanted(self, labels: Collection[str]) -> frozenset[str]:
        """These first-party apps, or all of them where none is named.

        Args:
            labels: as a user has named them.

        Raises:
            PlanError: one of them is not there, or not first-party.
        """
        for label in sorted(set(labels) - self.ours):
            known = self.app(label)
            if known:
                raise PlanError(
                    f"App {label} is not first-party: its migrations are in {known.directory}.",
                    "squashkit never writes to an installed package; work on a copy of it in the "
                    f"project, or say that it is yours: --first-party {label}",
                )
            raise no_app(label, self.ours)
        return frozenset(labels or self.ours)

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


def no_app(label: str, known: Collection[str], where: str = "") -> PlanError:
    """That there is no such app.

    Args:
        label: as a user has named it.
        known: the labels that there are.
        where: what was looked at, if that is not the work tree: "on any of these refs".
    """
    there = ", ".join(sorted(known)) or "none"
    return PlanError(
        f"There is no app {label} with migrations{where and f' {where}'}.",
        f"Apps with migrations {'there' if where else 'here'}: {there}.",
    )


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
