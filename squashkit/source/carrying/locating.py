"""Where `__file__` is used for its folder alone, which a squash has as well, and where for more."""
# ruff: noqa: N802  # LibCST calls a method by the name of the node.

from __future__ import annotations

import libcst as cst
from libcst.helpers import get_full_name_for_node

FOLDERS = frozenset({"parent", "parents"})


def file_uses(node: cst.CSTNode) -> tuple[cst.Name, ...]:
    """The places that use `__file__` outside of `dirname(...)` and of what has `.parent` behind it.

    Args:
        node: a statement or an expression.
    """
    finder = _Finder()
    node.visit(finder)
    return tuple(finder.found)


class _Finder(cst.CSTVisitor):
    """Counts how many askings for a folder it is in."""

    def __init__(self) -> None:
        super().__init__()
        self.folders = 0
        self.found: list[cst.Name] = []

    def visit_Call(self, node: cst.Call) -> None:
        self.folders += _is_dirname(node)

    def leave_Call(self, original_node: cst.Call) -> None:
        self.folders -= _is_dirname(original_node)

    def visit_Attribute(self, node: cst.Attribute) -> bool:
        self.folders += node.attr.value in FOLDERS
        node.value.visit(self)
        self.folders -= node.attr.value in FOLDERS
        return False

    def visit_Arg(self, node: cst.Arg) -> bool:
        node.value.visit(self)
        return False

    def visit_Name(self, node: cst.Name) -> None:
        if node.value == "__file__" and not self.folders:
            self.found.append(node)


def _is_dirname(call: cst.Call) -> bool:
    return (get_full_name_for_node(call.func) or "").rpartition(".")[2] == "dirname"
