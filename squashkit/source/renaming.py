"""The names of a piece of code that belong to its module, and how to change them.

LibCST's ScopeProvider is not used. It follows the order of statements, so a local that a loop reads
above its assignment counts as global; it takes the captures of `match` for reads, and it keeps the
target of `:=` inside the comprehension. Each would rename a local or miss a global. Here a name is
resolved as the compiler does it: by all bindings of its scope, wherever they stand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

import libcst as cst

from .imports import absolute, bound_name

ImportNode: TypeAlias = cst.Import | cst.ImportFrom
_Comprehension: TypeAlias = cst.ListComp | cst.SetComp | cst.DictComp | cst.GeneratorExp
_Generic: TypeAlias = cst.FunctionDef | cst.ClassDef | cst.TypeAlias


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
    """

    binds: tuple[str, ...]
    uses: tuple[Use, ...]
    rebinds: frozenset[str]
    imports: tuple[ImportNode, ...]
    calls: tuple[cst.Call, ...]


def names_of(node: cst.CSTNode) -> Names:
    """Resolve every name in a statement or expression.

    Args:
        node: a statement or an expression, as part of a parsed tree.
    """
    finder = _Finder()
    node.visit(finder)
    top = finder.top
    uses = (
        Use(name, dotted, name in finder.stores, scope is not top, scope.hidden())
        for name, dotted, scope in finder.found
        if scope.reaches_top(name.value)
    )
    return Names(
        binds=tuple(top.bound),
        uses=tuple(uses),
        rebinds=frozenset(finder.rebinds),
        imports=tuple(finder.imports),
        calls=tuple(finder.calls),
    )


def rename(node: cst.CSTNode, names: Mapping[cst.Name, str], module: str) -> cst.CSTNode:
    """Copy code with other names, and with relative imports made absolute.

    Args:
        node: a statement or an expression, as part of a parsed tree.
        names: the places to change, by identity, with the new name of each.
        module: the dotted name of the module that the code comes from.
    """
    changed = node.visit(_Renamer(names, module))
    return changed if isinstance(changed, cst.CSTNode) else node


class _Scope:
    """A namespace while the code inside it is being read."""

    def __init__(self, parent: _Scope | None = None, kind: str = "function") -> None:
        self.parent = parent
        self.kind = kind
        self.bound: dict[str, None] = {}
        self.declared: set[str] = set()

    def reaches_top(self, name: str) -> bool:
        """Whether a name that is used here is one of the outermost scope.

        A class hides its names from the functions in it; its own reads are settled on the way.
        """
        scope = self
        while scope.parent is not None and name not in scope.declared:
            if name in scope.bound and scope.kind != "class":
                return False
            scope = scope.parent
        return True

    def hidden(self) -> frozenset[str]:
        """Every name that may mean something else here than in the outermost scope."""
        names: set[str] = set()
        scope = self
        while scope.parent is not None:
            names.update(scope.bound)
            scope = scope.parent
        return frozenset(names)


