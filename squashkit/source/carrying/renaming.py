"""Copies of code with other names, and with relative imports made absolute."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TypeVar

import libcst as cst

from .imports import absolute, bound_name

Node = TypeVar("Node", bound=cst.CSTNode)


def rename(
    node: Node, names: Mapping[cst.Name, str], module: str, opened: Collection[cst.Name] = ()
) -> Node:
    """Copy code with other names, and with relative imports made absolute.

    Args:
        node: a statement or an expression, as part of a parsed tree.
        names: the places to change, by identity, with the new name of each.
        module: the dotted name of the module that the code comes from.
        opened: the places whose new name also stands for the attribute behind them.
    """
    changed = node.visit(_Renamer(names, module, opened))
    return changed if isinstance(changed, cst.CSTNode) else node


class _Renamer(cst.CSTTransformer):
    def __init__(
        self, names: Mapping[cst.Name, str], module: str, opened: Collection[cst.Name]
    ) -> None:
        super().__init__()
        self.names = names
        self.module = module
        self.opened = opened

    def on_visit(self, node: cst.CSTNode) -> bool:
        return not isinstance(node, cst.ImportAlias)

    def on_leave(  # type: ignore[override]  # a node of the same kind, which is all it allows
        self, original_node: cst.CSTNode, updated_node: cst.CSTNode
    ) -> cst.CSTNode:
        if isinstance(original_node, cst.Name) and original_node in self.names:
            return updated_node.with_changes(value=self.names[original_node])
        if isinstance(original_node, cst.Attribute) and original_node.value in self.opened:
            return cst.ensure_type(updated_node, cst.Attribute).value
        if isinstance(original_node, cst.ImportAlias):
            return self.alias(original_node)
        if isinstance(original_node, cst.ImportFrom) and original_node.relative:
            target = cst.parse_expression(absolute(original_node, self.module))
            return updated_node.with_changes(module=target, relative=())
        return updated_node

    def alias(self, node: cst.ImportAlias) -> cst.ImportAlias:
        new = self.names.get(bound_name(node))
        if new is None:
            return node
        return node.with_changes(asname=cst.AsName(name=cst.Name(new)))
