"""Compares the models that two views of the migrations end with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeVar

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.questioner import MigrationQuestioner
from django.db.migrations.serializer import serializer_factory
from django.db.migrations.state import ProjectState
from django.db.models import Manager
from django.db.models.options import normalize_together

from ...model.schema import Difference, Layer
from ..protocol import CompareStates, StatesCompared
from ..views import load
from .optimizing.knowledge import TOGETHER
from .optimizing.options import is_unsaid

Part = tuple[str, str]
"""Of a model: `field`, `option` or `manager` with its name; `bases`; nothing for the model."""
Key = TypeVar("Key", str, Part)
SETS = frozenset({"constraints", "indexes"})
ADDRESS = re.compile(r" at 0x[0-9a-f]+")


def compare_states(request: CompareStates) -> StatesCompared:
    """Model by model, with the autodetector in both directions, and against the models as coded."""
    before, after = load(request.before), load(request.after)
    old, new = normalised(before.project_state()), normalised(after.project_state())
    differences = [
        *_models(old, new),
        *_detected("from the original to the squash", old, new, after.graph),
        *_detected("from the squash to the original", new, old, before.graph),
        *_makemigrations(old, new, before.graph, after.graph),
    ]
    return StatesCompared(len(old.models), tuple(differences), tuple(_field_order(old, new)))


def normalised(state: Any) -> Any:
    """Models in one way, where Django has two ways to say the same."""
    for model in state.models.values():
        # Clones of a state share the options of their models.
        model.options = {
            name: set(normalize_together(value)) if name in TOGETHER else value
            for name, value in model.options.items()
            if not is_unsaid(name, value)
        }
        if _is_usual(model.managers):
            model.managers = []
    return state


def _models(old: Any, new: Any) -> list[Difference]:
    found = []
    for name in sorted(old.models.keys() | new.models.keys()):
        before, after = described(old.models.get(name)), described(new.models.get(name))
        found += [
            Difference(
                Layer.STRUCTURE,
                f"model {'.'.join(name)} {' '.join(part)}".strip(),
                before.get(part, ""),
                after.get(part, ""),
            )
            for part in differing(before, after)
        ]
    return found


def described(model: Any) -> dict[Part, str]:
    """What the autodetector could ever look at, part by part; nothing where there is no model."""
    if model is None:
        return {}
    fields = {
        ("field", name): text_of(field.deconstruct()[1:]) for name, field in model.fields.items()
    }
    options = {
        ("option", name): text_of(_ordered(name, value)) for name, value in model.options.items()
    }
    managers = {("manager", name): text_of(manager) for name, manager in model.managers}
    own = {("", ""): "exists", ("bases", ""): text_of(model.bases)}
    return {**own, **fields, **options, **managers}


def differing(before: Mapping[Key, str], after: Mapping[Key, str]) -> list[Key]:
    """The keys under which two descriptions do not say the same."""
    both = sorted(before.keys() | after.keys())
    return [key for key in both if before.get(key) != after.get(key)]


def _is_usual(managers: Any) -> bool:
    """Whether there is just the manager that every model has; `CreateModel` does not write it."""
    return [(name, type(manager)) for name, manager in managers] == [("objects", Manager)]


def _ordered(name: str, value: Any) -> Any:
    """These are sets to the database; merging may change their order (ticket 35038)."""
    return sorted(value, key=lambda one: one.name) if name in SETS else value


def text_of(value: Any) -> str:
    """A value as migrations would write it, or as Python shows it."""
    try:
        return str(serializer_factory(value).serialize()[0])
    except ValueError:
        return ADDRESS.sub("", repr(value))


def _detected(direction: str, old: Any, new: Any, graph: Any) -> list[Difference]:
    return [
        Difference(Layer.STRUCTURE, f"autodetector {direction}", "", text)
        for text in _changes(old, new, graph)
    ]


def _changes(old: Any, new: Any, graph: Any) -> list[str]:
    # Not that of commands without a terminal, which ends the process where it has to ask.
    questioner = MigrationQuestioner(specified_apps=set(), dry_run=True)
    # The detector takes options out of the second state's models while it looks.
    detector = MigrationAutodetector(old.clone(), new.clone(), questioner)
    try:
        changes = detector.changes(graph=graph)
    except ValueError as error:
        # Models of several apps that refer to each other, and are all to go, for instance.
        return [f"makemigrations fails: {str(error).partition(':')[0]}"]
    return sorted(
        f"{app}: {operation.describe()}"
        for app, migrations in changes.items()
        for migration in migrations
        for operation in migration.operations
    )


def _makemigrations(old: Any, new: Any, before: Any, after: Any) -> list[Difference]:
    """`makemigrations --check` must say the same as it did; it need not be clean."""
    coded = ProjectState.from_apps(apps)
    said, says = _changes(old, coded, before), _changes(new, coded, after)
    if said == says:
        return []
    return [Difference(Layer.STRUCTURE, "makemigrations", "; ".join(said), "; ".join(says))]


def _field_order(old: Any, new: Any) -> list[Difference]:
    shared = sorted(old.models.keys() & new.models.keys())
    return [
        Difference(
            Layer.ORDER,
            f"model {'.'.join(name)}",
            ", ".join(old.models[name].fields),
            ", ".join(new.models[name].fields),
        )
        for name in shared
        if list(old.models[name].fields) != list(new.models[name].fields)
    ]
