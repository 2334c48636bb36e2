"""Python's scopes: what opens one, and which names in it belong to the module around it.

LibCST's ScopeProvider is not used. It follows the order of statements, so a local that a loop reads
above its assignment counts as global; it takes the captures of `match` for reads, and it keeps the
target of `:=` inside the comprehension. Each would rename a local or miss a global. Here a name is
resolved as the compiler does it: by all bindings of its scope, wherever they stand.
"""
# ruff: noqa: D102, N802  # LibCST calls a method by the name of the node.

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal, TypeAlias

import libcst as cst

Kind: TypeAlias = Literal["module", "class", "function", "comprehension"]


class Scope:
    """A namespace, filled while the code inside it is read.

    Attributes:
        parent: the scope around it; None for the outermost one, the module's.
        bound: the names that code in it binds, in the order of the text.
        declared: the names that code in it declares `global`.
    """

    def __init__(self, kind: Kind, parent: Scope | None = None) -> None:
        self.kind = kind
        self.parent = parent
        self.bound: dict[str, None] = {}
        self.declared: set[str] = set()

    def bind(self, name: str) -> None:
        """Note that code in it binds this name."""
        if name not in self.declared or self.parent is None:
            self.bound[name] = None

    def reaches_module(self, name: str) -> bool:
        """Whether a name that is used here is one of the module.

        A class hides its names from the functions in it; its own reads are settled on the way.
        """
        scope = self
        while scope.parent is not None and name not in scope.declared:
            if name in scope.bound and scope.kind != "class":
                return False
            scope = scope.parent
        return True

    def hidden(self) -> frozenset[str]:
        """Every name that may mean something else here than in the module."""
        names: set[str] = set()
        scope = self
        while scope.parent is not None:
            names.update(scope.bound)
            scope = scope.parent
        return frozenset(names)


class ScopeVisitor(cst.CSTVisitor):
    """Reads code in the order in which it runs, and keeps track of the scope that it is in.

    Attributes:
        module: the outermost scope.
        scope: the one that is being read.
        targets: the places that bind a name.
    """

    def __init__(self) -> None:
        super().__init__()
        self.module = self.scope = Scope("module")
        self.targets: set[cst.Name] = set()

    def visit_all(self, *nodes: cst.CSTNode | None) -> None:
        """Visit what there is, in this order."""
        for node in nodes:
            if node is not None:
                node.visit(self)

    def assign(self, target: cst.CSTNode | None, scope: Scope | None = None) -> None:
        """Note what a target binds, from here on, and visit it for what it reads."""
        if target is not None:
            for name in _names_in(target):
                self.targets.add(name)
                (scope or self.scope).bind(name.value)
            target.visit(self)

    @contextmanager
    def inside(self, kind: Kind) -> Iterator[None]:
        """Read on in a new scope."""
        around = self.scope
        self.scope = Scope(kind, around)
        yield
        self.scope = around

    def visit_FunctionDef(self, node: cst.FunctionDef) -> bool:
        self.visit_all(*node.decorators)
        self.assign(node.name)
        with self._type_parameters(node.type_parameters):
            self._signature(node.params)
            self.visit_all(node.returns)
            self._body(node)
        return False

    def visit_Lambda(self, node: cst.Lambda) -> bool:
        self._signature(node.params)
        self._body(node)
        return False

    def visit_ClassDef(self, node: cst.ClassDef) -> bool:
        self.visit_all(*node.decorators)
        with self._type_parameters(node.type_parameters):
            self.visit_all(*node.bases, *node.keywords)
            with self.inside("class"):
                node.body.visit(self)
        self.assign(node.name)
        return False

    def visit_TypeAlias(self, node: cst.TypeAlias) -> bool:
        self.assign(node.name)
        with self._type_parameters(node.type_parameters):
            node.value.visit(self)
        return False

    def visit_DictComp(self, node: cst.DictComp) -> bool:
        self._comprehension(node.for_in, node.key, node.value)
        return False

    def visit_GeneratorExp(self, node: cst.GeneratorExp) -> bool:
        self._comprehension(node.for_in, node.elt)
        return False

    def visit_ListComp(self, node: cst.ListComp) -> bool:
        self._comprehension(node.for_in, node.elt)
        return False

    def visit_SetComp(self, node: cst.SetComp) -> bool:
        self._comprehension(node.for_in, node.elt)
        return False

    def visit_NamedExpr(self, node: cst.NamedExpr) -> bool:
        """`:=` binds in the scope around all comprehensions."""
        node.value.visit(self)
        scope = self.scope
        while scope.kind == "comprehension" and scope.parent is not None:
            scope = scope.parent
        self.assign(node.target, scope)
        return False

    def _signature(self, node: cst.Parameters) -> None:
        """Defaults and annotations, which belong to the scope around the function."""
        for parameter in _parameters(node):
            self.visit_all(parameter.default, parameter.annotation)

    def _body(self, node: cst.FunctionDef | cst.Lambda) -> None:
        with self.inside("function"):
            for parameter in _parameters(node.params):
                self.scope.bind(parameter.name.value)
            node.body.visit(self)

    @contextmanager
    def _type_parameters(self, node: cst.TypeParameters | None) -> Iterator[None]:
        if node is None:
            yield
            return
        with self.inside("function"):
            for parameter in node.params:
                self.scope.bind(parameter.param.name.value)
                if isinstance(parameter.param, cst.TypeVar):
                    self.visit_all(parameter.param.bound)
            yield

    def _comprehension(self, loop: cst.CompFor, *elements: cst.BaseExpression) -> None:
        loop.iter.visit(self)
        with self.inside("comprehension"):
            self._loop(loop)
            self.visit_all(*elements)

    def _loop(self, node: cst.CompFor) -> None:
        self.assign(node.target)
        self.visit_all(*node.ifs)
        if node.inner_for_in is not None:
            node.inner_for_in.iter.visit(self)
            self._loop(node.inner_for_in)


def _names_in(target: cst.CSTNode) -> Iterator[cst.Name]:
    """The plain names that a target binds."""
    if isinstance(target, cst.Name):
        yield target
    elif isinstance(target, cst.StarredElement | cst.Element):
        yield from _names_in(target.value)
    elif isinstance(target, cst.Tuple | cst.List):
        for element in target.elements:
            yield from _names_in(element)


def _parameters(node: cst.Parameters) -> Iterator[cst.Param]:
    yield from (*node.posonly_params, *node.params, *node.kwonly_params)
    for star in (node.star_arg, node.star_kwarg):
        if isinstance(star, cst.Param):
            yield star
