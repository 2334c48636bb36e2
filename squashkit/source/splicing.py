"""Edits literals and names in a file; every other byte stays as it is."""

from __future__ import annotations

import ast
import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from ..model.keys import MigrationKey
from .parsing import parse

LINE_END = re.compile(rb",?[ \t]*(#[^\n]*)?\r?\n")


@dataclass(frozen=True, slots=True)
class Edit:
    """Bytes from `start` to `end` become `text`."""

    start: int
    end: int
    text: bytes = b""


class Source:
    """A file's bytes with what is needed to find the place of a syntax node in them.

    `ast` counts columns in UTF-8 bytes, so positions are only right in bytes.
    """

    def __init__(self, text: str) -> None:
        self.data = text.encode("utf-8")
        self.module = parse(self.data)
        self.lines = [0]
        for line in self.data.splitlines(keepends=True):
            self.lines.append(self.lines[-1] + len(line))
        # `ast` does not count a byte order mark.
        self.lines[0] = len(BOM_UTF8) if self.data.startswith(BOM_UTF8) else 0

    def span(self, node: ast.expr | ast.stmt | ast.alias) -> tuple[int, int]:
        """Where the node starts and ends."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        start = self.lines[node.lineno - 1] + node.col_offset
        return start, self.lines[node.end_lineno - 1] + node.end_col_offset

    def assignments(self, *names: str) -> Iterator[ast.Assign | ast.AnnAssign]:
        """The assignments to these names in the body of class Migration, also annotated ones."""
        for node in self.module.body:
            if isinstance(node, ast.ClassDef) and node.name == "Migration":
                for statement in node.body:
                    match statement:
                        case ast.Assign(targets=[ast.Name(id=name)]) if name in names:
                            yield statement
                        case ast.AnnAssign(target=ast.Name(id=name)) if name in names:
                            yield statement

    @property
    def line_end(self) -> str:
        """As the file has it."""
        return "\r\n" if b"\r\n" in self.data else "\n"

    @property
    def body(self) -> list[ast.stmt]:
        """What is in class Migration, below its docstring."""
        found = (one for one in self.module.body if isinstance(one, ast.ClassDef))
        body = next(one.body for one in found if one.name == "Migration")
        documented = isinstance(body[0], ast.Expr) and len(body) > 1
        return body[1:] if documented else body

    def edited(self, edits: Iterable[Edit]) -> str:
        """The text after the edits, which may not overlap."""
        data = self.data
        for edit in sorted(edits, key=lambda edit: edit.start, reverse=True):
            data = data[: edit.start] + edit.text + data[edit.end :]
        return data.decode("utf-8")


def remove_replaces(text: str) -> str:
    """The file without its `replaces`, and without the blank line that this would leave."""
    source = Source(text)
    lines = (_lines(source, statement) for statement in source.assignments("replaces"))
    return source.edited(Edit(start, end) for start, end in lines)


def restore_replaces(text: str, before: str) -> str:
    """The file with the `replaces` that it had.

    Args:
        text: the file without one.
        before: the file as it was with one.
    """
    if remove_replaces(before) == text:
        return before
    old, new = Source(before), Source(text)
    taken = b"".join(
        old.data[slice(*_lines(old, statement))] for statement in old.assignments("replaces")
    )
    below = next(new.assignments("dependencies", "operations"))
    start = new.lines[below.lineno - 1]
    return new.edited([Edit(start, start, taken)])


def _lines(source: Source, statement: ast.Assign | ast.AnnAssign) -> tuple[int, int]:
    """Where the lines of a statement start and end, with a blank one below."""
    start = source.lines[statement.lineno - 1]
    _, end = source.span(statement)
    end = source.data.find(b"\n", end) + 1 or len(source.data)
    blank = re.compile(rb"\r?\n").match(source.data, end)
    return start, blank.end() if blank else end


def retarget(
    text: str,
    targets: Mapping[MigrationKey, MigrationKey],
    lists: Sequence[str] = ("dependencies", "run_before"),
) -> str:
    """The file with what names the keys of `targets` naming their values.

    Entries that would name the same migration twice are taken out.

    Args:
        text: the file.
        targets: what is named now, to what is to be named.
        lists: the attributes of the class in which it is named.
    """
    source = Source(text)
    edits: list[Edit] = []
    for statement in source.assignments(*lists):
        if isinstance(statement.value, ast.List | ast.Tuple):
            edits += _retargeted(source, statement.value, targets)
    return source.edited(edits)


def _retargeted(
    source: Source, entries: ast.List | ast.Tuple, targets: Mapping[MigrationKey, MigrationKey]
) -> Iterator[Edit]:
    named: set[MigrationKey] = set()
    kept: list[ast.expr] = []
    for entry in entries.elts:
        key = _key(entry)
        target = targets.get(key, key) if key else None
        if target is None or target not in named:
            kept.append(entry)
            if key and target and target != key:
                yield from _renamed(source, entry, target)
        named |= {target} if target else set()
    yield from _removals(source, entries, kept)


def _renamed(source: Source, entry: ast.expr, target: MigrationKey) -> Iterator[Edit]:
    """Other texts in the two places of an entry, in the quotes that are there."""
    assert isinstance(entry, ast.Tuple)
    for node, new in zip(entry.elts, (target.app, target.name), strict=True):
        start, end = source.span(node)
        quote = source.data[start : start + 1].decode()
        if isinstance(node, ast.Constant) and node.value != new:
            mark = quote if quote in "'\"" else '"'
            yield Edit(start, end, f"{mark}{new}{mark}".encode())


def depend_on(text: str, key: MigrationKey) -> str:
    """The file with one more dependency, ahead of the others.

    Args:
        text: the file, whose `dependencies` are a list of literals, if it has any.
        key: what it has to come after.
    """
    source = Source(text)
    entry = f'("{key.app}", "{key.name}")'
    for statement in source.assignments("dependencies"):
        if isinstance(statement.value, ast.List | ast.Tuple):
            start, _ = source.span(statement.value)
            first = _first(statement.value, entry).replace("\n", source.line_end)
            return source.edited([Edit(start + 1, start + 1, first.encode())])
    below = source.body[0]
    start = source.lines[below.lineno - 1]
    margin, end = " " * below.col_offset, source.line_end
    text = f"{margin}dependencies = [{entry}]{end}{end}"
    return source.edited([Edit(start, start, text.encode())])


def _first(entries: ast.List | ast.Tuple, entry: str) -> str:
    """An entry as the first one: on a line of its own where the others have theirs."""
    if not entries.elts:
        return f"{entry}," if isinstance(entries, ast.Tuple) else entry
    first = entries.elts[0]
    if first.lineno == entries.lineno:
        return f"{entry}, "
    return f"\n{' ' * first.col_offset}{entry},"


def _removals(
    source: Source, entries: ast.List | ast.Tuple, kept: Sequence[ast.expr]
) -> Iterator[Edit]:
    """Take out what is not kept: neighbours together, as far as they have no lines of their own."""
    single = isinstance(entries, ast.Tuple) and len(kept) == 1
    before = entries.elts[:1]
    for stays, group in groupby(entries.elts, key=kept.__contains__):
        some = list(group)
        lines = [_line(source, one) for one in some]
        if stays:
            before = some[-1:]
        elif all(lines):
            yield from (Edit(*line) for line in lines if line)
        else:
            _, start = source.span(before[0])
            _, end = source.span(some[-1])
            comma = b"," if single and source.data[end : end + 1] != b"," else b""
            yield Edit(start, end, comma)


def _line(source: Source, entry: ast.expr) -> tuple[int, int] | None:
    """The line that an entry has to itself."""
    start, end = source.span(entry)
    line = source.lines[entry.lineno - 1]
    rest = LINE_END.match(source.data, end)
    return (line, rest.end()) if rest and not source.data[line:start].strip() else None


def _key(entry: ast.expr) -> MigrationKey | None:
    match entry:
        case ast.Tuple(elts=[ast.Constant(value=str(app)), ast.Constant(value=str(name))]):
            return MigrationKey(app, name)
        case _:
            return None
