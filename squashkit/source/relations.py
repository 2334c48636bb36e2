"""Reads where the fields and bases of an operation lead to."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..model.migrations import ModelName
from .arguments import SIGNATURES, arguments, items_of, text_of
from .names import Names
from .walking import walk

_RELATIONS = frozenset(
    {
        "ForeignKey",
        "OneToOneField",
        "ManyToManyField",
        "ParentalKey",
        "ParentalManyToManyField",
        "GenericRelation",
    }
)
# Keywords that make a field of any class a relation.
_LEADING = frozenset({"to", "through"})
# Of Django's own operations, those that can bring a relation.
_WITH_FIELDS = frozenset({"CreateModel", "AddField", "AlterField"})


@dataclass(frozen=True, slots=True)
class Relations:
    """What the fields and bases of an operation lead to, as far as it is literal.

    Attributes:
        models: the models that relations, bases and `through` name.
        bases: those of them that are bases.
        fields: the fields that `to_field` and `through_fields` name, with their models.
    """

    models: frozenset[ModelName] = frozenset()
    bases: frozenset[ModelName] = frozenset()
    fields: tuple[tuple[ModelName, str], ...] = ()


UNRELATED = Relations()


def read_relations(node: ast.Call, kind: str, own: ModelName, names: Names) -> Relations:
    """Read where the fields and bases of an operation lead to.

    Args:
        node: the call of its class.
        kind: the name of the class; operations that are not Django's own are read too.
        own: the model that it is about, and so what "self" means.
        names: the names of its module.
    """
    if kind in SIGNATURES and kind not in _WITH_FIELDS:
        return UNRELATED
    found = _Relations(own, names)
    given = arguments(node, SIGNATURES.get(kind, map(str, range(len(node.args)))))
    for parameter, value in given.items():
        if parameter == "bases":
            found.add_bases(value)
        elif parameter == "fields":
            found.add_fields(value)
        else:
            found.add_field(value, is_field=parameter == "field")
    return Relations(frozenset(found.models), frozenset(found.bases), tuple(found.fields))


class _Relations:
    """Collects the relations of one operation."""

    def __init__(self, own: ModelName, names: Names) -> None:
        self.own = own
        self.names = names
        self.models: set[ModelName] = set()
        self.bases: set[ModelName] = set()
        self.fields: dict[tuple[ModelName, str], None] = {}

    def add_bases(self, node: ast.expr) -> None:
        found = (self._model(base, relative=False) for base in items_of(node, self.names))
        self.bases.update(filter(None, found))
        self.models |= self.bases

    def add_fields(self, node: ast.expr) -> None:
        """The pairs of CreateModel; of what is no such list, the calls that are relations."""
        pairs = items_of(node, self.names)
        for pair in pairs:
            if isinstance(pair, ast.Tuple | ast.List) and len(pair.elts) > 1:
                self.add_field(pair.elts[1], is_field=True)
        for inner in () if pairs else walk(node):
            if isinstance(inner, ast.Call):
                self._add_call(inner, is_field=False)

    def add_field(self, node: ast.expr, *, is_field: bool) -> None:
        """A field, or another argument, which counts only if its class is a known relation."""
        if isinstance(node, ast.Name):
            node = self.names.constants.get(node.id, node)
        if isinstance(node, ast.Call):
            self._add_call(node, is_field=is_field)

    def _add_call(self, call: ast.Call, *, is_field: bool) -> None:
        dotted = self.names.dotted(call.func)
        related = dotted.rpartition(".")[2] in _RELATIONS or (
            is_field and not _LEADING.isdisjoint([keyword.arg for keyword in call.keywords])
        )
        if not related and dotted.startswith("django."):
            return  # its first argument is what it is called for people
        given = arguments(call, ("to",))
        if related:
            self._add_relation(given)
        elif is_field:
            self.models.update(filter(None, [self._model(given.get("to"), relative=False)]))
        for inner in given.values():
            if isinstance(inner, ast.Call):
                self._add_call(inner, is_field=False)

    def _add_relation(self, given: Mapping[str, ast.expr]) -> None:
        target = self._add_target(given.get("to"))
        through = self._add_target(given.get("through"))
        if target:
            self._add_named(target, [given.get("to_field")])
        if through:
            self._add_named(through, items_of(given.get("through_fields"), self.names))

    def _add_target(self, node: ast.expr | None) -> ModelName | None:
        if text_of(node, self.names) == "self":
            return self.own if self.own.name else None
        model = self._model(node, relative=True)
        self.models.update(filter(None, [model]))
        return model

    def _add_named(self, model: ModelName, nodes: Iterable[ast.expr | None]) -> None:
        texts = (text_of(node, self.names) for node in nodes)
        self.fields.update(((model, text), None) for text in texts if text)

    def _model(self, node: ast.expr | None, *, relative: bool) -> ModelName | None:
        """`app.Model`, or `Model` where that is one of the app being read."""
        label, dot, name = text_of(node, self.names).rpartition(".")
        label = label if dot or not relative else self.own.app
        plain = label.isidentifier() and name.isidentifier()
        return ModelName(label, name.lower()) if plain else None
