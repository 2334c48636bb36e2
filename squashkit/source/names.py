"""What the names and literals of a migration module mean, read from its syntax tree alone."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SETTINGS = "django.conf.settings"


ATTRIBUTES = frozenset(
    {"dependencies", "operations", "replaces", "run_before", "initial", "atomic"}
)


class NotLiteralError(Exception):
    """An expression whose value cannot be read; `node` says where."""

    def __init__(self, node: ast.AST) -> None:
        super().__init__()
        self.node = node


@dataclass(frozen=True, slots=True)
class Names:
    """The module-level names of one file.

    Attributes:
        imported: local name to the dotted name that it stands for.
        constants: local name to the expression that it was assigned, where that happened once.
        functions: local name to its definition.
        settings: the imported names that lead to Django's settings.
        lines: the lines of the file; none where only the tree is known.
    """

    imported: Mapping[str, str]
    constants: Mapping[str, ast.expr]
    functions: Mapping[str, ast.FunctionDef]
    settings: frozenset[str] = frozenset()
    lines: Sequence[bytes] = ()

    def text_of(self, node: ast.expr) -> bytes | None:
        """The lines on which an expression stands; None where they are not known.

        Searching them for a pattern is far faster than walking the tree.
        """
        if not self.lines:
            return None
        return b"\n".join(self.lines[node.lineno - 1 : node.end_lineno])

    def inside(self, body: ast.ClassDef) -> Names:
        """The names as they are seen in the body of a class."""
        if all(isinstance(node, ast.Assign) and _is_attribute(node) for node in body.body):
            return self
        own = names_of(ast.Module(body.body, []))
        return Names(
            {**self.imported, **own.imported},
            {**self.constants, **own.constants},
            {**self.functions, **own.functions},
            self.settings | own.settings,
            self.lines,
        )

    def dotted(self, node: ast.expr) -> str:
        """`m.CreateModel` after `from django.db import migrations as m`, written out in full.

        Returns an empty string for anything but a name or a chain of attributes.
        """
        if isinstance(node, ast.Name):
            return self.imported.get(node.id, node.id)
        if isinstance(node, ast.Attribute):
            owner = self.dotted(node.value)
            return f"{owner}.{node.attr}" if owner else ""
        return ""

    def items(self, node: ast.expr) -> list[ast.expr]:
        """The elements of a list or tuple, also of a sum of lists.

        Raises:
            NotLiteralError: it is something else.
        """
        if isinstance(node, (ast.List, ast.Tuple)):
            for item in node.elts:
                if isinstance(item, ast.Starred):
                    raise NotLiteralError(item)
            return node.elts
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return self.items(node.left) + self.items(node.right)
        if isinstance(node, ast.Name) and node.id in self.constants:
            return self.items(self.constants[node.id])
        raise NotLiteralError(node)

    def text(self, node: ast.expr) -> str:
        """The value of a string literal, or of a constant that was assigned one.

        Raises:
            NotLiteralError: it is something else.
        """
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return node.value
        if isinstance(node, ast.Name) and node.id in self.constants:
            return self.text(self.constants[node.id])
        raise NotLiteralError(node)

    def truth(self, node: ast.expr) -> bool:
        """The value of `True` or `False`.

        Raises:
            NotLiteralError: it is something else.
        """
        if isinstance(node, ast.Constant) and isinstance(node.value, bool):
            return node.value
        raise NotLiteralError(node)


def _is_attribute(node: ast.Assign) -> bool:
    """Whether it gives a migration what Django looks for, and not the class a constant."""
    return all(isinstance(one, ast.Name) and one.id in ATTRIBUTES for one in node.targets)


def names_of(module: ast.Module, source: bytes = b"") -> Names:
    """Collect the module-level names of a file.

    Args:
        module: its tree.
        source: its bytes, if they are at hand.
    """
    imported: dict[str, str] = {}
    assigned: dict[str, list[ast.expr]] = {}
    functions: dict[str, ast.FunctionDef] = {}
    for node in module.body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            imported.update(imports_of(node))
        elif isinstance(node, ast.FunctionDef):
            functions[node.name] = node
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    assigned.setdefault(target.id, []).append(node.value)
    constants = {name: values[0] for name, values in assigned.items() if len(values) == 1}
    settings = frozenset(name for name in imported if _leads_to_settings(imported[name]))
    return Names(imported, constants, functions, settings, source.splitlines())


def _leads_to_settings(dotted: str) -> bool:
    return SETTINGS.startswith(dotted) or dotted.startswith(SETTINGS)


def imports_of(node: ast.Import | ast.ImportFrom) -> dict[str, str]:
    """Each name that an import binds, to the dotted name that it stands for.

    Args:
        node: the statement; a relative import keeps its dots.
    """
    if isinstance(node, ast.ImportFrom):
        origin = "." * node.level + (node.module or "")
        joint = "" if origin.endswith(".") else "."
        return {alias.asname or alias.name: origin + joint + alias.name for alias in node.names}
    # `import a.b` binds `a`, `import a.b as c` binds the module a.b.
    tops = [alias.name.partition(".")[0] for alias in node.names]
    return {
        alias.asname or top: alias.name if alias.asname else top
        for alias, top in zip(node.names, tops, strict=True)
    }
