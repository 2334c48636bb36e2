"""The modules of the project whose code a step may call."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from ..names import Names, names_of
from ..parsing import UnreadableError, parse
from .changes import changed_names, mutable_names

Finder = Callable[[str], "tuple[str, bytes] | None"]
"""Given a dotted name, the path and the bytes of that module, or None where it is not ours."""


@dataclass(frozen=True, eq=False)
class Module:
    """A module that was read.

    Attributes:
        name: its dotted name.
        path: its file, for messages.
        package: what its relative imports start from.
    """

    name: str
    path: str
    tree: ast.Module
    package: str

    @cached_property
    def names(self) -> Names:
        """Its module-level names."""
        return names_of(self.tree)

    @cached_property
    def values(self) -> dict[str, ast.expr]:
        """What its names are assigned, where several are in one go or a type is given."""
        found: dict[str, ast.expr] = {}
        for node in self.tree.body:
            targets = node.targets if isinstance(node, ast.Assign) else ()
            names = (one for target in targets for one in ast.walk(target))
            if isinstance(node, ast.Assign):
                found.update({one.id: node.value for one in names if isinstance(one, ast.Name)})
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                found.update({node.target.id: node.value} if node.value else {})
        return found

    @cached_property
    def unsure(self) -> frozenset[str]:
        """Names that may mean one thing or another: bound in a branch, or more than twice."""
        own = [one for node in self.tree.body for one in _bound(node)]
        nested = {one for node in self.tree.body if _branches(node) for one in _bound(node)}
        often = {one for one in own if own.count(one) > 2}
        return frozenset(nested | often | set(_added_to(self.tree)))

    @cached_property
    def changed(self) -> dict[str, ast.AST]:
        """Names whose value something here changes, with the place."""
        return changed_names(self.tree, self.values)

    @cached_property
    def mutable(self) -> frozenset[str]:
        """Names whose value other modules may change."""
        return mutable_names(self.values)

    @cached_property
    def classes(self) -> dict[str, ast.ClassDef]:
        """The classes that it defines."""
        return {node.name: node for node in self.tree.body if isinstance(node, ast.ClassDef)}

    def absolute(self, dotted: str) -> str:
        """The full name of what an import names, which may be relative."""
        level = len(dotted) - len(dotted.lstrip("."))
        if not level:
            return dotted
        parts = self.package.split(".")
        base = parts[: len(parts) - level + 1]
        return ".".join([*base, dotted.lstrip(".")])


def _branches(node: ast.stmt) -> bool:
    return isinstance(node, ast.If | ast.Try | ast.With | ast.For | ast.While)


def _bound(node: ast.AST) -> Iterator[str]:
    """The names that a statement binds in its module."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield node.name
        return
    if isinstance(node, ast.alias):
        yield (node.asname or node.name).partition(".")[0]
    elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
        yield node.id
    if not isinstance(node, ast.Lambda):
        for one in ast.iter_child_nodes(node):
            yield from _bound(one)


def _added_to(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            yield node.target.id


class Modules:
    """Reads each module once.

    Args:
        find: looks a module up.
        settings: what names swappable models besides Django's settings.
    """

    def __init__(self, find: Finder, settings: frozenset[str] = frozenset()) -> None:
        self.find = find
        self.settings = settings
        self.read: dict[str, Module | None] = {}

    def module(self, name: str) -> Module | None:
        """The module of this dotted name, or None where there is none to read."""
        if name not in self.read:
            self.read[name] = self._read(name)
        return self.read[name]

    def defining(self, dotted: str) -> tuple[Module, str] | None:
        """The module that has a name, and the name there: `shop.utils` and `slug`."""
        module, _, name = dotted.rpartition(".")
        found = self.module(module) if module else None
        return (found, name) if found is not None else None

    def _read(self, name: str) -> Module | None:
        found = self.find(name)
        if found is None:
            return None
        path, source = found
        try:
            tree = parse(source)
        except UnreadableError:
            return None
        package = name if path.endswith("__init__.py") else name.rpartition(".")[0]
        return Module(name, path, tree, package)
