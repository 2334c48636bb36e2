"""What is carried into a squash: its code, and what every name in that code means."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeAlias, TypeVar

import libcst as cst

from ...model.keys import MigrationKey
from .imports import Import
from .modules import Module, Operation
from .resolving import Names
from .statements import Statement

Code = TypeVar("Code", Statement, Operation)


@dataclass(frozen=True, slots=True, order=True)
class Definition:
    """A name that a replaced migration binds by its own code.

    Attributes:
        module: the dotted name of the migration module.
        hoisted: whether it is bound in the class `Migration` rather than in the module.
    """

    module: str
    hoisted: bool
    name: str


Target: TypeAlias = Definition | Import


@dataclass(frozen=True, slots=True, eq=False)
class Piece(Generic[Code]):
    """Code that goes into the squash: a carried statement or an operation."""

    module: Module
    code: Code
    names: Names


@dataclass(slots=True)
class Load:
    """All that is carried into one squash.

    Attributes:
        statements: the carried code, in the order in which it can run.
        operations: one piece for each operation of the composition.
        targets: what each name in these pieces means; those that no module binds are not in it.
        opened: the names in `targets` that take the place of what is around them as well: of the
            attribute of a replaced module, or of an import in a function.
        unbound: names that the code uses and no module binds: builtins, and mistakes.
        paths: for each import, the modules that it loads.
        keys: the migrations of the modules that code comes from.
        replaced: the dotted names of the modules that the squash replaces.
        roots: the folders that their top packages are in.
    """

    statements: list[Piece[Statement]] = field(default_factory=list)
    operations: list[Piece[Operation]] = field(default_factory=list)
    targets: dict[cst.Name, Target] = field(default_factory=dict)
    opened: set[cst.Name] = field(default_factory=set)
    unbound: set[str] = field(default_factory=set)
    paths: dict[Import, set[str]] = field(default_factory=dict)
    keys: dict[str, MigrationKey] = field(default_factory=dict)
    replaced: frozenset[str] = frozenset()
    roots: frozenset[Path] = frozenset()

    def pieces(self) -> Iterator[Piece[Statement] | Piece[Operation]]:
        """The statements, then the operations."""
        yield from self.statements
        yield from self.operations
