"""Carried code as text, under the names that it has in the squash."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

import libcst as cst

from .effects import is_staticmethod
from .imports import Import, ImportLine, render_imports
from .load import Code, Load, Piece, Target
from .modules import Module
from .remarks import behind_code, of_itself, of_operations
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
    return first + render_imports(lines, load.roots)


def statements_text(load: Load, names: Mapping[Target, str]) -> str:
    """The carried statements."""
    parts: list[str] = []
    previous: Piece[Statement] | None = None
    for piece in load.statements:
        node = _renamed(piece.code.node, piece, load, names)
        text = _at_top(node, hoisted=piece.code.hoisted)
        first = previous is None or previous.module is not piece.module
        said = of_itself(piece.module) if first else ()
        parts += [_gap(previous, piece), *(f"{line}\n" for line in said), text]
        if piece.code is piece.module.last and (behind := behind_code(piece.module)):
            parts += ["\n", *(f"{line}\n" for line in behind), "\n"]
        previous = piece
    return "".join(parts).strip("\n")


def operations_text(load: Load, names: Mapping[Target, str]) -> list[str]:
    """The elements of `operations`, each with its comments."""
    with_code = {piece.module.name for piece in load.statements}
    seen: set[Module] = set()
    parts: list[str] = []
    for piece in load.operations:
        module, own = piece.module, piece.code
        above = () if module in seen else of_operations(module)
        said = () if module in seen or module.name in with_code else of_itself(module)
        seen.add(module)
        code = EMPTY.code_for_node(_renamed(own.node, piece, load, names))
        line = f"{code},  {own.comment}".rstrip()
        parts.append("\n        ".join([*said, *above, *own.lead, line, *own.trail]))
    return parts


def bare_text(piece: Piece[Statement]) -> str:
    """A statement as it was, without the comment above it."""
    node = rename(piece.code.node, {}, piece.module.name)
    return _at_top(node.with_changes(leading_lines=()), hoisted=piece.code.hoisted)


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
