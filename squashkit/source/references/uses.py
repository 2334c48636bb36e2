"""What code takes out of a module that it has imported."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

Parents = Mapping[ast.AST, ast.AST]

_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef, ast.Module)


def parents_in(tree: ast.AST) -> Parents:
    """What each node stands in.

    Args:
        tree: the top.
    """
    return {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}


def taken_from(call: ast.AST, parents: Parents) -> list[ast.Attribute] | None:
    """The attributes that are taken of the module that a call returns.

    Args:
        call: the expression.
        parents: of its file.

    Returns:
        None where the module goes where it is not followed.
    """
    parent = parents[call]
    match parent:
        case ast.Attribute(ctx=ast.Load()):
            return [parent]
        case ast.Expr():
            return []
        case ast.Assign(targets=[ast.Name(id=name) as target]):
            return taken_by_name(name, target, parents)
        case _:
            return None


def taken_by_name(
    name: str, binding: ast.Name | ast.alias, parents: Parents
) -> list[ast.Attribute] | None:
    """The attributes that are taken of a module by the name that it is bound to.

    Args:
        name: that name.
        binding: where it is bound.
        parents: of its file.

    Returns:
        None where the name is bound to something else too, or used in another way.
    """
    scope = _scope(binding, parents)
    if isinstance(scope, ast.ClassDef):
        return None
    found = []
    for node in ast.walk(scope):
        if node is binding:
            continue
        if isinstance(node, ast.Name) and node.id == name:
            parent = parents[node]
            if not isinstance(parent, ast.Attribute) or not isinstance(parent.ctx, ast.Load):
                return None
            found.append(parent)
        elif name in _bound(node):
            return None
    return found


def _scope(node: ast.AST, parents: Parents) -> ast.AST:
    while not isinstance(node, _SCOPES):
        node = parents[node]
    return node


def _bound(node: ast.AST) -> Sequence[str]:
    """Names that a node binds otherwise than as a `Name`."""
    if isinstance(node, ast.alias):
        return [node.asname or node.name.partition(".")[0]]
    if isinstance(node, ast.Global | ast.Nonlocal):
        return node.names
    if isinstance(node, ast.arg):
        return [node.arg]
    # Functions and classes, handlers of exceptions, and patterns.
    return [str(getattr(node, field, "")) for field in ("name", "rest")]
