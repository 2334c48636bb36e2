"""One migration module as LibCST sees it: its statements, each on its own, and its operations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NoReturn, TypeAlias

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider

from squashkit.errors import CompositionError
from squashkit.model.composition import ModuleSource
from squashkit.model.keys import MigrationKey

from .imports import Import, read_alias
from .renaming import Names, names_of

PLAIN_LIST = "Write `operations` of the class Migration as one plain list."

StatementNode: TypeAlias = cst.SimpleStatementLine | cst.BaseCompoundStatement


@dataclass(frozen=True, eq=False)
class Statement:
    """One statement of a module or of its class `Migration`; an import statement has one name.

    Attributes:
        place: where it stands, to sort by.
        hoisted: whether it stands in the class `Migration`.
        imported: of an import, what it binds and the path that it loads.
    """

    node: StatementNode
    place: tuple[int, int]
    hoisted: bool = False
    imported: tuple[Import, str] | None = None

    @cached_property
    def names(self) -> Names:
        """The names that it binds and uses in the module."""
        return names_of(self.node)

    @cached_property
    def acts(self) -> bool:
        """Whether running it does more than bind names."""
        finder = _ActionFinder()
        self.node.visit(finder)
        return finder.found

    @cached_property
    def holds_state(self) -> bool:
        """Whether it makes an object that can change, outside of the bodies of functions."""
        finder = _StateFinder()
        self.node.visit(finder)
        return finder.found


@dataclass(frozen=True, slots=True, eq=False)
class Operation:
    """One element of `operations`.

    Attributes:
        lead: the comment lines above it.
        comment: the comment behind it, or an empty string.
    """

    node: cst.BaseExpression
    lead: tuple[str, ...] = ()
    comment: str = ""


@dataclass(frozen=True, eq=False)
class Module:
    """A parsed migration module.

    Attributes:
        name: its dotted name.
    """

    key: MigrationKey
    name: str
    tree: cst.Module

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
                for index, inner in enumerate(_singles(self.migration.body.body)):
                    yield self._statement(inner, (place, index), hoisted=True)
            elif not _is_migration(node):
                lead = self._lead() if place == 0 else ()
                for index, single in enumerate(_singles([node], lead)):
                    yield self._statement(single, (place, index))

    def _statement(
        self, node: StatementNode, place: tuple[int, int], *, hoisted: bool = False
    ) -> Statement:
        small = node.body[0] if isinstance(node, cst.SimpleStatementLine) else None
        if isinstance(small, cst.Import | cst.ImportFrom):
            names = () if isinstance(small.names, cst.ImportStar) else small.names
            for alias in names:
                return Statement(node, place, hoisted, read_alias(small, alias, self.name))
        return Statement(node, place, hoisted)

    def _lead(self) -> tuple[cst.EmptyLine, ...]:
        """The comment right above the first statement, which LibCST gives to the file."""
        lines: list[cst.EmptyLine] = []
        for line in reversed(self.tree.header):
            if line.comment is None or line.comment.value.startswith(("#!", "# -*-")):
                break
            lines.insert(0, line)
        return tuple(lines)

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
        return next((node for node in nodes if _is_star(node)), None)

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
            self.refuse("has no plain list `operations`", hint=PLAIN_LIST)
        for statement in self.statements:
            if statement.hoisted and statement.acts and _names(statement, "operations"):
                self.refuse("changes `operations` behind its list", statement.node, PLAIN_LIST)
        for element in value.elements:
            if isinstance(element, cst.StarredElement):
                self.refuse("unpacks something into `operations`", element, PLAIN_LIST)
        return value

    def refuse(self, fact: str, node: cst.CSTNode | None = None, hint: str = "") -> NoReturn:
        """Raise an error that names the migration and, with a node of its tree, the line."""
        place = self._positions.get(node) if node is not None else None
        where = f"{self.key}, line {place.start.line}," if place is not None else f"{self.key}"
        message = f"{where} {fact}."
        raise CompositionError(message, hint)

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
    return Module(key, source.module, tree)


def _is_migration(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.ClassDef) and node.name.value == "Migration"


def is_staticmethod(decorator: cst.Decorator) -> bool:
    """Whether this is `@staticmethod`."""
    return isinstance(decorator.decorator, cst.Name) and decorator.decorator.value == "staticmethod"


def _is_star(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.ImportFrom) and isinstance(node.names, cst.ImportStar)


def _singles(
    nodes: Iterable[cst.CSTNode], lead: Sequence[cst.EmptyLine] = ()
) -> Iterator[StatementNode]:
    """The statements with one on each line, and one name in each import."""
    for node in nodes:
        if isinstance(node, cst.SimpleStatementLine):
            lines = [*lead, *node.leading_lines]
            for small in node.body:
                for single in _single_names(small):
                    same = len(node.body) == 1 and single is small and not lead
                    yield node if same else _line(node, single, lines)
                    lines = []
        elif isinstance(node, cst.BaseCompoundStatement):
            yield node.with_changes(leading_lines=[*lead, *node.leading_lines]) if lead else node


def _line(
    node: cst.SimpleStatementLine, small: cst.BaseSmallStatement, lines: Sequence[cst.EmptyLine]
) -> cst.SimpleStatementLine:
    single = small.with_changes(semicolon=cst.MaybeSentinel.DEFAULT)
    return node.with_changes(body=[single], leading_lines=lines)


def _single_names(node: cst.BaseSmallStatement) -> Iterator[cst.BaseSmallStatement]:
    names = node.names if isinstance(node, cst.Import | cst.ImportFrom) else ()
    if isinstance(names, cst.ImportStar) or len(names) < 2:
        yield node
        return
    brackets = {"lpar": None, "rpar": None} if isinstance(node, cst.ImportFrom) else {}
    for alias in names:
        single = alias.with_changes(comma=cst.MaybeSentinel.DEFAULT)
        yield node.with_changes(names=[single], **brackets)


def _names(statement: Statement, name: str) -> bool:
    return any(use.name == name for use in statement.names.uses)


def _assigned(node: StatementNode) -> cst.BaseExpression | None:
    small = node.body[0] if isinstance(node, cst.SimpleStatementLine) else None
    return small.value if isinstance(small, cst.Assign | cst.AnnAssign) else None


def _operation(sequence: cst.List | cst.Tuple, index: int) -> Operation:
    element = sequence.elements[index]
    opening = (
        sequence.lbracket if isinstance(sequence, cst.List) else next(iter(sequence.lpar), None)
    )
    closing = (
        sequence.rbracket if isinstance(sequence, cst.List) else next(iter(sequence.rpar), None)
    )
    before = sequence.elements[index - 1].comma if index else opening
    behind = [getattr(element.comma, "whitespace_before", None)]
    behind.append(getattr(element.comma, "whitespace_after", None))
    if index == len(sequence.elements) - 1:
        behind.append(getattr(closing, "whitespace_before", None))
    comments = (_comments(space)[0] for space in behind)
    lead = _comments(getattr(before, "whitespace_after", None))[1]
    return Operation(element.value, lead, "  ".join(filter(None, comments)))


def _comments(space: object) -> tuple[str, tuple[str, ...]]:
    """The comment on the line where a gap starts, and those on lines of their own."""
    if not isinstance(space, cst.ParenthesizedWhitespace):
        return "", ()
    first = space.first_line.comment
    lines = tuple(line.comment.value for line in space.empty_lines if line.comment is not None)
    return first.value if first is not None else "", lines


# What evaluates to an object that others could change, or that may remember something.
_STATEFUL = (
    cst.Await,
    cst.BaseComp,
    cst.Call,
    cst.Decorator,
    cst.Dict,
    cst.List,
    cst.Set,
)


class _StateFinder(cst.CSTVisitor):
    """Looks for objects with state that are made outside of the bodies of functions."""

    def __init__(self) -> None:
        super().__init__()
        self.found = False

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.FunctionDef):
            node.params.visit(self)
            self.found = self.found or any(not is_staticmethod(one) for one in node.decorators)
            return False
        self.found = self.found or isinstance(node, _STATEFUL)
        return not self.found


class _ActionFinder(cst.CSTVisitor):
    """Looks for what does more than bind a name, outside of functions and classes."""

    def __init__(self) -> None:
        super().__init__()
        self.found = False

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, cst.FunctionDef | cst.ClassDef | cst.Lambda):
            return False
        self.found = self.found or _acts(node)
        return not self.found


def _acts(node: cst.CSTNode) -> bool:
    if isinstance(node, cst.Expr):
        return not isinstance(node.value, cst.BaseString | cst.Ellipsis)
    if isinstance(node, cst.AssignTarget | cst.AnnAssign | cst.AugAssign | cst.Del):
        return _changes_object(node.target)
    return isinstance(node, cst.Assert | cst.Raise)


def _changes_object(target: cst.CSTNode) -> bool:
    if isinstance(target, cst.Tuple | cst.List):
        return any(_changes_object(element.value) for element in target.elements)
    return not isinstance(target, cst.Name)