class _Finder(cst.CSTVisitor):
    """Walks over code in the order of its scopes and notes names; resolving comes after."""

    def __init__(self) -> None:
        super().__init__()
        self.top = self.scope = _Scope(kind="top")
        self.found: list[tuple[cst.Name, str, _Scope]] = []
        self.imports: list[ImportNode] = []
        self.calls: list[cst.Call] = []
        self.rebinds: set[str] = set()
        self.stores: set[cst.Name] = set()

    def on_visit(self, node: cst.CSTNode) -> bool:
        """Hand the node to what knows its kind; a handler visits the children itself."""
        kind = type(node)
        if kind in _HANDLERS:
            _HANDLERS[kind](self, node)
        elif kind in _FIELDS:
            self.fields(node, *_FIELDS[kind])
        else:
            return True
        return False

    def fields(self, node: cst.CSTNode, before: str, target: str = "", behind: str = "") -> None:
        """Read some fields, bind the targets in another, and read the rest."""
        self.visit_all(*(getattr(node, field) for field in before.split()))
        bound = getattr(node, target) if target else None
        if bound is not None:
            self.assign(bound)
        self.visit_all(*(getattr(node, field) for field in behind.split()))

    @contextmanager
    def inside(self, kind: str = "function") -> Iterator[None]:
        """Read on in a new scope."""
        self.scope = _Scope(self.scope, kind)
        try:
            yield
        finally:
            self.scope = self.scope.parent or self.top

    def visit_all(self, *nodes: cst.CSTNode | None) -> None:
        """Visit what there is, in this order."""
        for node in nodes:
            if node is not None:
                node.visit(self)

    def record(self, node: cst.Name, dotted: str = "") -> None:
        """Note a name; in a class body, by what has been bound above it."""
        scope = self.scope
        if scope.kind == "class" and node.value in scope.bound:
            return
        self.found.append((node, dotted or node.value, scope))

    def bind(self, name: str, scope: _Scope | None = None) -> None:
        """Note that running the code binds this name."""
        scope = scope or self.scope
        if name not in scope.declared or scope is self.top:
            scope.bound[name] = None

    def assign(self, target: cst.CSTNode, scope: _Scope | None = None) -> None:
        """Note what a target binds, from here on, and what it reads."""
        for name in _targets(target):
            self.stores.add(name)
            self.bind(name.value, scope)
        target.visit(self)

    def attribute(self, node: cst.Attribute) -> None:
        parts: list[str] = []
        value: cst.BaseExpression = node
        while isinstance(value, cst.Attribute):
            parts.append(value.attr.value)
            value = value.value
        if isinstance(value, cst.Name):
            self.record(value, ".".join([value.value, *reversed(parts)]))
        else:
            value.visit(self)

    def call(self, node: cst.Call) -> None:
        self.calls.append(node)
        self.visit_all(node.func, *node.args)

    def mapping_pattern(self, node: cst.MatchMapping) -> None:
        self.visit_all(*node.elements)
        if node.rest is not None:
            self.assign(node.rest)

    def assignment(self, node: cst.Assign) -> None:
        node.value.visit(self)
        for target in node.targets:
            self.assign(target.target)

    def walrus(self, node: cst.NamedExpr) -> None:
        node.value.visit(self)
        owner = self.scope
        while owner.kind == "comprehension" and owner.parent is not None:
            owner = owner.parent
        self.assign(node.target, owner)

    def global_(self, node: cst.Global) -> None:
        for item in node.names:
            self.scope.declared.add(item.name.value)
            self.rebinds.add(item.name.value)
            self.record(item.name)

    def nonlocal_(self, node: cst.Nonlocal) -> None:
        """Names of functions around this one: never of the module."""

    def import_(self, node: ImportNode) -> None:
        self.imports.append(node)
        if not isinstance(node.names, cst.ImportStar):
            for alias in node.names:
                self.assign(bound_name(alias))

    def comprehension(self, node: _Comprehension) -> None:
        node.for_in.iter.visit(self)
        with self.inside("comprehension"):
            self.comprehension_loop(node.for_in)
            if isinstance(node, cst.DictComp):
                self.visit_all(node.key, node.value)
            else:
                node.elt.visit(self)

    def comprehension_loop(self, node: cst.CompFor) -> None:
        self.assign(node.target)
        self.visit_all(*node.ifs)
        if node.inner_for_in is not None:
            node.inner_for_in.iter.visit(self)
            self.comprehension_loop(node.inner_for_in)

    def lambda_(self, node: cst.Lambda) -> None:
        self.signature(node.params)
        with self.inside():
            self.parameters(node.params)
            node.body.visit(self)

    def function(self, node: cst.FunctionDef) -> None:
        self.visit_all(*node.decorators)
        self.assign(node.name)
        with self.type_parameters(node):
            self.signature(node.params)
            self.visit_all(node.returns)
            with self.inside():
                self.parameters(node.params)
                node.body.visit(self)

    def signature(self, node: cst.Parameters) -> None:
        """Defaults and annotations, which belong to the scope around the function."""
        for parameter in _parameters(node):
            self.visit_all(parameter.default, parameter.annotation)

    def parameters(self, node: cst.Parameters) -> None:
        for parameter in _parameters(node):
            self.bind(parameter.name.value)

    def class_(self, node: cst.ClassDef) -> None:
        self.visit_all(*node.decorators)
        with self.type_parameters(node):
            self.visit_all(*node.bases, *node.keywords)
            with self.inside("class"):
                node.body.visit(self)
        self.assign(node.name)

    def type_alias(self, node: cst.TypeAlias) -> None:
        self.assign(node.name)
        with self.type_parameters(node):
            node.value.visit(self)

    @contextmanager
    def type_parameters(self, node: _Generic) -> Iterator[None]:
        if node.type_parameters is None:
            yield
            return
        with self.inside():
            for parameter in node.type_parameters.params:
                self.bind(parameter.param.name.value)
                if isinstance(parameter.param, cst.TypeVar):
                    self.visit_all(parameter.param.bound)
            yield


