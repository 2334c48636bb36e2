"""Copies of code with other names, and with relative imports made absolute."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TypeVar

import libcst as cst

from .imports import absolute, aliases_of, bound_name

Node = TypeVar("Node", bound=cst.CSTNode)


def rename(
    node: Node, names: Mapping[cst.Name, str], module: str, opened: Collection[cst.Name] = ()
) -> Node:
    """Copy code with other names, and with relative imports made absolute.

    Args:
        node: a statement or an expression, as part of a parsed tree.
        names: the places to change, by identity, with the new name of each.
        module: the dotted name of the module that the code comes from.
        opened: the places whose new name also stands for what is around them: for the attribute
            of a module, or for an import.
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
        if isinstance(original_node, cst.Attribute):
            return self.attribute(original_node, cst.ensure_type(updated_node, cst.Attribute))
        if isinstance(original_node, cst.ImportAlias):
            return self.alias(original_node)
        if isinstance(original_node, cst.ImportFrom):
            return self.import_from(original_node, cst.ensure_type(updated_node, cst.ImportFrom))
        return updated_node

    def attribute(self, node: cst.Attribute, updated: cst.Attribute) -> cst.BaseExpression:
        """An attribute, or the name that stands for it now; that keeps its brackets."""
        if node.value in self.opened:
            name = updated.value
        elif node.attr in self.opened:
            name = updated.attr
        else:
            return updated
        return name.with_changes(lpar=updated.lpar, rpar=updated.rpar)

    def import_from(self, node: cst.ImportFrom, updated: cst.ImportFrom) -> cst.BaseSmallStatement:
        """An import as absolute, or the assignment that takes its place in a function."""
        aliases = aliases_of(node)
        if aliases and all(alias.name in self.opened for alias in aliases):
            names = [self.names[cst.ensure_type(alias.name, cst.Name)] for alias in aliases]
            bound = ", ".join(bound_name(alias).value for alias in aliases)
            line = cst.parse_statement(f"{bound} = {', '.join(names)}")
            small = cst.ensure_type(line, cst.SimpleStatementLine).body[0]
            return small.with_changes(semicolon=updated.semicolon)
        if not node.relative:
            return updated
        target = cst.parse_expression(absolute(node, self.module))
        return updated.with_changes(module=target, relative=())

    def alias(self, node: cst.ImportAlias) -> cst.ImportAlias:
        new = self.names.get(bound_name(node))
        if new is None:
            return node
        return node.with_changes(asname=cst.AsName(name=cst.Name(new)))
