"""Reads what an operation of Django is about: a model, a field, an index, a constraint."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from .arguments import SIGNATURES, arguments, items_of, text_of
from .names import Names, NotLiteralError

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
    return Subject(model, field, text_of(given.get("new_name"), names), _fields(kind, given, names))


def _field(given: Mapping[str, ast.expr], names: Names) -> str:
    for parameter in ("old_name", "name"):
        if parameter in given:
            return text_of(given[parameter], names)
    described = given.get("index", given.get("constraint"))
    if not isinstance(described, ast.Call):
        return ""
    return text_of(arguments(described, ()).get("name"), names)


def _fields(kind: str, given: Mapping[str, ast.expr], names: Names) -> tuple[str, ...]:
    for parameter in ("index", "constraint"):
        if parameter in given:
            return tuple(dict.fromkeys(_described(given[parameter], names)))
    if kind == "CreateModel":
        return _all(_firsts(given.get("fields"), names), names)
    if kind in {"AlterUniqueTogether", "AlterIndexTogether"}:
        return _all(_leaves(given[SIGNATURES[kind][1]]), names) if len(given) > 1 else ()
    if "old_fields" in given:
        return _all(items_of(given["old_fields"], names), names)
    return tuple(filter(None, [text_of(given.get("order_with_respect_to"), names)]))


def _all(nodes: Iterable[ast.expr], names: Names) -> tuple[str, ...]:
    """All of these texts, each once; none where one of them cannot be read."""
    found = [text_of(node, names) for node in nodes]
    return tuple(dict.fromkeys(found)) if all(found) else ()


def _firsts(node: ast.expr | None, names: Names) -> Iterator[ast.expr]:
    """The first of each pair in a list; what is no pair as it is."""
    for item in items_of(node, names):
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
        written = (*items_of(given.get("fields"), names), *items_of(given.get("include"), names))
        # A minus is the order in the index; `__` leads on to a lookup or a transform.
        for one in (*written, *_looked_up(call, given, names), *_passed(call, node, names)):
            text = text_of(one, names) if isinstance(one, ast.expr) else one
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