def _targets(node: cst.CSTNode) -> Iterator[cst.Name]:
    if isinstance(node, cst.Name):
        yield node
    elif isinstance(node, cst.StarredElement | cst.Element):
        yield from _targets(node.value)
    elif isinstance(node, cst.Tuple | cst.List):
        for element in node.elements:
            yield from _targets(element)


def _parameters(node: cst.Parameters) -> Iterator[cst.Param]:
    yield from (*node.posonly_params, *node.params, *node.kwonly_params)
    for star in (node.star_arg, node.star_kwarg):
        if isinstance(star, cst.Param):
            yield star


# Fields in the order in which they run: what is read, what is bound, what is read after that.
_FIELDS: Mapping[type[cst.CSTNode], Sequence[str]] = {
    cst.AnnAssign: ("annotation value", "target"),
    cst.Arg: ("value",),
    cst.AsName: ("", "name"),
    cst.AugAssign: ("value", "target"),
    cst.Del: ("", "target"),
    cst.For: ("iter", "target", "body orelse"),
    cst.MatchAs: ("pattern", "name"),
    cst.MatchKeywordElement: ("pattern",),
    cst.MatchStar: ("", "name"),
}

# The handlers take the one node type that they are listed under; a table cannot say that.
_HANDLERS: Mapping[type[cst.CSTNode], Callable[[_Finder, Any], None]] = {
    cst.Assign: _Finder.assignment,
    cst.Attribute: _Finder.attribute,
    cst.Call: _Finder.call,
    cst.ClassDef: _Finder.class_,
    cst.DictComp: _Finder.comprehension,
    cst.FunctionDef: _Finder.function,
    cst.GeneratorExp: _Finder.comprehension,
    cst.Global: _Finder.global_,
    cst.Import: _Finder.import_,
    cst.ImportFrom: _Finder.import_,
    cst.Lambda: _Finder.lambda_,
    cst.ListComp: _Finder.comprehension,
    cst.MatchMapping: _Finder.mapping_pattern,
    cst.Name: _Finder.record,
    cst.NamedExpr: _Finder.walrus,
    cst.Nonlocal: _Finder.nonlocal_,
    cst.SetComp: _Finder.comprehension,
    cst.TypeAlias: _Finder.type_alias,
}


class _Renamer(cst.CSTTransformer):
    def __init__(self, names: Mapping[cst.Name, str], module: str) -> None:
        super().__init__()
        self.names = names
        self.module = module

    def on_visit(self, node: cst.CSTNode) -> bool:
        return not isinstance(node, cst.ImportAlias)

    def on_leave(  # type: ignore[override]  # a node of the same kind, which is all it allows
        self, original_node: cst.CSTNode, updated_node: cst.CSTNode
    ) -> cst.CSTNode:
        if isinstance(original_node, cst.Name) and original_node in self.names:
            return updated_node.with_changes(value=self.names[original_node])
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
