"""One migration module, parsed: its statements, what each name is bound by, and its operations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NoReturn

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider

from ...errors import CompositionError
from ...model.composition import ModuleSource
from ...model.keys import MigrationKey
from .fetching import Surroundings, read_fetched
from .imports import aliases_of, imports_in, is_star, read_alias
from .statements import Statement, StatementNode, split

PLAIN_LIST = "Write `operations` of the class Migration as one plain list."


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """One element of `operations`.

    Attributes:
        lead: the comment lines above it.
        comment: the comment behind it, or an empty string.
        trail: the comment lines below it, of the last one.
    """

    node: cst.BaseExpression
    lead: tuple[str, ...] = ()
    comment: str = ""
    trail: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Module:
    """A parsed migration module.

    Attributes:
        name: its dotted name.
        path: its file.
    """

    key: MigrationKey
    name: str
    tree: cst.Module
    path: str = ""

    @cached_property
    def migration(self) -> cst.ClassDef | None:
        """The class `Migration`, if the module has exactly one."""
        found = [node for node in self.tree.body if _is_migration(node)]
        return cst.ensure_type(found[0], cst.ClassDef) if len(found) == 1 else None

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """All statements in their order, those of the class `Migration` in its place."""
        return tuple(self._statements())

    def _statements(self) -> Iterator[Statement]:
        for place, node in enumerate(self.tree.body):
            if node is self.migration and isinstance(self.migration.body, cst.IndentedBlock):
                for index, inner in enumerate(split(self.migration.body.body)):
                    yield self._statement(inner, (place, index), hoisted=True)
            elif not _is_migration(node):
                lead = self._lead() if place == 0 else ()
                for index, single in enumerate(split([node], lead)):
                    yield self._statement(single, (place, index))

    def _statement(
        self, node: StatementNode, place: tuple[int, int], *, hoisted: bool = False
    ) -> Statement:
        small = node.body[0] if isinstance(node, cst.SimpleStatementLine) else None
        imported = None
        if isinstance(small, cst.Import | cst.ImportFrom) and aliases_of(small):
            imported = read_alias(small, aliases_of(small)[0], self.name)
        return Statement(node, place, hoisted, imported, read_fetched(small, self.surroundings))

    def _lead(self) -> tuple[cst.EmptyLine, ...]:
        """The comment right above the first statement, which LibCST gives to the file."""
        lines: list[cst.EmptyLine] = []
        for line in reversed(self.tree.header):
            if line.comment is None or line.comment.value.startswith(("#!", "# -*-")):
                break
            lines.insert(0, line)
        return tuple(lines)

    @cached_property
    def last(self) -> Statement | None:
        """The last statement above the class `Migration`."""
        place = next((one for one, node in enumerate(self.tree.body) if _is_migration(node)), 0)
        above = [one for one in self.statements if one.place[0] == place - 1]
        return above[-1] if above else None

    @cached_property
    def surroundings(self) -> Surroundings:
        """Its name, and what the names mean that its imports bind, at any depth."""
        found: dict[str, str] = {}
        for node in imports_in(self.tree):
            for alias in aliases_of(node):
                target, _ = read_alias(node, alias, self.name)
                found.setdefault(target.bound, f"{target.module}.{target.name}".rstrip("."))
        return Surroundings(self.name, found)

    @cached_property
    def bindings(self) -> Mapping[tuple[bool, str], tuple[Statement, ...]]:
        """Hoisted or not, and a name: the statements that bind it, in their order."""
        found: dict[tuple[bool, str], list[Statement]] = {}
        for statement in self.statements:
            for name in statement.names.binds:
                found.setdefault((statement.hoisted, name), []).append(statement)
        return {key: tuple(statements) for key, statements in found.items()}

    @cached_property
    def rebinds(self) -> frozenset[str]:
        """Names that functions of the module bind through `global`."""
        return frozenset().union(*(statement.names.rebinds for statement in self.statements))

    @cached_property
    def star(self) -> cst.CSTNode | None:
        """The first star import."""
        nodes = (node for statement in self.statements for node in statement.names.imports)
        return next((node for node in nodes if is_star(node)), None)

    @cached_property
    def future(self) -> frozenset[str]:
        """What it imports from `__future__`."""
        imports = (statement.imported for statement in self.statements)
        return frozenset(found[0].name for found in imports if found and found[1] == "__future__")

    def operation(self, index: int) -> Operation:
        """One element of the literal list `operations`.

        Raises:
            CompositionError: there is no such list, or not that many elements.
        """
        elements = self._operation_list.elements
        if index not in range(len(elements)):
            self.refuse(f"has no operation {index}, only {len(elements)}")
        return _operation(self._operation_list, index)

    @cached_property
    def _operation_list(self) -> cst.List | cst.Tuple:
        bound = self.bindings.get((True, "operations"), ())
        value = _assigned(bound[0].node) if len(bound) == 1 else None
        if not isinstance(value, cst.List | cst.Tuple):
            node = bound[-1].node if bound else self.migration
            self.refuse("has no plain list `operations`", node, PLAIN_LIST)
        for statement in self.statements:
            if statement.hoisted and statement.acts and statement.uses("operations"):
                self.refuse("changes `operations` behind its list", statement.node, PLAIN_LIST)
        for element in value.elements:
            if isinstance(element, cst.StarredElement):
                self.refuse("unpacks something into `operations`", element, PLAIN_LIST)
        return value

    def refuse(
        self, fact: str, node: cst.CSTNode | None = None, hint: str = "", line: int = 0
    ) -> NoReturn:
        """Raise an error that names the migration, and the line: of a node of its tree, or this."""
        place = self._positions.get(node) if node is not None else None
        line = place.start.line if place is not None else line
        where = f"{self.key}, line {line}," if line else f"{self.key}"
        message = f"{where} {fact}."
        raise CompositionError(message, hint, self.key)

    @cached_property
    def _positions(self) -> Mapping[cst.CSTNode, Any]:
        # Only errors need lines; and a tree fresh from the parser has no node twice.
        return MetadataWrapper(self.tree, unsafe_skip_copy=True).resolve(PositionProvider)


def parse(key: MigrationKey, source: ModuleSource) -> Module:
    """Parse the source of one migration.

    Raises:
        CompositionError: it is no valid Python.
    """
    text = source.text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    try:
        tree = cst.parse_module(text)
    except cst.ParserSyntaxError as error:
        fact = f"{key}, line {error.raw_line}, is not valid Python."
        raise CompositionError(fact, f"Correct {source.path}.") from error
    return Module(key, source.module, tree, source.path)


def _is_migration(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.ClassDef) and node.name.value == "Migration"


def _assigned(node: StatementNode) -> cst.BaseExpression | None:
    small = node.body[0] if isinstance(node, cst.SimpleStatementLine) else None
    return small.value if isinstance(small, cst.Assign | cst.AnnAssign) else None


def _operation(sequence: cst.List | cst.Tuple, index: int) -> Operation:
    element = sequence.elements[index]
    opening, closing = _brackets(sequence)
    before = sequence.elements[index - 1].comma if index else opening
    behind = [
        getattr(element.comma, "whitespace_before", None),
        getattr(element.comma, "whitespace_after", None),
    ]
    trail: tuple[str, ...] = ()
    if index == len(sequence.elements) - 1:
        behind.append(getattr(closing, "whitespace_before", None))
        trail = tuple(line for gap in behind for line in _comments(gap)[1])
    comments = (_comments(gap)[0] for gap in behind)
    lead = _comments(getattr(before, "whitespace_after", None))[1]
    return Operation(element.value, lead, "  ".join(filter(None, comments)), trail)


def _brackets(sequence: cst.List | cst.Tuple) -> tuple[cst.CSTNode | None, cst.CSTNode | None]:
    if isinstance(sequence, cst.List):
        return sequence.lbracket, sequence.rbracket
    return next(iter(sequence.lpar), None), next(iter(sequence.rpar), None)


def _comments(gap: object) -> tuple[str, tuple[str, ...]]:
    """The comment on the line where a gap starts, and those on lines of their own."""
    if not isinstance(gap, cst.ParenthesizedWhitespace):
        return "", ()
    first = gap.first_line.comment
    lines = tuple(line.comment.value for line in gap.empty_lines if line.comment is not None)
    return first.value if first is not None else "", lines
