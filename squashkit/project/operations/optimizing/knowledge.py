"""What the models look like where an operation stands; what goes with it, it does not say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .kinds import kind_of
from .relations import ModelPath, base_models, constraint_fields, index_fields, related

Fields = frozenset[str]
Part = tuple[str, str]
"""An index, a constraint or an option of a model, by its name."""
TOGETHER = ("unique_together", "index_together")
_NOTHING: frozenset[ModelPath] = frozenset()


@dataclass(slots=True)
class Shape:
    """One model, as far as operations have told.

    Attributes:
        table: the name of its table; empty for the usual one.
        leads: field to the models that it leads to; the bases under an empty name.
        key: the field that is the primary key; empty for the usual one.
        columns: its fields in the order in which they came.
        managed: whether Django changes its table.
        held: index, constraint or option to the fields that it is about; None for any.
    """

    table: str = ""
    leads: dict[str, frozenset[ModelPath]] = field(default_factory=dict)
    key: str = ""
    columns: list[str] = field(default_factory=list)
    managed: bool = True
    held: dict[Part, Fields | None] = field(default_factory=dict)


class Known:
    """The models of one app while its operations are walked in their order.

    Args:
        app: the label.
        state: the models before the first operation; None where there are none.
    """

    def __init__(self, app: str, state: Any = None) -> None:
        self.app = app
        self._shapes: dict[ModelPath, Shape] = {}
        for (label, name), model in state.models.items() if state is not None else ():
            if label == app:
                self._create((label, name), [*model.fields.items()], model.bases, model.options)

    @property
    def models(self) -> frozenset[ModelPath]:
        """Those that are there now, as far as they are known."""
        return frozenset(self._shapes)

    def leads(self, model: ModelPath, name: str) -> frozenset[ModelPath]:
        """The models that a field leads to."""
        return self._shape(model).leads.get(name.lower(), frozenset())

    def all_leads(self, model: ModelPath) -> frozenset[ModelPath]:
        """The models that any field or base of a model leads to."""
        return _all(self._shape(model)) - {model}

    def bases(self, model: ModelPath) -> frozenset[ModelPath]:
        """The models that a model inherits from, and those that they do."""
        own = self._shape(model).leads.get("", frozenset())
        return own.union(*(self.bases(base) for base in own if base != model))

    def linked(self, model: ModelPath) -> set[ModelPath]:
        """The models whose fields lead to a model, and itself where its own lead anywhere."""
        found = {one for one, shape in self._shapes.items() if model in _all(shape)}
        return found | ({model} if _all(self._shape(model)) else set())

    def keys(self, model: ModelPath) -> set[ModelPath]:
        """The models whose primary keys a model has as its own: bases and one-to-one relations."""
        shape = self._shape(model)
        if not (shape.leads.get("") or shape.leads.get(shape.key)):
            return set()
        found, waiting = set[ModelPath](), [model]
        while waiting:
            shape = self._shape(waiting.pop())
            fresh = {one for name in ("", shape.key) for one in shape.leads.get(name, _NOTHING)}
            waiting += fresh - found - {model}
            found |= fresh
        return found - {model}

    def table(self, model: ModelPath) -> str:
        """The name of a model's table."""
        return self._shape(model).table or "_".join(model)

    def switches_managed(self, operation: Any) -> bool:
        """Whether Django begins or ends to change the model's table with this operation."""
        if kind_of(operation) != "AlterModelOptions":
            return False
        shape = self._shape((self.app, operation.name_lower))
        return shape.managed != _managed(operation.options)

    def held(self, model: ModelPath, part: Part) -> Fields | None:
        """The fields that an index, a constraint or an option is about; None for any."""
        return self._shape(model).held.get(part, frozenset())

    def in_order(self, model: ModelPath, fields: list[str]) -> list[str]:
        """Fields of a model in the order in which they came to its table."""
        columns = self._shape(model).columns
        if columns == fields:
            return fields
        place = {name: number for number, name in enumerate(columns)}
        return sorted(fields, key=lambda name: place.get(name, len(place)))

    def _shape(self, model: ModelPath) -> Shape:
        return self._shapes.setdefault(model, Shape())

    def learn(self, operation: Any) -> None:
        """Take in what an operation changes; those inside others count as well."""
        learn = self._LEARNS.get(kind_of(operation))
        if learn is not None:
            learn(self, operation)
            return
        for held in ("database_operations", "state_operations"):
            for one in getattr(operation, held, None) or ():
                self.learn(one)

    def _model_created(self, operation: Any) -> None:
        model = (self.app, operation.name_lower)
        self._create(model, operation.fields, operation.bases, operation.options)

    def _create(
        self,
        model: ModelPath,
        fields: Sequence[tuple[str, Any]],
        bases: Iterable[Any],
        options: Mapping[str, Any],
    ) -> None:
        leads = {name.lower(): _targets(one, model) for name, one in fields}
        key = next((name.lower() for name, one in fields if one.primary_key), "")
        shape = Shape(options.get("db_table") or "", leads, key, list(leads))
        shape.leads[""] = frozenset(base_models(bases, self.app))
        shape.managed = _managed(options)
        if options:
            shape.held.update(_held(options))
        self._shapes[model] = shape

    def _model_renamed(self, operation: Any) -> None:
        old, new = (
            (self.app, name) for name in (operation.old_name_lower, operation.new_name_lower)
        )
        self._shapes[new] = self._shapes.pop(old, Shape())
        for shape in self._shapes.values():
            for name, targets in shape.leads.items():
                if old in targets:
                    shape.leads[name] = targets - {old} | {new}

    def _options_altered(self, operation: Any) -> None:
        self._shape((self.app, operation.name_lower)).managed = _managed(operation.options)

    def _table_altered(self, operation: Any) -> None:
        self._shape((self.app, operation.name_lower)).table = operation.table or ""

    def _field_added(self, operation: Any) -> None:
        self._field_altered(operation)
        model = (self.app, operation.model_name_lower)
        self._shape(model).columns.append(operation.name_lower)

    def _field_altered(self, operation: Any) -> None:
        model = (self.app, operation.model_name_lower)
        shape = self._shape(model)
        shape.leads[operation.name_lower] = _targets(operation.field, model)
        if operation.field.primary_key:
            shape.key = operation.name_lower

    def _field_renamed(self, operation: Any) -> None:
        shape = self._shape((self.app, operation.model_name_lower))
        old, new = operation.old_name_lower, operation.new_name_lower
        shape.leads[new] = shape.leads.pop(old, frozenset())
        shape.key = new if shape.key == old else shape.key
        shape.columns = [new if name == old else name for name in shape.columns]
        for part, names in shape.held.items():
            if names is not None and old in names:
                shape.held[part] = names - {old} | {new}

    def _together_altered(self, operation: Any) -> None:
        shape = self._shape((self.app, operation.name_lower))
        shape.held["option", operation.option_name] = _flat(operation.option_value)

    def _index_added(self, operation: Any) -> None:
        held = self._shape((self.app, operation.model_name_lower)).held
        held["index", operation.index.name] = _plain(index_fields(operation.index))

    def _index_renamed(self, operation: Any) -> None:
        held = self._shape((self.app, operation.model_name_lower)).held
        named = held.pop(("index", operation.old_name), None) if operation.old_name else None
        together = operation.old_fields and frozenset(map(str.lower, operation.old_fields))
        held["index", operation.new_name] = together or named

    def _constraint_added(self, operation: Any) -> None:
        held = self._shape((self.app, operation.model_name_lower)).held
        held["constraint", operation.constraint.name] = _plain(
            constraint_fields(operation.constraint)
        )

    _LEARNS: Mapping[str, Callable[[Known, Any], None]] = {
        "CreateModel": _model_created,
        "RenameModel": _model_renamed,
        "AlterModelOptions": _options_altered,
        "AlterModelTable": _table_altered,
        "AddField": _field_added,
        "AlterField": _field_altered,
        "RenameField": _field_renamed,
        "AlterUniqueTogether": _together_altered,
        "AlterIndexTogether": _together_altered,
        "AddIndex": _index_added,
        "RenameIndex": _index_renamed,
        "AddConstraint": _constraint_added,
        "AlterConstraint": _constraint_added,
    }


def _managed(options: Mapping[str, Any]) -> bool:
    return bool(options.get("managed", True))


def _held(options: Mapping[str, Any]) -> Iterator[tuple[Part, Fields | None]]:
    for one in options.get("indexes", ()):
        yield ("index", one.name), _plain(index_fields(one))
    for one in options.get("constraints", ()):
        yield ("constraint", one.name), _plain(constraint_fields(one))
    for option in TOGETHER:
        yield ("option", option), _flat(options.get(option))


def _all(shape: Shape) -> frozenset[ModelPath]:
    return frozenset().union(*shape.leads.values())


def _targets(one: Any, model: ModelPath) -> frozenset[ModelPath]:
    if not one.remote_field:
        return _NOTHING
    return frozenset(target for target, _ in related(one, model))


def _plain(names: set[str] | None) -> Fields | None:
    return None if names is None else frozenset(names)


def _flat(together: Iterable[Iterable[str]] | None) -> Fields:
    """All fields of `unique_together`, which may also be one flat tuple."""
    groups = [[one] if isinstance(one, str) else one for one in together or ()]
    return frozenset(name.lower() for group in groups for name in group)
