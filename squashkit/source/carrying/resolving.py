"""The names that a piece of code binds in the module around it, or reads from there."""
# ruff: noqa: N802  # LibCST calls a method by the name of the node.

from __future__ import annotations

from dataclasses import dataclass

import libcst as cst

from .imports import ImportNode, aliases_of, bound_name
from .scopes import Scope, ScopeVisitor


@dataclass(frozen=True, slots=True, eq=False)
class Use:
    """One place where code binds or reads a name of the namespace around it.

    Attributes:
        dotted: the attribute chain that it opens, for example `django.db.models`.
        binds: whether it binds the name rather than reading it.
        nested: whether it stands in a function, class or comprehension of its own.
        hidden: names that mean something else at this place.
    """

    node: cst.Name
    dotted: str
    binds: bool = False
    nested: bool = False
    hidden: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """The name as written."""
        return self.node.value


@dataclass(frozen=True, slots=True, eq=False)
class Names:
    """What a piece of code shares with the namespace around it.

    Attributes:
        binds: names that running it binds there, in the order of the text.
        uses: every place where it means such a name, bindings included.
        rebinds: names that functions in it declare `global`.
        imports: its import statements, at any depth.
        calls: its calls, at any depth.
        strings: its plain strings, at any depth.
    """

    binds: tuple[str, ...]
    uses: tuple[Use, ...]
    rebinds: frozenset[str]
    imports: tuple[ImportNode, ...]
    calls: tuple[cst.Call, ...]
    strings: tuple[cst.SimpleString, ...]


def names_of(node: cst.CSTNode) -> Names:
    """Resolve every name in a statement or expression.

    Args:
        node: a statement or an expression, as part of a parsed tree.
    """
    finder = _Finder()
    node.visit(finder)
    uses = (
        Use(name, dotted, name in finder.targets, scope is not finder.module, scope.hidden())
        for name, dotted, scope in finder.found
        if scope.reaches_module(name.value)
    )
    return Names(
        binds=tuple(finder.module.bound),
        uses=tuple(uses),
        rebinds=frozenset(finder.rebinds),
        imports=tuple(finder.imports),
        calls=tuple(finder.calls),
        strings=tuple(finder.strings),
    )


class _Finder(ScopeVisitor):
    """Notes names with their scopes; they are resolved when every scope is known."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[cst.Name, str, Scope]] = []
        self.rebinds: set[str] = set()
        self.imports: list[ImportNode] = []
        self.calls: list[cst.Call] = []
        self.strings: list[cst.SimpleString] = []

    def record(self, node: cst.Name, dotted: str) -> None:
        """Note a name; in a class body, by what has been bound above it."""
        if self.scope.kind != "class" or node.value not in self.scope.bound:
            self.found.append((node, dotted, self.scope))

    def visit_Name(self, node: cst.Name) -> bool:
        self.record(node, node.value)
        return False

    def visit_Attribute(self, node: cst.Attribute) -> bool:
        attributes: list[str] = []
        value: cst.BaseExpression = node
        while isinstance(value, cst.Attribute):
            attributes.insert(0, value.attr.value)
            value = value.value
        if isinstance(value, cst.Name):
            self.record(value, ".".join([value.value, *attributes]))
        else:
            value.visit(self)
        return False

    def visit_Call(self, node: cst.Call) -> bool:
        self.calls.append(node)
        self.visit_all(node.func, *node.args)
        return False

    def visit_SimpleString(self, node: cst.SimpleString) -> bool:
        self.strings.append(node)
        return False

    def visit_Arg(self, node: cst.Arg) -> bool:
        node.value.visit(self)
        return False

    # Statements that bind

    def visit_Assign(self, node: cst.Assign) -> bool:
        node.value.visit(self)
        for target in node.targets:
            self.assign(target.target)
        return False

    def visit_AnnAssign(self, node: cst.AnnAssign) -> bool:
        self.visit_all(node.annotation, node.value)
        self.assign(node.target)
        return False

    def visit_AugAssign(self, node: cst.AugAssign) -> bool:
        node.value.visit(self)
        self.assign(node.target)
        return False

    def visit_Del(self, node: cst.Del) -> bool:
        self.assign(node.target)
        return False

    def visit_For(self, node: cst.For) -> bool:
        node.iter.visit(self)
        self.assign(node.target)
        self.visit_all(node.body, node.orelse)
        return False

    def visit_AsName(self, node: cst.AsName) -> bool:
        self.assign(node.name)
        return False

    def visit_Global(self, node: cst.Global) -> bool:
        for item in node.names:
            self.scope.declared.add(item.name.value)
            self.rebinds.add(item.name.value)
            item.name.visit(self)
        return False

    def visit_Nonlocal(self, node: cst.Nonlocal) -> bool:  # noqa: ARG002  # see N802
        """Names of functions around this one: never of the module."""
        return False

    def visit_Import(self, node: cst.Import) -> bool:
        self._import(node)
        return False

    def visit_ImportFrom(self, node: cst.ImportFrom) -> bool:
        self._import(node)
        return False

    def _import(self, node: ImportNode) -> None:
        self.imports.append(node)
        for alias in aliases_of(node):
            self.assign(bound_name(alias))

    # Patterns of `match`

    def visit_MatchAs(self, node: cst.MatchAs) -> bool:
        self.visit_all(node.pattern)
        self.assign(node.name)
        return False

    def visit_MatchKeywordElement(self, node: cst.MatchKeywordElement) -> bool:
        node.pattern.visit(self)
        return False

    def visit_MatchMapping(self, node: cst.MatchMapping) -> bool:
        self.visit_all(*node.elements)
        self.assign(node.rest)
        return False

    def visit_MatchStar(self, node: cst.MatchStar) -> bool:
        self.assign(node.name)
        return False
