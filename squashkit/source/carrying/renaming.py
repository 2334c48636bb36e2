"""Copies of code with other names, and with relative imports made absolute."""
# ruff: noqa: N802  # LibCST calls a method by the name of the node.

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import TypeVar

import libcst as cst

from .imports import absolute, aliases_of, bound_name
from .quoting import requoted

EMPTY = cst.Module([])  # only a module can write a node
Node = TypeVar("Node", bound=cst.CSTNode)


def rename(
    node: Node,
    names: Mapping[cst.Name, str],
    module: str,
    opened: Collection[cst.Name] = (),
    quoted: Mapping[cst.SimpleString, cst.BaseExpression] | None = None,
) -> Node:
    """Copy code with other names, and with relative imports made absolute.

    Args:
        node: a statement or an expression, as part of a parsed tree.
        names: the places to change, by identity, with the new name of each.
        module: the dotted name of the module that the code comes from.
        opened: the places whose new name also stands for what is around them: for the attribute
            of a module, or for an import.
        quoted: the types in quotes, each with the expression in it.
    """
    changed = node.visit(_Renamer(names, module, opened, quoted or {}))
    return changed if isinstance(changed, cst.CSTNode) else node


class _Renamer(cst.CSTTransformer):
    def __init__(
        self,
        names: Mapping[cst.Name, str],
        module: str,
        opened: Collection[cst.Name],
        quoted: Mapping[cst.SimpleString, cst.BaseExpression],
    ) -> None:
        super().__init__()
        self.names = names
        self.module = module
        self.opened = opened
        self.quoted = quoted

    def leave_Name(self, original_node: cst.Name, updated_node: cst.Name) -> cst.Name:
        new = self.names.get(original_node)
        return updated_node if new is None else updated_node.with_changes(value=new)

    def leave_Attribute(
        self, original_node: cst.Attribute, updated_node: cst.Attribute
    ) -> cst.BaseExpression:
        """An attribute, or the name that stands for it now; that keeps its brackets."""
        if original_node.value in self.opened:
            name = updated_node.value
        elif original_node.attr in self.opened:
            name = updated_node.attr
        else:
            return updated_node
        return name.with_changes(lpar=updated_node.lpar, rpar=updated_node.rpar)

    def leave_SimpleString(
        self, original_node: cst.SimpleString, updated_node: cst.SimpleString
    ) -> cst.SimpleString:
        if original_node not in self.quoted:
            return updated_node
        expression = self.quoted[original_node].visit(self)
        assert isinstance(expression, cst.BaseExpression)
        return requoted(updated_node, EMPTY.code_for_node(expression))

    def leave_FormattedStringExpression(
        self,
        original_node: cst.FormattedStringExpression,
        updated_node: cst.FormattedStringExpression,
    ) -> cst.BaseFormattedStringContent | cst.FlattenSentinel[cst.BaseFormattedStringContent]:
        """A part of an f-string; where its `=` would show a new name, it is written out."""
        same = original_node.expression.deep_equals(updated_node.expression)
        if original_node.equal is None or same:
            return updated_node
        # With neither a format nor a conversion, `=` shows what `repr` gives.
        shown = updated_node.conversion or (None if updated_node.format_spec else "r")
        value = updated_node.with_changes(equal=None, conversion=shown)
        return cst.FlattenSentinel([cst.FormattedStringText(_said(original_node)), value])

    def visit_ImportAlias(self, node: cst.ImportAlias) -> bool:  # noqa: ARG002  # see N802
        """The names in it are settled as a whole."""
        return False

    def leave_ImportAlias(
        self, original_node: cst.ImportAlias, updated_node: cst.ImportAlias
    ) -> cst.ImportAlias:
        new = self.names.get(bound_name(original_node))
        if new is None:
            return updated_node
        return updated_node.with_changes(asname=cst.AsName(name=cst.Name(new)))

    def leave_ImportFrom(
        self, original_node: cst.ImportFrom, updated_node: cst.ImportFrom
    ) -> cst.BaseSmallStatement:
        """An import as absolute, or the assignment that takes its place in a function."""
        aliases = aliases_of(original_node)
        if aliases and all(alias.name in self.opened for alias in aliases):
            names = [self.names[cst.ensure_type(alias.name, cst.Name)] for alias in aliases]
            bound = ", ".join(bound_name(alias).value for alias in aliases)
            line = cst.parse_statement(f"{bound} = {', '.join(names)}")
            small = cst.ensure_type(line, cst.SimpleStatementLine).body[0]
            return small.with_changes(semicolon=updated_node.semicolon)
        if not original_node.relative:
            return updated_node
        target = cst.parse_expression(absolute(original_node, self.module))
        return updated_node.with_changes(module=target, relative=())


def _said(node: cst.FormattedStringExpression) -> str:
    """What `=` writes in front of a value: the code as it stands, blanks included."""
    code = EMPTY.code_for_node(node.with_changes(conversion=None, format_spec=None))[1:-1]
    code = code.replace("\\", "\\\\").replace("\n", "\\n")
    return re.sub(r"""['"]""", r"\\\g<0>", code).replace("{", "{{").replace("}", "}}")
