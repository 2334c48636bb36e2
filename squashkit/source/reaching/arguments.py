"""What is passed to the methods of models, as far as it is written out."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from .bindings import Bindings
from .harmless import ELSEWHERE


class Arguments:
    """Judges expressions in a piece of code.

    Args:
        names: what its names stand for.
        settings: nodes to the setting that names a model there.
    """

    def __init__(self, names: Bindings, settings: Mapping[int, str]) -> None:
        self.names = names
        self.settings = settings
        # The nodes that say on which database the ORM works, and nothing else.
        self.for_the_orm = {id(one) for node in names.nodes for one in aliases_in(node)}

    def is_class(self, node: ast.expr) -> bool:
        """Whether an expression can be called and does what it seems: a model, or a lambda."""
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            return node.func.attr == "get_model"
        return isinstance(node, ast.Lambda | ast.Name)

    def is_alias(self, node: ast.expr) -> bool:
        """Whether this is the alias of the database that the step runs on."""
        match self.names.only(node.id) if isinstance(node, ast.Name) else node:
            case ast.Attribute(attr="alias", value=ast.Attribute(attr="connection")):
                return True
            case _:
                return False

    def has_plain_keys(self, node: ast.expr) -> bool:
        """Whether this is a dict whose keys are written out, and nothing was put into it later."""
        if not isinstance(node, ast.Name):
            return isinstance(node, ast.Dict) and all(
                isinstance(key, ast.Constant) for key in node.keys
            )
        filled = any(_fills(one, node.id) for one in self.names.nodes)
        given = self.names.given.get(node.id, [])
        plain = all(isinstance(one, ast.Dict) and self.has_plain_keys(one) for one in given)
        return bool(given) and plain and not filled

    def is_setting(self, node: ast.expr) -> bool:
        """Whether this is a setting that names a model, or `*setting.split(".")`."""
        match node:
            case ast.Starred(value=ast.Call(func=ast.Attribute(value=inner, attr="split"))):
                return id(inner) in self.settings
            case _:
                return id(node) in self.settings

    def is_composed(self, node: ast.expr, known: frozenset[str] = frozenset()) -> bool:
        """Whether a text is put together, here or where it got its name.

        Args:
            node: what is passed.
            known: names that have been looked up on the way here.
        """
        match node:
            case ast.Name(id=name):
                given = () if name in known else self.names.given.get(name, ())
                return any(self.is_composed(one, known | {name}) for one in given)
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                return any(self.is_composed(one, known) for one in parts)
            case ast.BinOp(op=ast.Add() | ast.Mod()) | ast.JoinedStr() | ast.Starred():
                return True
            case ast.Call(func=ast.Attribute(value=ast.Constant(value=str()))):
                return True
            case _:
                return False


def aliases_in(node: ast.AST) -> list[ast.expr]:
    """The aliases of databases that a call is given."""
    if not isinstance(node, ast.Call):
        return []
    named = isinstance(node.func, ast.Attribute) and node.func.attr in ELSEWHERE
    return [
        *(node.args if named else ()),
        *(word.value for word in node.keywords if word.arg == "using"),
    ]


def _fills(node: ast.AST, name: str) -> bool:
    """Whether a dict of this name gets a key that is not written out."""
    match node:
        case ast.Subscript(value=ast.Name(id=found), slice=key, ctx=ast.Store()):
            return found == name and not isinstance(key, ast.Constant)
        case ast.AugAssign(target=ast.Name(id=found)):
            return found == name
        case ast.Call(func=ast.Attribute(value=ast.Name(id=found), attr="update" | "setdefault")):
            return found == name
        case _:
            return False
