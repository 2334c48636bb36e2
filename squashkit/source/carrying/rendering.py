"""Carried code as text, under the names that it has in the squash."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

import libcst as cst

from .effects import is_staticmethod
from .imports import Import, ImportLine, render_imports
from .load import Code, Load, Piece, Target
from .modules import Operation
from .renaming import EMPTY, Node, rename
from .statements import Statement, StatementNode


def imports_text(load: Load, names: Mapping[Target, str]) -> str:
    """The imports that the carried code and the squash itself need."""
    lines = [
        ImportLine(target, path, bound)
        for target, bound in names.items()
        if isinstance(target, Import)
        for path in sorted(load.paths.get(target, {target.module}))
    ]
    future = any("annotations" in piece.module.future for piece in load.statements)
    first = "from __future__ import annotations\n\n" if future else ""
    return first + render_imports(lines)


def statements_text(load: Load, names: Mapping[Target, str]) -> str:
    """The carried statements."""
    parts: list[str] = []
    previous: Piece[Statement] | None = None
    for piece in load.statements:
        node = _renamed(piece.code.node, piece, load, names)
        text = _at_top(node, hoisted=piece.code.hoisted)
        first = previous is None or previous.module is not piece.module
        parts += [_gap(previous, piece), _docstring(piece) if first else "", text]
        previous = piece
    return "".join(parts).strip("\n")


def operation_text(piece: Piece[Operation], load: Load, names: Mapping[Target, str]) -> str:
    """One element of `operations`, with its comments."""
    node = _renamed(piece.code.node, piece, load, names)
    line = f"{EMPTY.code_for_node(node)},  {piece.code.comment}".rstrip()
    return "\n        ".join([*piece.code.lead, line])


def bare_text(piece: Piece[Statement]) -> str:
    """A statement as it was, without the comment above it."""
    node = rename(piece.code.node, {}, piece.module.name)
    return _at_top(node.with_changes(leading_lines=()), hoisted=piece.code.hoisted)


def _docstring(piece: Piece[Statement]) -> str:
    """What the module says of itself, as a comment above the first statement from there."""
    said = piece.module.tree.get_docstring()
    lines = f"{piece.module.key.name}: {said}".splitlines() if said else []
    return "".join(f"# {line}".rstrip() + "\n" for line in lines)


def _renamed(node: Node, piece: Piece[Code], load: Load, names: Mapping[Target, str]) -> Node:
    """The code under the names that it has in the squash."""
    changes = _changes(piece, load, names)
    return rename(node, changes, piece.module.name, load.opened, piece.names.quoted)


def _changes(piece: Piece[Code], load: Load, names: Mapping[Target, str]) -> dict[cst.Name, str]:
    """The places that get another name."""
    changes = {}
    for use in piece.names.places:
        target = load.targets.get(use.node)
        if target is not None and (names[target] != use.name or use.node in load.opened):
            changes[use.node] = names[target]
    return changes


def _at_top(node: StatementNode, *, hoisted: bool) -> str:
    """The statement as it stands in a module: no blank lines above, no `staticmethod`."""
    lines = itertools.dropwhile(lambda line: line.comment is None, node.leading_lines)
    node = node.with_changes(leading_lines=tuple(lines))
    if hoisted and isinstance(node, cst.FunctionDef):
        decorators = [one for one in node.decorators if not is_staticmethod(one)]
        node = node.with_changes(decorators=decorators)
    return EMPTY.code_for_node(node)


def _gap(previous: Piece[Statement] | None, piece: Piece[Statement]) -> str:
    """The blank lines above a statement: two around what is defined, else as the author has it."""
    nodes = [one.code.node for one in (previous, piece) if one is not None]
    if any(isinstance(node, cst.FunctionDef | cst.ClassDef) for node in nodes):
        return "\n\n"
    together = previous is not None and previous.module is piece.module
    apart = any(line.comment is None for line in piece.code.node.leading_lines)
    return "" if together and not apart else "\n"
