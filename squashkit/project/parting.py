"""Where a squash on disk leads to other models than its originals, and whether that is settled.

A longer squash does what the one on disk does, and replaces the same files. A database that stands
between them goes on with those files, and meets the models as they say, although its tables may be
as the squash has made them.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.migrations import operations as django_operations
from django.db.migrations.state import ProjectState
from django.db.models import DO_NOTHING, FileField

from ..model.keys import MigrationKey
from ..model.reaches import Reach
from .freedom import is_foreign
from .judging import NAMES, PLACE, is_data
from .optimizing.kinds import kind_of
from .optimizing.relations import ModelPath
from .protocol import GoOn, Parted
from .reached import Reached
from .states import described, normalised
from .views import key_of, load

SCHEMA = frozenset(
    {
        "constraints",
        "db_table",
        "db_table_comment",
        "index_together",
        "indexes",
        "managed",
        "order_with_respect_to",
        "proxy",
        "unique_together",
    }
)
"""Options of a model that its table shows."""
LENGTH, DEFAULT = "max_length", "default"
"""Arguments of a field in which the two may differ for a while. No row has to be touched when a
length is set anew, and no table has a default. With anything else an operation may find what it
is to make, or miss what it is to drop."""


def go_on(request: GoOn) -> tuple[Parted, ...]:
    """Run both histories on paper, side by side, in the order in which `migrate` runs them."""
    published, originals = load(), load(request.originals)
    places = _places(originals.graph)
    parting = Parting({(one.key, one.index): one for one in request.reaches})
    ours = ProjectState(real_apps=published.unmigrated_apps)
    theirs = ProjectState(real_apps=originals.unmigrated_apps)
    continued = {squash for chain in request.chains for squash in chain.squashes}
    ends = {chain.last: chain.squashes for chain in request.chains}
    for key in request.order:
        replaced = published.disk_migrations[key.app, key.name].replaces if key in continued else []
        known = sorted((one for one in replaced if one in places), key=places.__getitem__)
        for node in known or [(key.app, key.name)]:
            for index, operation in enumerate(originals.disk_migrations[node].operations):
                parting.take(key_of(node), index, operation, ours, theirs)
                _run(operation, key.app, theirs)
        for operation in published.disk_migrations[key.app, key.name].operations:
            _run(operation, key.app, ours)
        if key in continued:
            parting.look(key, ours, theirs)
        parting.close(ends.get(key, ()))
    parting.finish()
    return tuple(Parted(squash, fact) for squash, fact in parting.parted.items())


def _places(graph: Any) -> dict[tuple[str, str], int]:
    """Where in its order `migrate` runs each migration."""
    plan = (node for leaf in graph.leaf_nodes() for node in graph.forwards_plan(leaf))
    return {node: place for place, node in enumerate(dict.fromkeys(plan))}


def _run(operation: Any, app: str, state: Any) -> None:
    # state_forwards changes the fields it is given (db/migrations/state.py, rename_field).
    copy.deepcopy(operation).state_forwards(app, state)


@dataclass(frozen=True, slots=True)
class _Loose:
    """A difference that later operations may settle.

    Attributes:
        part: of the model's description: `field name`, or another where it cannot be settled.
        argument: in which the two differ.
        over: whether the longer squash has come to its end, after which the models are again as
            the squash on disk says.
    """

    squash: MigrationKey
    model: ModelPath
    part: str
    argument: str
    over: bool = False

    @property
    def subject(self) -> str:
        """What differs, in words."""
        return f"model {'.'.join(self.model)} {self.part}".rstrip()

    @property
    def field(self) -> str:
        """The name of the field as operations are compared by it, in lower case."""
        return self.part.removeprefix("field ").lower()


class Parting:
    """Follows the originals, and keeps what squashes on disk have made otherwise.

    Args:
        reaches: what data steps reach, by migration and place.

    Attributes:
        parted: of the squashes that cannot be continued why not.
    """

    def __init__(self, reaches: Mapping[PLACE, Reach]) -> None:
        self.reaches = reaches
        self.parted: dict[MigrationKey, str] = {}
        self._loose: list[_Loose] = []

    def look(self, squash: MigrationKey, published: Any, originals: Any) -> None:
        """Compare the models of the squash's app, where both have come to its end."""
        ours, theirs = _tables(published, squash.app), _tables(originals, squash.app)
        for model in sorted(ours.keys() | theirs.keys()):
            one, other = ours.get(model), theirs.get(model)
            for part in _differing(described(one), described(other)):
                arguments = _arguments(_field(one, part), _field(other, part))
                loose = [_Loose(squash, model, part, name) for name in arguments]
                self._loose += loose
                if not loose:
                    self._part(_Loose(squash, model, part, ""))

    def take(self, key: MigrationKey, index: int, operation: Any, ours: Any, theirs: Any) -> None:
        """An operation that runs next, with the models as the squashes and as the originals say."""
        if not self._loose:
            return
        reached = None
        if is_data(operation) and any(one.argument == DEFAULT for one in self._loose):
            reached = Reached(self.reaches.get((key, index)), theirs)
        for one in tuple(self._loose):
            if _settles(operation, key.app, one, ours if one.over else theirs):
                self._loose.remove(one)
            elif _meets(operation, key.app, one, reached):
                self._part(one, f", and {key} meets it")

    def close(self, squashes: Collection[MigrationKey]) -> None:
        """The longer squash that continues these has come to its end."""
        self._loose = [
            replace(one, over=True) if one.squash in squashes else one
            for one in self._loose
            if one.squash not in squashes or one.argument == LENGTH
        ]

    def finish(self) -> None:
        """Everything has run: what is not settled by now stays."""
        for one in self._loose:
            self._part(one)

    def _part(self, one: _Loose, more: str = "") -> None:
        fact = f"{one.squash} leads to another {one.subject} than what it replaces{more}."
        self.parted.setdefault(one.squash, fact)
        self._loose = [other for other in self._loose if other.squash != one.squash]


