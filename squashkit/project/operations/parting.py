"""Where a squash on disk leads to other models than its originals, and whether that is settled.

A longer squash does what the one on disk does, and replaces the same files. A database that stands
between them goes on with those files and the models that they say, to the end of that `migrate`;
its tables may be as the squash on disk has made them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.migrations import operations as django_operations
from django.db.migrations.state import ProjectState
from django.db.models import FileField

from ...model.keys import MigrationKey
from ...model.reaches import Reach
from ..protocol import GoOn, Parted
from ..views import key_of, load
from .freedom import advance, is_foreign, models_inside
from .judging import PLACE, is_data
from .optimizing.kinds import kind_of
from .optimizing.relations import ModelPath, related
from .reached import Reached
from .states import Part, described, differing, normalised, text_of

LENGTH = "max_length"
TEXTS = frozenset(
    {"blank", "editable", "error_messages", "help_text", "validators", "verbose_name"}
    | {"verbose_name_plural"}
)
"""What fields and models say to people and forms."""
CODE = frozenset(
    {"choices", "default", "limit_choices_to", "related_name", "related_query_name"}
    | {"base_manager_name", "default_manager_name", "default_related_name"}
    | {"get_latest_by", "ordering"}
)
"""What only data steps notice. Not `on_delete`, which the database may have as well."""
EMPTY = frozenset({"constraints", "index_together", "indexes", "unique_together"})
"""Options of which nothing is the same as none."""
ASKING = frozenset({"_meta", "get_field", LENGTH})
"""Words of code that asks how long a field is."""


def go_on(request: GoOn) -> tuple[Parted, ...]:
    """Run both histories on paper, side by side, in the order in which `migrate` runs them.

    The answer names the first squash that matters; without it, others may be settled elsewhere.
    """
    published, originals = load(), load(request.originals)
    sides = Sides(
        ProjectState(real_apps=published.unmigrated_apps),
        ProjectState(real_apps=originals.unmigrated_apps),
    )
    parting = Parting({(one.key, one.index): one for one in request.reaches}, sides)
    for key in request.order:
        migration = published.disk_migrations[key.app, key.name]
        nodes = _originals(migration, originals.graph) if key in request.squashes else [key]
        try:
            for node in nodes:
                operations = originals.disk_migrations[node.app, node.name].operations
                for index, operation in enumerate(operations):
                    parting.take(node, index, operation)
        except Exception as error:
            if key not in request.squashes:
                raise
            why = f"{type(error).__name__}: {error}"
            return (Parted(key, f"What {key} replaces cannot be followed: {why}."),)
        sides.publish(key.app, migration.operations)
        if key in request.squashes:
            parting.look(key)
        if parting.parted:
            return (parting.parted,)
    return tuple(parting.left())


def _originals(squash: Any, graph: Any) -> list[MigrationKey]:
    """The migrations that a squash replaces, in the order in which they run."""
    replaced = {*squash.replaces} & graph.nodes.keys()
    plan = dict.fromkeys(node for one in sorted(replaced) for node in graph.forwards_plan(one))
    return [key_of(node) for node in plan if node in replaced]


@dataclass(frozen=True, slots=True)
class Sides:
    """The models as squashes on disk say, and as their originals do."""

    published: Any
    originals: Any

    def publish(self, app: str, operations: list[Any]) -> None:
        """Run the operations of a migration as it is loaded."""
        for operation in operations:
            advance(self.published, app, operation)

    def lengths(self, model: ModelPath, field: str) -> set[Any]:
        """How long both say that a field is."""
        models = (side.models[model] for side in (self.published, self.originals))
        return {model.fields[field].max_length for model in models}


@dataclass(frozen=True, slots=True)
class _Loose:
    """A difference that later operations may settle.

    Attributes:
        field: its name; empty for what the model says itself.
        word: the argument of the field, the option of the model, or `managers`.
    """

    squash: MigrationKey
    model: ModelPath
    field: str
    word: str

    @property
    def fact(self) -> str:
        """A sentence, up to its end."""
        part = f"field {self.field}" if self.field else self.word
        return _fact(self.squash, self.model, part)


def _fact(squash: MigrationKey, model: ModelPath, part: str) -> str:
    subject = f"model {'.'.join(model)} {part}".rstrip()
    return f"{squash} leads to another {subject} than what it replaces"


class Parting:
    """Follows the originals, and keeps what squashes on disk have made otherwise.

    Args:
        reaches: what data steps reach, by migration and place.
        sides: the models before the first operation; those of the originals are carried on.

    Attributes:
        parted: the first squash for which it matters.
    """

    def __init__(self, reaches: Mapping[PLACE, Reach], sides: Sides) -> None:
        self.reaches = reaches
        self.sides = sides
        self.parted: Parted | None = None
        self._loose: list[_Loose] = []

    def look(self, squash: MigrationKey) -> None:
        """Compare the models of the squash's app, where both sides have come to its end."""
        published = _models(self.sides.published, squash.app)
        originals = _models(self.sides.originals, squash.app)
        for model in sorted(published.keys() | originals.keys()):
            pair = (published.get(model), originals.get(model))
            for part in differing(*map(described, pair)):
                field = part[1] if part[0] == "field" else ""
                words = _bearable(part, *pair)
                if words is None or (LENGTH in words and self._is_copied(model, field)):
                    self._part(squash, _fact(squash, model, " ".join(part).strip()))
                    return
                self._loose += [_Loose(squash, model, field, word) for word in words]

    def take(self, key: MigrationKey, index: int, operation: Any) -> None:
        """The next operation of the originals, or of what comes after them."""
        loose = [one for one in self._loose if not _settles(operation, key.app, one, self.sides)]
        for one in loose:
            if _meets(operation, key.app, one) or self._notices((key, index), operation, one):
                self._part(one.squash, f"{one.fact}, and {key} meets it")
        self._loose = loose
        advance(self.sides.originals, key.app, operation)

    def _notices(self, place: PLACE, operation: Any, one: _Loose) -> bool:
        """Whether a data step may come to something else; SQL knows nothing of models."""
        if not is_data(operation) or isinstance(operation, django_operations.RunSQL):
            return False
        reach = self.reaches.get(place)
        if reach is None:
            return True
        models = Reached(reach, self.sides.originals).models
        asks = not ASKING.isdisjoint(reach.with_loops(reach.loops).words)
        return (models is None or one.model in models) and (asks or one.word != LENGTH)

    def _is_copied(self, model: ModelPath, field: str) -> bool:
        """Whether the column of a relation is as long as this field."""
        states = (self.sides.published, self.sides.originals)
        return any(
            _copies(one, path, model, field)
            for state in states
            for path, other in state.models.items()
            for one in other.fields.values()
        )

    def left(self) -> Iterator[Parted]:
        """What is not settled when everything has run: a later step might notice."""
        yield from (Parted(one.squash, f"{one.fact}.") for one in self._loose[:1])

    def _part(self, squash: MigrationKey, fact: str) -> None:
        self.parted = self.parted or Parted(squash, f"{fact}.")


