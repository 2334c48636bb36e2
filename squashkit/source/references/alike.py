"""Which name a definition of a replaced migration has in the squash that carries it.

A squash gives another name where two migrations use one, and what it carries may call what was
renamed as well. So definitions are compared as trees, and the names in them by what they mean.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cached_property

from ..names import names_of
from ..parsing import parse

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Assign | ast.AnnAssign

# A prefix such as u"" is the formatter's; a bare text is a docstring, whose margin is too.
_IGNORED = frozenset({"kind", "type_comment", "ctx"})


@dataclass(frozen=True, eq=False)
class Code:
    """A migration module.

    Attributes:
        module: its dotted name.
        text: what is in its file.
    """

    module: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax tree."""
        return parse(self.text.encode("utf-8"))

    @cached_property
    def imported(self) -> dict[str, str]:
        """What its imports bind, to the full names."""
        found = names_of(self.tree).imported
        return {name: self.absolute(dotted) for name, dotted in found.items()}

    @cached_property
    def definitions(self) -> dict[str, Definition]:
        """What it defines once, besides the class `Migration`."""
        found: dict[str, list[Definition]] = {}
        for node in self.tree.body:
            name = _defined(node)
            if isinstance(node, Definition) and name not in {"", "Migration"}:
                found.setdefault(name, []).append(node)
        return {name: nodes[0] for name, nodes in found.items() if len(nodes) == 1}

    def absolute(self, dotted: str) -> str:
        """The full name of what an import names, which may be relative."""
        rest = dotted.lstrip(".")
        level = len(dotted) - len(rest)
        parts = [*self.module.split(".")[:-level], rest] if level else [dotted]
        return ".".join(filter(None, parts))


def _defined(node: ast.stmt) -> str:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return node.name
    target = getattr(node, "target", None)
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        target = node.targets[0]
    return target.id if isinstance(target, ast.Name) else ""


def name_in(squash: Code, name: str, replaced: Code) -> str | None:
    """What a definition is called in a squash, or None where the squash does not have it.

    Args:
        squash: the squash.
        name: in the replaced migration.
        replaced: that migration.
    """
    if name not in replaced.definitions:
        return None
    named = [one for one in squash.definitions if one == name or one.startswith(f"{name}_")]
    for candidate in sorted(named, key=len):
        if Comparison(replaced, squash).same(name, candidate):
            return candidate
    return None


class Comparison:
    """One attempt to take a definition for another; what was compared once is taken for equal."""

    def __init__(self, old: Code, new: Code) -> None:
        self.old = old
        self.new = new
        self.assumed: set[tuple[str, str]] = set()

    def same(self, one: str, other: str) -> bool:
        """Whether a name of the old module means what another one means in the new."""
        if (one, other) in self.assumed:
            return True
        if one in self.old.imported:
            return self.old.imported[one] == self.new.imported.get(other)
        if one in self.old.definitions:
            self.assumed.add((one, other))
            node = self.new.definitions.get(other)
            return node is not None and self._defines(self.old.definitions[one], node)
        known = self.new.definitions.keys() | self.new.imported.keys()
        return one == other and other not in known

    def _defines(self, one: ast.AST, other: ast.AST) -> bool:
        """Whether two definitions say the same, whatever they are called."""
        own = frozenset({"name", "target", "targets"})
        return type(one) is type(other) and self._fields(one, other, own | _IGNORED)

    def alike(self, one: object, other: object) -> bool:
        """Whether two pieces of code say the same, each in its own module."""
        if isinstance(one, list) and isinstance(other, list):
            pairs = zip(one, other, strict=False)
            return len(one) == len(other) and all(self.alike(*pair) for pair in pairs)
        if not isinstance(one, ast.AST) or not isinstance(other, ast.AST):
            return one == other and type(one) is type(other)
        if isinstance(one, ast.Name) and isinstance(other, ast.Name):
            return self.same(one.id, other.id)
        if isinstance(one, ast.ImportFrom) and isinstance(other, ast.ImportFrom):
            origins = self.old.absolute(_origin(one)), self.new.absolute(_origin(other))
            return origins[0] == origins[1] and self.alike(one.names, other.names)
        if _is_text(one) and _is_text(other):
            return True
        return type(one) is type(other) and self._fields(one, other, _IGNORED)

    def _fields(self, one: ast.AST, other: ast.AST, ignored: frozenset[str]) -> bool:
        return all(
            self.alike(getattr(one, name, None), getattr(other, name, None))
            for name in one._fields
            if name not in ignored
        )


def _origin(node: ast.ImportFrom) -> str:
    return "." * node.level + (node.module or "")


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
