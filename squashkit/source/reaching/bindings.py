"""The names that a piece of code binds, and what they may stand for."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Sequence

from ..names import NotLiteralError, imports_of
from .changes import altered_names
from .modules import Module

_LOOPS = (ast.For, ast.AsyncFor, ast.comprehension)


class Bindings:
    """What the names in one function, lambda or expression are bound to.

    Args:
        nodes: all of it.
        module: where it is.

    Attributes:
        imported: names to what an import says, also of the module.
        bound: names that are bound here in another way.
        given: names to all that is assigned to them here.
        parameters: names of parameters.
        functions: names of functions and classes that are defined inside.
        looped: names that a loop gives values to.
    """

    def __init__(self, nodes: Sequence[ast.AST], module: Module) -> None:
        self.nodes = nodes
        self.module = module
        own_imports = dict(_imports(nodes))
        self.imported = {**module.names.imported, **own_imports}
        self.parameters = {one.arg for one in nodes if isinstance(one, ast.arg)}
        self.functions = {
            one.name for one in nodes if isinstance(one, ast.FunctionDef | ast.ClassDef)
        }
        self.looped = set(_looped(nodes))
        self._stored = Counter([*_stored(nodes), *self.functions, *own_imports])
        self._altered = {name for node in nodes for name in altered_names(node)}
        self._inner = set(_inner(nodes))
        self.bound = {*self.parameters, *self._stored} - own_imports.keys()
        self.given = dict(_given(nodes))

    def only(self, name: str) -> ast.expr | None:
        """What a name stands for, if it is bound once and for all."""
        given = self.given.get(name, [])
        altered = name in self.parameters or name in self._altered
        once = self._stored[name] == 1 and not altered
        direct = len(given) == 1 and id(given[0]) not in self._inner
        return given[0] if once and direct and not self._leads_back(name) else None

    def _leads_back(self, name: str) -> bool:
        """Whether a name is given what is made of itself, which only broken code does."""
        seen, waiting = set[str](), [name]
        while waiting:
            nodes = [one for value in self.given.get(waiting.pop(), ()) for one in ast.walk(value)]
            fresh = {one.id for one in nodes if isinstance(one, ast.Name)} - seen
            seen |= fresh
            waiting.extend(fresh)
        return name in seen

    def is_own(self, name: str) -> bool:
        """Whether a name is not that of one of Python's own functions."""
        names = self.module.names
        known = (self.bound, self.imported, names.functions, self.module.values)
        return any(name in one for one in (*known, self.module.classes))

    def dotted(self, node: ast.expr) -> str:
        """The full name of `module.name`, where it begins with an import."""
        if isinstance(node, ast.Attribute):
            owner = self.dotted(node.value)
            return f"{owner}.{node.attr}" if owner else ""
        if isinstance(node, ast.Name) and node.id in self.imported and node.id not in self.bound:
            return self.module.absolute(self.imported[node.id])
        return ""

    def texts(self, node: ast.expr) -> list[str]:
        """The values that a text can have, if they are written out."""
        if isinstance(node, ast.Name) and node.id in self.bound:
            return self._texts_of_loop(node.id)
        try:
            return [self.module.names.text(node)]
        except NotLiteralError:
            return []

    def _texts_of_loop(self, name: str) -> list[str]:
        """The texts that a loop gives to its one variable."""
        loops = [
            one
            for one in self.nodes
            if isinstance(one, _LOOPS)
            and isinstance(one.target, ast.Name)
            and one.target.id == name
        ]
        over = loops[0].iter if len(loops) == 1 else None
        shadowed = isinstance(over, ast.Name) and over.id in self.bound
        if over is None or shadowed or self._stored[name] != 1:
            return []
        try:
            items = self.module.names.items(over)
            return [self.module.names.text(item) for item in items]
        except NotLiteralError:
            return []


def _imports(nodes: Sequence[ast.AST]) -> Iterator[tuple[str, str]]:
    for node in nodes:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from imports_of(node).items()


def _stored(nodes: Sequence[ast.AST]) -> Iterator[str]:
    """Each name that is bound, once for each time."""
    for node in nodes:
        match node:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                yield name
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
                yield name
            case ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
                yield name
            case _:
                pass


def _inner(nodes: Sequence[ast.AST]) -> Iterator[int]:
    """The nodes in functions and classes that are defined inside."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
    for node in nodes[1:]:
        if isinstance(node, kinds):
            yield from map(id, ast.walk(node))


def _given(nodes: Sequence[ast.AST]) -> Iterator[tuple[str, list[ast.expr]]]:
    found: dict[str, list[ast.expr]] = {}
    for node in nodes:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    found.setdefault(target.id, []).append(node.value)
    yield from found.items()


def _looped(nodes: Sequence[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, _LOOPS):
            for one in ast.walk(node.target):
                if isinstance(one, ast.Name):
                    yield one.id
