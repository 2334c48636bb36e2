"""Reads what an operation of Django is about: a model, a field, an index, a constraint."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ..model.migrations import ModelName
from .names import Names, NotLiteralError
from .walking import walk

# The parameters of Django's operations on models, as their __init__ in
# django/db/migrations/operations/models.py and fields.py name them. The first is the model.
SIGNATURES: Mapping[str, tuple[str, ...]] = {
    "CreateModel": ("name", "fields", "options", "bases", "managers"),
    "DeleteModel": ("name",),
    "RenameModel": ("old_name", "new_name"),
    "AlterModelOptions": ("name", "options"),
    "AlterModelManagers": ("name", "managers"),
    "AlterModelTable": ("name", "table"),
    "AlterModelTableComment": ("name", "table_comment"),
    "AlterOrderWithRespectTo": ("name", "order_with_respect_to"),
    "AlterUniqueTogether": ("name", "unique_together"),
    "AlterIndexTogether": ("name", "index_together"),
    "AddField": ("model_name", "name", "field", "preserve_default"),
    "RemoveField": ("model_name", "name", "field"),
    "AlterField": ("model_name", "name", "field", "preserve_default"),
    "RenameField": ("model_name", "old_name", "new_name"),
    "AddIndex": ("model_name", "index"),
    "RemoveIndex": ("model_name", "name"),
    "RenameIndex": ("model_name", "new_name", "old_name", "old_fields"),
    "AddConstraint": ("model_name", "constraint"),
    "RemoveConstraint": ("model_name", "name"),
    "AlterConstraint": ("model_name", "name", "constraint"),
}

# Keywords of Q that are no lookups (django/db/models/query_utils.py).
_OF_Q = frozenset({"_connector", "_negated"})

# Which of their texts by position are fields; for other functions all are.
_ALL, _FIRST, _SECOND, _NONE = slice(None), slice(0, 1), slice(1, 2), slice(0, 0)
_FIELDS_AT: Mapping[str, slice] = {
    **dict.fromkeys(("Cast", "Collate", "Extract", "OpClass", "Trunc"), _FIRST),
    **dict.fromkeys(("KeyTransform", "KeyTextTransform"), _SECOND),
    **dict.fromkeys(("Value", "RawSQL", "SearchQuery", "Decimal", "UUID", "str"), _NONE),
    **dict.fromkeys(("gettext", "gettext_lazy", "_"), _NONE),
}

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
class Subject:
    """What an operation is about; empty where it is not written as a literal.

    Attributes:
        model: in lower case.
        field: the field, index or constraint.
        new_name: what is renamed is called this afterwards.
        fields: the fields that it brings or names.
    """

    model: str
    field: str = ""
    new_name: str = ""
    fields: tuple[str, ...] = ()


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


def read_subject(node: ast.Call, kind: str, names: Names) -> Subject:
    """Read the arguments of an operation that SIGNATURES has.

    Args:
        node: the call of its class.
        kind: the name of the class.
        names: the names of its module.

    Raises:
        NotLiteralError: the model is not written as a literal.
    """
    first = SIGNATURES[kind][0]
    given = arguments(node, SIGNATURES[kind])
    if first not in given:
        raise NotLiteralError(node)
    model = names.text(given[first]).lower()
    field = _field(given, names) if first == "model_name" else ""
    return Subject(model, field, _text(given.get("new_name"), names), _fields(kind, given, names))


def arguments(node: ast.Call, parameters: Iterable[str]) -> dict[str, ast.expr]:
    """The arguments of a call by the names of the parameters.

    Args:
        node: the call; what follows a starred argument is left out.
        parameters: the names in the order in which they are taken.
    """
    given: dict[str, ast.expr] = {}
    for name, value in zip(parameters, node.args, strict=False):
        if isinstance(value, ast.Starred):
            break
        given[name] = value
    given.update({keyword.arg: keyword.value for keyword in node.keywords if keyword.arg})
    return given


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
        found = (self._model(base, relative=False) for base in _items(node, self.names))
        self.bases.update(filter(None, found))
        self.models |= self.bases

    def add_fields(self, node: ast.expr) -> None:
        """The pairs of CreateModel; of what is no such list, the calls that are relations."""
        pairs = _items(node, self.names)
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
            self._add_named(through, _items(given.get("through_fields"), self.names))

    def _add_target(self, node: ast.expr | None) -> ModelName | None:
        if _text(node, self.names) == "self":
            return self.own if self.own.name else None
        model = self._model(node, relative=True)
        self.models.update(filter(None, [model]))
        return model

    def _add_named(self, model: ModelName, nodes: Iterable[ast.expr | None]) -> None:
        texts = (_text(node, self.names) for node in nodes)
        self.fields.update(((model, text), None) for text in texts if text)

    def _model(self, node: ast.expr | None, *, relative: bool) -> ModelName | None:
        """`app.Model`, or `Model` where that is one of the app being read."""
        label, dot, name = _text(node, self.names).rpartition(".")
        label = label if dot or not relative else self.own.app
        plain = label.isidentifier() and name.isidentifier()
        return ModelName(label, name.lower()) if plain else None


def _field(given: Mapping[str, ast.expr], names: Names) -> str:
    for parameter in ("old_name", "name"):
        if parameter in given:
            return _text(given[parameter], names)
    described = given.get("index", given.get("constraint"))
    if not isinstance(described, ast.Call):
        return ""
    return _text(arguments(described, ()).get("name"), names)


def _fields(kind: str, given: Mapping[str, ast.expr], names: Names) -> tuple[str, ...]:
    for parameter in ("index", "constraint"):
        if parameter in given:
            return tuple(dict.fromkeys(_described(given[parameter], names)))
    if kind == "CreateModel":
        return _all(_firsts(given.get("fields"), names), names)
    if kind in {"AlterUniqueTogether", "AlterIndexTogether"}:
        return _all(_leaves(given[SIGNATURES[kind][1]]), names) if len(given) > 1 else ()
    if "old_fields" in given:
        return _all(_items(given["old_fields"], names), names)
    return tuple(filter(None, [_text(given.get("order_with_respect_to"), names)]))


def _text(node: ast.expr | None, names: Names) -> str:
    try:
        return names.text(node) if node else ""
    except NotLiteralError:
        return ""


def _all(nodes: Iterable[ast.expr], names: Names) -> tuple[str, ...]:
    """All of these texts, each once; none where one of them cannot be read."""
    found = [_text(node, names) for node in nodes]
    return tuple(dict.fromkeys(found)) if all(found) else ()


def _items(node: ast.expr | None, names: Names) -> list[ast.expr]:
    try:
        return names.items(node) if node else []
    except NotLiteralError:
        return []


def _firsts(node: ast.expr | None, names: Names) -> Iterator[ast.expr]:
    """The first of each pair in a list; what is no pair as it is."""
    for item in _items(node, names):
        yield item.elts[0] if isinstance(item, ast.Tuple | ast.List) and item.elts else item


def _leaves(node: ast.expr) -> Iterator[ast.expr]:
    """The elements of nested lists, tuples and sets; `set()` has none."""
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        for item in node.elts:
            yield from _leaves(item)
    elif not (isinstance(node, ast.Call) and not node.args):
        yield node


def _described(node: ast.expr, names: Names) -> Iterator[str]:
    """The fields that an index or a constraint names, as far as they are literals."""
    for call in ast.walk(node):
        if not isinstance(call, ast.Call):
            continue
        given = arguments(call, ())
        written = (*_items(given.get("fields"), names), *_items(given.get("include"), names))
        # A minus is the order in the index; `__` leads on to a lookup or a transform.
        for one in (*written, *_looked_up(call, given, names), *_passed(call, node, names)):
            text = _text(one, names) if isinstance(one, ast.expr) else one
            name = text.removeprefix("-").partition("__")[0]
            if name.isidentifier():
                yield name


def _looked_up(
    call: ast.Call, given: Mapping[str, ast.expr], names: Names
) -> Iterator[ast.expr | str]:
    """What `Q(a=1)`, `Q(("a", 1))` and an exclusion's `("a", "=")` name."""
    if names.dotted(call.func).rpartition(".")[2] == "Q":
        yield from (name for name in given if name not in _OF_Q)
        yield from (arg.elts[0] for arg in call.args if isinstance(arg, ast.Tuple) and arg.elts)
    yield from _firsts(given.get("expressions"), names)


def _passed(call: ast.Call, top: ast.expr, names: Names) -> list[ast.expr]:
    """What may be names of fields in `F("a")`, `Lower("a")` and `Index("a")`."""
    kind = names.dotted(call.func).rpartition(".")[2]
    if call is top:
        return call.args if kind.endswith("Index") or kind == "UniqueConstraint" else []
    # A method, as in `F("a").desc()`, or an output field with what it is called for people.
    if not kind or kind.endswith("Field"):
        return []
    return call.args[_FIELDS_AT.get(kind, _ALL)]