def _differing(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    parts = sorted(before.keys() | after.keys())
    return [part for part in parts if before.get(part) != after.get(part)]


def _tables(state: Any, app: str) -> dict[ModelPath, Any]:
    """The models of an app, by what their tables show."""
    models = normalised(state.clone()).models
    return {path: _shown(model) for path, model in models.items() if path[0] == app}


def _shown(model: Any) -> Any:
    model.fields = {name: _plain(field) for name, field in model.fields.items()}
    model.options = {name: model.options[name] for name in SCHEMA & model.options.keys()}
    return model


def _plain(field: Any) -> Any:
    """The field without choices, validators, texts for people and the like."""
    _, _, positional, named = field.deconstruct()
    kept = {name: value for name, value in named.items() if name not in field.non_db_attrs}
    # A relation cannot be made without; what happens on deletion is not the database's affair.
    needed = {"on_delete": DO_NOTHING} if "on_delete" in named else {}
    return type(field)(*positional, **{**kept, **needed})


def _field(model: Any, part: str) -> Any:
    """The field that a part of a model's description is about, if it is about one."""
    name = part.removeprefix("field ")
    return None if model is None or name == part else model.fields.get(name)


def _arguments(one: Any, other: Any) -> list[str]:
    """The arguments in which two fields differ, if they are no more than can be settled."""
    if one is None or other is None or one.primary_key or isinstance(one, FileField):
        return []
    _, path, positional, named = one.deconstruct()
    _, *rest, others_named = other.deconstruct()
    differing = _differing(_texts(named), _texts(others_named))
    settled = rest == [path, positional] and set(differing) <= {LENGTH, DEFAULT}
    return differing if settled else []


def _texts(named: Mapping[str, Any]) -> dict[str, str]:
    return {name: repr(value) for name, value in named.items()}


def _settles(operation: Any, app: str, one: _Loose, state: Any) -> bool:
    """Whether the operation makes both the same, whichever of the two is there."""
    kind = kind_of(operation)
    if kind == "DeleteModel":
        return (app, operation.name_lower) == one.model
    if kind not in {"AlterField", "RemoveField"} or not _is_about(operation, app, one):
        return False
    # Django does nothing for a field that says what it said before.
    changed = kind == "RemoveField" or operation.field.max_length != _length(state, one)
    return changed or one.argument == DEFAULT


def _is_about(operation: Any, app: str, one: _Loose) -> bool:
    model = (app, operation.model_name_lower)
    return model == one.model and operation.name_lower == one.field


def _length(state: Any, one: _Loose) -> Any:
    fields = state.models[one.model].fields
    return next(field.max_length for name, field in fields.items() if name.lower() == one.field)


def _meets(operation: Any, app: str, one: _Loose, reached: Reached | None) -> bool:
    """Whether the operation may come to something else with the models of the originals."""
    if is_foreign(operation):
        return True
    if isinstance(operation, django_operations.SeparateDatabaseAndState):
        inner = (*operation.database_operations, *operation.state_operations)
        if any((app, getattr(each, name, "")) == one.model for each in inner for name in NAMES):
            return True
    kind = kind_of(operation)
    if kind == "RenameModel":
        return (app, operation.old_name_lower) == one.model
    if kind == "RenameField":
        return (app, operation.model_name_lower, operation.old_name_lower) == (
            *one.model,
            one.field,
        )
    if reached is None or one.argument != DEFAULT:
        return False
    return reached.models is None or (reached.code.makes and one.model in reached.models)