def _models(state: Any, app: str) -> dict[ModelPath, Any]:
    models = normalised(state.clone()).models
    return {path: model for path, model in models.items() if path[0] == app}


def _bearable(part: Part, *pair: Any) -> list[str] | None:
    """The words in which two models differ there, if no table has to be made otherwise."""
    kind, name = part
    if any(one is None for one in pair):
        return None
    if kind == "manager":
        return ["managers"]
    if kind == "option":
        same = name in TEXTS or (name in EMPTY and not any(each.options.get(name) for each in pair))
        return [] if same else [name] if name in CODE else None
    fields = [each.fields.get(name) for each in pair] if kind == "field" else [None]
    return None if any(one is None for one in fields) else _arguments(*fields)


def _arguments(one: Any, other: Any) -> list[str] | None:
    """The arguments in which two fields differ, if they are of that kind."""
    _, path, positional, named = one.deconstruct()
    _, *others, others_named = other.deconstruct()
    words = differing(_texts(named), _texts(others_named))
    bearable = TEXTS | CODE | ({LENGTH} if _can_be_longer(one) and _can_be_longer(other) else set())
    if text_of(others) != text_of([path, positional]) or not bearable.issuperset(words):
        return None
    return [word for word in words if word not in TEXTS]


def _texts(arguments: Mapping[str, Any]) -> dict[str, str]:
    return {name: text_of(value) for name, value in arguments.items()}


def _can_be_longer(field: Any) -> bool:
    """Whether nothing but the column has to change: no relation copies it, no code cuts by it."""
    cut = field.primary_key or isinstance(field, FileField)
    return not cut and not is_foreign(field)


def _copies(field: Any, path: ModelPath, model: ModelPath, name: str) -> bool:
    """Whether a field of the model `path` refers to this one by `to_field`."""
    return any(target == model and name in named for target, named in related(field, path))


def _settles(operation: Any, app: str, one: _Loose, sides: Sides) -> bool:
    """Whether the operation makes both the same, whichever of the two is there."""
    kind = kind_of(operation)
    if kind == "DeleteModel":
        return (app, operation.name_lower) == one.model
    if not one.field:
        settling = "AlterModelManagers" if one.word == "managers" else "AlterModelOptions"
        return kind == settling and (app, operation.name_lower) == one.model
    if kind not in {"AlterField", "RemoveField"}:
        return False
    if (app, operation.model_name_lower, operation.name_lower) != (*one.model, one.field.lower()):
        return False
    # Django does nothing for a field that says what it said before.
    nothing = kind == "AlterField" and one.word == LENGTH
    return not nothing or operation.field.max_length not in sides.lengths(one.model, one.field)


def _meets(operation: Any, app: str, one: _Loose) -> bool:
    """Whether the operation is about it in a way that is not followed any further."""
    kind = kind_of(operation)
    if kind == "RenameModel":
        return (app, operation.old_name_lower) == one.model
    if kind == "RenameField":
        renamed = (app, operation.model_name_lower, operation.old_name_lower)
        return renamed == (*one.model, one.field.lower())
    if kind in {"AddField", "AlterField"} and one.word == LENGTH:
        path = (app, operation.model_name_lower)
        return _copies(operation.field, path, one.model, one.field)
    if kind == "CreateModel" and one.word == LENGTH:
        path, fields = (app, operation.name_lower), dict(operation.fields).values()
        return any(_copies(field, path, one.model, one.field) for field in fields)
    # Operations inside of others are not followed.
    return is_foreign(operation) or one.model in models_inside(operation, app)
