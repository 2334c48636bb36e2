"""Types in quotes: `def f(apps: "StateApps")` uses a name as much as one without quotes does."""
# ruff: noqa: N802  # LibCST calls a method by the name of the node.

from __future__ import annotations

import libcst as cst
from libcst.helpers import get_full_name_for_node


def quoted_types(annotation: cst.Annotation) -> dict[cst.SimpleString, cst.BaseExpression]:
    """The strings in an annotation that stand for types, each with the expression in it.

    Args:
        annotation: of a parameter, a result or a variable.
    """
    finder = _Finder()
    annotation.annotation.visit(finder)
    return finder.found


def requoted(string: cst.SimpleString, code: str) -> cst.SimpleString:
    """The same quotes around other code."""
    return string.with_changes(value=f"{string.quote}{code}{string.quote}")


class _Finder(cst.CSTVisitor):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[cst.SimpleString, cst.BaseExpression] = {}

    def visit_SimpleString(self, node: cst.SimpleString) -> None:
        expression = _parsed(node)
        if expression is not None:
            self.found[node] = expression

    def visit_Subscript(self, node: cst.Subscript) -> bool:
        """The strings of `Literal` are values; of `Annotated` only what is first is a type."""
        name = (get_full_name_for_node(node.value) or "").rpartition(".")[2]
        if name == "Annotated":
            node.slice[0].visit(self)
        return name not in {"Annotated", "Literal"}

    def visit_Call(self, node: cst.Call) -> bool:  # noqa: ARG002  # see N802
        """What calls are given is no type."""
        return False


def _parsed(string: cst.SimpleString) -> cst.BaseExpression | None:
    """The expression in a string without prefix and escapes, if it is one."""
    if string.prefix or string.raw_value != string.evaluated_value:
        return None
    try:
        return cst.parse_expression(string.raw_value)
    except cst.ParserSyntaxError:
        return None
