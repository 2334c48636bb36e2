"""The names that a piece of code binds in the module around it, or reads from there."""
# ruff: noqa: N802  # LibCST calls a method by the name of the node.

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import libcst as cst

from .imports import ImportNode, aliases_of, bound_name
from .locating import file_uses
from .quoting import quoted_types
from .scopes import Scope, ScopeVisitor


@dataclass(frozen=True, slots=True, eq=False)
class Use:
    """One place where code binds or reads a name of the namespace around it.

    Attributes:
        dotted: the attribute chain that it opens, for example `django.db.models`.
        binds: whether it binds the name rather than reading it.
        nested: whether it stands in a function, class or comprehension of its own, or in quotes.
        hidden: names that mean something else at this place.
        changed: whether the first attribute behind it is assigned or deleted.
        quoted: whether it stands in quotes, where it may be wrong and do no harm.
    """

    node: cst.Name
    dotted: str
    binds: bool = False
    nested: bool = False
    hidden: frozenset[str] = frozenset()
    changed: bool = False
    quoted: bool = False

    @property
    def name(self) -> str:
        """The name as written."""
        return self.node.value


@dataclass(frozen=True, slots=True, eq=False)
class Fetch:
    """One place where code may take something right from another module.

    It is `import_module("a.b").f` at any depth, or `from .b import f` in a function.

    Attributes:
        use: of what is taken.
        source: what imports the module.
        inside: the names that stand in the call.
    """

    use: Use
    source: cst.Call | cst.ImportFrom
    inside: frozenset[cst.Name] = frozenset()


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
        fetches: attributes of calls, and what imports in functions take.
        files: where it uses `__file__` for more than its folder.
        quoted: its types in quotes, each with the expression in it.
    """

    binds: tuple[str, ...]
    uses: tuple[Use, ...]
    rebinds: frozenset[str]
    imports: tuple[ImportNode, ...]
    calls: tuple[cst.Call, ...]
    strings: tuple[cst.SimpleString, ...]
    fetches: tuple[Fetch, ...]
    files: tuple[cst.Name, ...]
    quoted: Mapping[cst.SimpleString, cst.BaseExpression]

    @property
    def places(self) -> tuple[Use, ...]:
        """Every place that may get another name."""
        return (*self.uses, *(fetch.use for fetch in self.fetches))


def names_of(node: cst.CSTNode) -> Names:
    """Resolve every name in a statement or expression.

    Args:
        node: a statement or an expression, as part of a parsed tree.
    """
    finder = _Finder()
    node.visit(finder)
    uses = tuple(finder.uses())
    by_file = any(use.name == "__file__" for use in uses)
    return Names(
        binds=tuple(finder.module.bound),
        uses=uses,
        rebinds=frozenset(finder.rebinds),
        imports=tuple(finder.imports),
        calls=tuple(finder.calls),
        strings=tuple(finder.strings),
        fetches=tuple(finder.fetches()),
        files=file_uses(node) if by_file else (),
        quoted=finder.quoted,
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
        self.taken: list[tuple[Fetch, Scope]] = []
        self.changed: set[cst.CSTNode] = set()
        self.quoted: dict[cst.SimpleString, cst.BaseExpression] = {}
        self.late: set[cst.Name] = set()

    def uses(self) -> Iterator[Use]:
        """The names that reach the module, when all has been read."""
        for name, dotted, scope in self.found:
            if scope.reaches_module(name.value):
                yield Use(
                    name,
                    dotted,
                    binds=name in self.targets,
                    nested=scope is not self.module or name in self.late,
                    hidden=scope.hidden(),
                    changed=name in self.changed,
                    quoted=name in self.late,
                )

    def fetches(self) -> Iterator[Fetch]:
        """What may be taken from another module, when all has been read."""
        for fetch, scope in self.taken:
            yield replace(fetch, use=replace(fetch.use, hidden=scope.hidden()))

    def take(
        self, name: cst.Name, source: cst.Call | cst.ImportFrom, inside: Iterable[cst.Name] = ()
    ) -> None:
        """Note what may be taken from another module."""
        use = Use(name, name.value, nested=self.scope is not self.module)
        self.taken.append((Fetch(use, source, frozenset(inside)), self.scope))

    def record(self, node: cst.Name, dotted: str) -> None:
        """Note a name; in a class body, by what has been bound above it."""
        if self.scope.kind != "class" or node.value not in self.scope.bound:
            self.found.append((node, dotted, self.scope))

    def visit_Name(self, node: cst.Name) -> bool:
        self.record(node, node.value)
        return False

    def visit_Attribute(self, node: cst.Attribute) -> bool:
        attributes: list[cst.Name] = []
        value: cst.BaseExpression = node
        while isinstance(value, cst.Attribute):
            attributes.insert(0, value.attr)
            value = value.value
        before = len(self.found)
        if isinstance(value, cst.Name):
            self.record(value, ".".join(one.value for one in (value, *attributes)))
        else:
            value.visit(self)
        if isinstance(value, cst.Call) and value not in self.changed:
            self.take(attributes[0], value, (name for name, *_ in self.found[before:]))
        return False

    def assign(self, target: cst.CSTNode | None, scope: Scope | None = None) -> None:
        """Note also of which objects it changes an attribute."""
        if target is not None:
            self.changed.update(_changed_in(target))
        super().assign(target, scope)

    def visit_Call(self, node: cst.Call) -> bool:
        self.calls.append(node)
        self.visit_all(node.func, *node.args)
        return False

    def visit_SimpleString(self, node: cst.SimpleString) -> bool:
        self.strings.append(node)
        return False

    def visit_Annotation(self, node: cst.Annotation) -> bool:
        """What is in quotes is looked up when somebody asks, and in the module."""
        node.annotation.visit(self)
        before = len(self.found)
        for string, expression in quoted_types(node).items():
            self.quoted[string] = expression
            expression.visit(self)
        self.late.update(name for name, *_ in self.found[before:])
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
            bound = bound_name(alias)
            local = self.scope is not self.module and bound.value not in self.scope.declared
            if local and isinstance(node, cst.ImportFrom):
                self.take(cst.ensure_type(alias.name, cst.Name), node)
            self.assign(bound)

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


def _changed_in(target: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """The objects of which a target changes an attribute."""
    if isinstance(target, cst.Attribute):
        yield target.value
    elif isinstance(target, cst.StarredElement | cst.Element):
        yield from _changed_in(target.value)
    elif isinstance(target, cst.Tuple | cst.List):
        for element in target.elements:
            yield from _changed_in(element)
