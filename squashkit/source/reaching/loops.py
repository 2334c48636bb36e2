"""Finds code that runs once for each row of a model: it never runs where the table is empty."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from ...model.migrations import ModelName
from ..walking import walk
from .bindings import Bindings

MANAGERS = frozenset({"objects", "_base_manager", "_default_manager"})
# Methods that give no more rows than they are called on (django/db/models/query.py); not `union`,
# nor `aggregate` and `annotate`: a count over no rows is one row.
KEEPING = frozenset(
    {
        *("all", "defer", "distinct", "exclude", "filter", "iterator", "only", "order_by"),
        *("prefetch_related", "reverse", "select_for_update", "select_related", "using"),
        *("values", "values_list"),
    }
)
_WRAPPERS = frozenset({"enumerate", "iter", "list", "reversed", "set", "sorted", "tuple"})


@dataclass(frozen=True)
class Rows:
    """Whose rows are looped over.

    Attributes:
        model: None where a setting names it.
        setting: empty where the model is known.
    """

    model: ModelName | None
    setting: str = ""


class Loops:
    """The loops over rows in a piece of code.

    Args:
        names: what its names stand for.
        settings: nodes to the setting that names a model there.
    """

    def __init__(self, names: Bindings, settings: dict[int, str]) -> None:
        self.names = names
        self.settings = settings

    def found(self) -> Iterator[tuple[Rows, tuple[ast.AST, ...]]]:
        """Each outermost loop: whose rows, and all nodes of what runs for them."""
        inside: set[int] = set()
        for node in self.names.nodes:
            bodies = [] if id(node) in inside else list(_bodies(node))
            rows = self._looped(bodies[0]) if bodies else None
            if rows is None:
                continue
            nodes = tuple(one for body in bodies[1:] for one in walk(body))
            inside.update(map(id, nodes))
            yield rows, nodes

    def _looped(self, node: ast.AST) -> Rows | None:
        """Of which model the rows are that a loop goes over, perhaps as a list."""
        match node:
            case ast.Call(func=ast.Name(id=name), args=[first]) if name in _WRAPPERS:
                return None if self.names.is_own(name) else self._looped(first)
            case _:
                return self._rows(node)

    def _rows(self, node: ast.AST) -> Rows | None:
        """Of which model the rows of an expression are, if it has no others."""
        match node:
            case ast.Name(id=name):
                value = self.names.only(name)
                return None if value is None else self._rows(value)
            case ast.Subscript(value=value, slice=ast.Slice()):
                return self._rows(value)
            case ast.Call(func=ast.Attribute(value=value, attr=method)) if method in KEEPING:
                plain = not method.startswith("values") or all(map(_is_text, node.args))
                return self._rows(value) if plain else None
            case ast.Attribute(value=value, attr=manager) if manager in MANAGERS:
                return self._model(value)
            case _:
                return None

    def _model(self, node: ast.expr) -> Rows | None:
        """The model that `apps.get_model` gives, where `apps` is a parameter."""
        match node:
            case ast.Name(id=name):
                value = self.names.only(name)
                return None if value is None else self._model(value)
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id=owner), attr="get_model"), args=given
            ) if owner in self.names.parameters and not node.keywords:
                return self._asked_for(given)
            case _:
                return None

    def _asked_for(self, given: list[ast.expr]) -> Rows | None:
        settings = {self.settings.get(id(one), "") for one in given}
        if len(given) == 1 and "" not in settings:
            return Rows(None, settings.pop())
        texts = [self.names.texts(one) for one in given]
        if any(len(one) != 1 for one in texts):
            return None
        app, _, name = ".".join(one[0] for one in texts).partition(".")
        return Rows(ModelName(app, name.lower()))


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant)


def _bodies(node: ast.AST) -> Iterator[ast.AST]:
    """What is looped over, and then all that runs for each of it."""
    match node:
        case ast.For(iter=over, body=body):
            yield from (over, node.target, *body)
        case ast.ListComp(elt=one) | ast.SetComp(elt=one) | ast.GeneratorExp(elt=one):
            yield from (node.generators[0].iter, one, *_behind_first(node.generators))
        case ast.DictComp(key=key, value=value):
            yield from (node.generators[0].iter, key, value, *_behind_first(node.generators))
        case _:
            pass


def _behind_first(generators: list[ast.comprehension]) -> Iterator[ast.AST]:
    first, *others = generators
    yield from (first.target, *first.ifs, *others)
