"""The statements of a migration, each on its own, so that each can be carried or left behind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import libcst as cst

from .effects import acts, makes_state
from .imports import Import, aliases_of
from .resolving import Names, names_of

StatementNode: TypeAlias = cst.SimpleStatementLine | cst.BaseCompoundStatement


@dataclass(frozen=True, eq=False)
class Statement:
    """One statement of a module or of its class `Migration`; an import statement has one name.

    Attributes:
        place: where it stands, to sort by.
        hoisted: whether it stands in the class `Migration`.
        imported: of an import, what it binds and the path that it loads.
        fetched: what it takes from a module that it imports by a text.
    """

    node: StatementNode
    place: tuple[int, int]
    hoisted: bool = False
    imported: tuple[Import, str] | None = None
    fetched: Import | None = None

    @cached_property
    def names(self) -> Names:
        """The names that it binds and uses in the module."""
        return names_of(self.node)

    @cached_property
    def acts(self) -> bool:
        """Whether running it does more than bind names."""
        return acts(self.node)

    @cached_property
    def makes_state(self) -> bool:
        """Whether it makes an object that can change, outside of the bodies of functions."""
        return makes_state(self.node)

    @property
    def module_bound(self) -> str:
        """The dotted name of the module that it may bind, if it is an import of one name."""
        if self.fetched is not None:
            return "" if self.fetched.name else self.fetched.module
        target = self.imported[0] if self.imported is not None else None
        return f"{target.module}.{target.name}".rstrip(".") if target is not None else ""

    def uses(self, name: str) -> bool:
        """Whether it binds or reads a name."""
        return any(use.name == name for use in self.names.uses)


def split(
    nodes: Iterable[cst.CSTNode], lead: Sequence[cst.EmptyLine] = ()
) -> Iterator[StatementNode]:
    """The statements with one on each line, and one name in each import.

    Args:
        nodes: the body of a module or class.
        lead: comment lines that belong above the first statement.
    """
    above = list(lead)
    for node in nodes:
        if isinstance(node, cst.SimpleStatementLine):
            yield from _split_line(node, above)
        elif isinstance(node, cst.BaseCompoundStatement):
            lines = [*above, *node.leading_lines]
            yield node.with_changes(leading_lines=lines) if above else node
        above = []


def _split_line(
    node: cst.SimpleStatementLine, above: Sequence[cst.EmptyLine]
) -> Iterator[StatementNode]:
    singles = [single for small in node.body for single in _split_import(small)]
    if len(singles) == 1 and not above:
        # The very node of the tree, whose line messages can name.
        yield node
        return
    for place, single in enumerate(singles):
        small = single.with_changes(semicolon=cst.MaybeSentinel.DEFAULT)
        lines = [*above, *node.leading_lines] if place == 0 else []
        yield node.with_changes(body=[small], leading_lines=lines)


def _split_import(node: cst.BaseSmallStatement) -> Iterator[cst.BaseSmallStatement]:
    aliases = aliases_of(node) if isinstance(node, cst.Import | cst.ImportFrom) else ()
    if len(aliases) < 2:
        yield node
        return
    brackets = {"lpar": None, "rpar": None} if isinstance(node, cst.ImportFrom) else {}
    for alias in aliases:
        single = alias.with_changes(comma=cst.MaybeSentinel.DEFAULT)
        yield node.with_changes(names=[single], **brackets)
