"""Reads what an operation of Django is about: a model, a field, an index, a constraint."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from .names import Names, NotLiteralError

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
        for one in (*written, *_looked_up(call, given, names)):
            text = _text(one, names) if isinstance(one, ast.expr) else one
            if text:
                yield text.removeprefix("-").partition("__")[0]


def _looked_up(
    call: ast.Call, given: Mapping[str, ast.expr], names: Names
) -> Iterator[ast.expr | str]:
    """What `F("a")`, `Q(a=1)`, `Q(("a", 1))` and an exclusion's `("a", "=")` name."""
    kind = names.dotted(call.func).rpartition(".")[2]
    if kind == "F":
        yield from call.args[:1]
    elif kind == "Q":
        yield from (name for name in given if name not in _OF_Q)
        yield from (arg.elts[0] for arg in call.args if isinstance(arg, ast.Tuple) and arg.elts)
    yield from _firsts(given.get("expressions"), names)
