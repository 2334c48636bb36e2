"""The same code in several migrations: it is carried once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import libcst as cst

from .load import Definition, Load, Piece, Target
from .rendering import bare_text
from .statements import Statement


def share(load: Load) -> Load:
    """Leave out copies of code, and let their names mean the first of them.

    Args:
        load: all that is carried.
    """
    first = _first_of_each(load)
    return replace(
        load,
        statements=[piece for piece in load.statements if not _is_copy(piece, first)],
        targets={node: first.get(target, target) for node, target in load.targets.items()},
    )


def _first_of_each(load: Load) -> dict[Target, Definition]:
    """Each definition to the first that is the same code.

    Two are the same when their text is, and all that they need is. As functions may call each
    other, this is found by colour refinement: a definition's colour stands for its text, then also
    for the colours of what it uses, until no more definitions can be told apart.
    """
    pieces = _pieces_by_definition(load)
    colours = {definition: _first_colour(definition, own) for definition, own in pieces.items()}
    count = 0
    while count < len(set(colours.values())):
        count = len(set(colours.values()))
        numbers: dict[object, int] = {}
        refined: dict[Definition, object] = {}
        for definition, own in pieces.items():
            places = (use for piece in own for use in piece.names.places)
            used = (_colour(use.node, load, colours) for use in places)
            signature = (colours[definition], *used)
            refined[definition] = numbers.setdefault(signature, len(numbers))
        colours = refined
    first: dict[object, Definition] = {}
    return {one: first.setdefault(colour, one) for one, colour in colours.items()}


def _pieces_by_definition(load: Load) -> dict[Definition, list[Piece[Statement]]]:
    """The statements that bind each definition, then those that act on it."""
    found: dict[Definition, list[Piece[Statement]]] = {}
    for piece in load.statements:
        for definition in _definitions(piece):
            found.setdefault(definition, []).append(piece)
    for piece in load.statements:
        if piece.code.acts:
            for use in piece.names.places:
                target = load.targets.get(use.node)
                if isinstance(target, Definition):
                    found.setdefault(target, []).append(piece)
    return found


def _definitions(piece: Piece[Statement]) -> list[Definition]:
    return [Definition(piece.module.name, piece.code.hoisted, name) for name in piece.names.binds]


def _first_colour(definition: Definition, pieces: Collection[Piece[Statement]]) -> object:
    """The text of a definition; what may hold state is like no other."""
    if any(_may_hold_state(definition, piece) for piece in pieces):
        return definition
    return (definition.name, *map(bare_text, pieces))


def _may_hold_state(definition: Definition, piece: Piece[Statement]) -> bool:
    rebound = definition.name in piece.module.rebinds
    return rebound or piece.code.acts or piece.code.makes_state


def _colour(node: cst.Name, load: Load, colours: Mapping[Definition, object]) -> object:
    target = load.targets.get(node)
    return colours.get(target, target) if isinstance(target, Definition) else target


def _is_copy(piece: Piece[Statement], first: Mapping[Target, Definition]) -> bool:
    definitions = _definitions(piece)
    return bool(definitions) and all(first[one] != one for one in definitions)
