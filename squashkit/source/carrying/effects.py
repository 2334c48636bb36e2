"""What running a statement does beyond binding names, judged by its syntax."""

from __future__ import annotations

import libcst as cst

SCRIPT_TESTS = tuple(
    cst.parse_expression(f"__name__ == {quote}__main__{quote}") for quote in ("'", '"')
)
# What evaluates to an object that others could change, or that may remember something.
STATEFUL = (cst.Await, cst.BaseComp, cst.Call, cst.Decorator, cst.Dict, cst.List, cst.Set)


def acts(node: cst.CSTNode) -> bool:
    """Whether running the code does more than bind names."""
    finder = _ActionFinder()
    node.visit(finder)
    return finder.found


def makes_state(node: cst.CSTNode) -> bool:
    """Whether the code makes an object that can change, outside of the bodies of functions."""
    finder = _StateFinder()
    node.visit(finder)
    return finder.found


def is_staticmethod(decorator: cst.Decorator) -> bool:
    """Whether this is `@staticmethod`."""
    return isinstance(decorator.decorator, cst.Name) and decorator.decorator.value == "staticmethod"


class _ActionFinder(cst.CSTVisitor):
    """Looks for what does more than bind a name, outside of functions and classes."""

    def __init__(self) -> None:
        super().__init__()
        self.found = False

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.FunctionDef | cst.ClassDef | cst.Lambda) or _is_for_scripts(node):
            return False
        self.found = self.found or _is_action(node)
        return not self.found


def _is_for_scripts(node: cst.CSTNode) -> bool:
    """Whether this is `if __name__ == "__main__":`, which Django imports no migration as."""
    if not isinstance(node, cst.If) or node.orelse is not None:
        return False
    return any(node.test.deep_equals(one) for one in SCRIPT_TESTS)


def _is_action(node: cst.CSTNode) -> bool:
    if isinstance(node, cst.Expr):
        return not isinstance(node.value, cst.BaseString | cst.Ellipsis)
    if isinstance(node, cst.AssignTarget | cst.AnnAssign | cst.AugAssign | cst.Del):
        return _changes_object(node.target)
    return isinstance(node, cst.Assert | cst.Raise)


def _changes_object(target: cst.CSTNode) -> bool:
    if isinstance(target, cst.Tuple | cst.List):
        return any(_changes_object(element.value) for element in target.elements)
    return not isinstance(target, cst.Name)


class _StateFinder(cst.CSTVisitor):
    """Looks for objects with state that are made outside of the bodies of functions."""

    def __init__(self) -> None:
        super().__init__()
        self.found = False

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.FunctionDef):
            node.params.visit(self)
            self.found = self.found or any(not is_staticmethod(one) for one in node.decorators)
            return False
        self.found = self.found or isinstance(node, STATEFUL)
        return not self.found
