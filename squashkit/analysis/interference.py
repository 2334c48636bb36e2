"""Where the order of two apps' migrations matters although no dependency says so.

Django runs an unsquashed history in one certain order. A data step sees the models as they are at
its place in that order; a squash that pulls later migrations of another app before it would show
it other models. The pairs found here keep their order when segments are cut. They are never
written as dependencies: a database that ran the two the other way round would then be refused
with InconsistentMigrationHistory.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..model.history import History
from ..model.keys import MigrationKey
from ..model.migrations import MigrationFacts, ModelName


def ordered_pairs(
    history: History, order: Sequence[MigrationKey]
) -> Iterator[tuple[MigrationKey, MigrationKey]]:
    """Pairs (earlier, later) of different apps whose order must be kept.

    Of each app only the nearest migration before and after is named, since an app's own
    migrations keep their order anyway.

    Args:
        history: the facts.
        order: the order in which Django runs them on an empty database.
    """
    facts = [history.migrations[key] for key in order if key in history.migrations]
    removed, bases = _removed_by_app(facts), _bases_by_app(facts)
    for place, migration in enumerate(facts):
        for app, wanted in _interests(migration, removed, bases, history.swappable).items():
            before = _nearest(reversed(facts[:place]), app, wanted)
            after = _nearest(facts[place + 1 :], app, wanted)
            if before:
                yield before, migration.key
            if after:
                yield migration.key, after


def _removed_by_app(facts: Sequence[MigrationFacts]) -> dict[str, frozenset[ModelName]]:
    """The models of each app whose name some migration takes away."""
    removed: dict[str, set[ModelName]] = {}
    for migration in facts:
        for operation in migration.operations:
            for model in operation.removes:
                removed.setdefault(model.app, set()).add(model)
    return {app: frozenset(models) for app, models in removed.items()}


def _bases_by_app(facts: Sequence[MigrationFacts]) -> dict[str, frozenset[str]]:
    """Other apps whose models those of an app inherit from: rows are in the tables of both."""
    found: dict[str, set[str]] = {}
    for migration in facts:
        for operation in migration.operations:
            apps = {model.app for model in operation.bases} - {migration.key.app}
            found.setdefault(migration.key.app, set()).update(apps)
    return {app: frozenset(apps) for app, apps in found.items()}


def _interests(
    migration: MigrationFacts,
    removed: Mapping[str, frozenset[ModelName]],
    bases: Mapping[str, frozenset[str]],
    swappable: Mapping[str, str],
) -> dict[str, frozenset[ModelName] | None]:
    """Other apps whose order against this migration matters.

    The value says which of their migrations: None for all, else those that take one of these
    models' names away.
    """
    found: dict[str, frozenset[ModelName] | None] = {}
    for operation in migration.operations:
        for model in operation.references:
            if model in removed.get(model.app, ()):
                found[model.app] = (found.get(model.app) or frozenset()) | {model}
    for operation in migration.data_operations:
        if not operation.noop:
            touched = {_label(one, swappable) for one in operation.touched_apps}
            apps = touched or _named_apps(migration, swappable)
            inherited = frozenset().union(*(bases.get(app, frozenset()) for app in apps))
            found.update(dict.fromkeys(apps | inherited))
    found.pop(migration.key.app, None)
    return found


def _label(named: str, swappable: Mapping[str, str]) -> str:
    """The app that a setting stands for; without a users' model of its own, that is Django's."""
    setting = named.removeprefix("settings.")
    return named if setting == named else swappable.get(setting, "auth")


def _named_apps(migration: MigrationFacts, swappable: Mapping[str, str]) -> set[str]:
    """The apps that the migration depends on: a step may only use models that it depends on."""
    return {
        swappable.get(dependency.setting, dependency.app) for dependency in migration.dependencies
    }


def _nearest(
    facts: Iterator[MigrationFacts] | Sequence[MigrationFacts],
    app: str,
    wanted: frozenset[ModelName] | None,
) -> MigrationKey | None:
    for migration in facts:
        if migration.key.app == app and (wanted is None or _removes(migration, wanted)):
            return migration.key
    return None


def _removes(migration: MigrationFacts, wanted: frozenset[ModelName]) -> bool:
    return any(operation.removes & wanted for operation in migration.operations)
