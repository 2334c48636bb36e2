"""What an import statement binds, and how a set of imports is written down."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import libcst as cst
from libcst.helpers import get_full_name_for_node

ImportNode: TypeAlias = cst.Import | cst.ImportFrom


@dataclass(frozen=True, slots=True, order=True)
class Import:
    """An object that comes from another module, under the name that an author gave it.

    Attributes:
        module: the absolute dotted name of the module.
        name: what is taken from it; empty for the module itself.
        bound: the name that the import binds.
    """

    module: str
    name: str
    bound: str


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One imported object with the name that it has in the file that is written.

    Attributes:
        path: for an import of a module, all that is loaded: `import a.b` binds `a`.
    """

    target: Import
    path: str
    bound: str

    def __str__(self) -> str:
        what = self.target.name or self.path
        own = self.target.name or self.target.module
        return what if self.bound == own else f"{what} as {self.bound}"


def absolute(node: cst.ImportFrom, module: str) -> str:
    """The dotted name of the module that a `from` import names.

    Args:
        node: the import.
        module: the dotted name of the module that it stands in.
    """
    named = get_full_name_for_node(node.module) if node.module is not None else None
    if not node.relative:
        return named or ""
    package = module.split(".")[: -len(node.relative)]
    return ".".join([*package, named] if named else package)


def is_star(node: ImportNode) -> bool:
    """Whether this is `from ... import *`."""
    return isinstance(node.names, cst.ImportStar)


def aliases_of(node: ImportNode) -> Sequence[cst.ImportAlias]:
    """What an import names, one by one; nothing for a star."""
    return () if isinstance(node.names, cst.ImportStar) else node.names


def imports_in(tree: cst.Module) -> list[ImportNode]:
    """The import statements of a module, at any depth, in the order of the text."""
    finder = _Finder()
    tree.visit(finder)
    return finder.found


class _Finder(cst.CSTVisitor):
    """Looks at statements only: expressions import nothing, and are most of the code."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[ImportNode] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.Import | cst.ImportFrom):
            self.found.append(node)
        return not isinstance(node, cst.BaseExpression | cst.Import | cst.ImportFrom)


def bound_name(alias: cst.ImportAlias) -> cst.Name:
    """The part of an import that is the name it binds."""
    node: cst.BaseExpression = alias.asname.name if alias.asname else alias.name
    while isinstance(node, cst.Attribute):
        node = node.value
    return cst.ensure_type(node, cst.Name)


def read_alias(node: ImportNode, alias: cst.ImportAlias, module: str) -> tuple[Import, str]:
    """The object that one alias of an import binds, and the path that it loads."""
    name = get_full_name_for_node(alias.name) or ""
    bound = get_full_name_for_node(alias.asname.name) if alias.asname is not None else None
    if isinstance(node, cst.ImportFrom):
        source = absolute(node, module)
        return Import(source, name, bound or name), source
    if bound is not None:
        return Import(name, "", bound), name
    root = name.partition(".")[0]
    return Import(root, "", root), name


def render_imports(lines: Iterable[ImportLine], roots: Collection[Path] = ()) -> str:
    """Import statements for all of these, in the order of isort.

    Args:
        lines: what to import.
        roots: folders whose packages are the project's own, which stand last.
    """
    groups: tuple[list[str], ...] = ([], [], [])
    for path, statement in _statements(sorted(set(lines), key=_sort_key)):
        groups[_group(path, roots)].append(statement)
    return "\n\n".join("\n".join(group) for group in groups if group)


def _group(path: str, roots: Collection[Path]) -> int:
    """The standard library, what others have made, and the project."""
    top = path.partition(".")[0]
    if top in sys.stdlib_module_names:
        return 0
    own = any((root / top).is_dir() or (root / f"{top}.py").is_file() for root in roots)
    return 2 if own else 1


def _sort_key(line: ImportLine) -> tuple[bool, str, bool, int, str]:
    what = str(line)
    kind = 0 if what.isupper() and len(what) > 1 else 1 if what[:1].isupper() else 2
    return (bool(line.target.name), line.path, " as " in what, kind, what)


def _statements(lines: Iterable[ImportLine]) -> Iterator[tuple[str, str]]:
    """Each statement after the module that it names; what comes from one module shares a line.

    What gets another name has a line of its own.
    """
    taken: dict[tuple[str, str], list[str]] = {}
    for line in lines:
        if line.target.name:
            alone = str(line) if " as " in str(line) else ""
            taken.setdefault((line.path, alone), []).append(str(line))
        else:
            yield line.path, f"import {line}"
    for (path, _), names in taken.items():
        yield path, f"from {path} import {', '.join(names)}"
