"""Rewrites what names a migration whose file goes, where the squash has what is asked for."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ...model.keys import MigrationKey
from ..arguments import last_name
from ..splicing import Edit, Source
from .alike import Code, name_in
from .mentions import Mention, mentions
from .sought import Sought
from .uses import Parents, parents_in, taken_by_name, taken_from


@dataclass(frozen=True, slots=True)
class Heir:
    """What stands for a migration whose file goes.

    Attributes:
        squash: the squash that has its code.
        old: the code of the migration.
        new: the code of the squash.
        key: what its app and name become; None where the migration was in the middle.
    """

    squash: MigrationKey
    old: Code
    new: Code
    key: MigrationKey | None = None


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A place that cannot be rewritten.

    Attributes:
        line: from 1.
        fact: what it does with which migration, and why that cannot go on.
        hint: what to do.
    """

    line: int
    fact: str
    hint: str


@dataclass(frozen=True, slots=True)
class Mended:
    """A file, rewritten.

    Attributes:
        text: the whole file; of use where there is no obstacle.
        obstacles: what stands against it.
    """

    text: str
    obstacles: tuple[Obstacle, ...]


class _StuckError(Exception):
    """Why a place cannot be rewritten, and what to do."""

    def __init__(self, fact: str, hint: str) -> None:
        super().__init__(fact)
        self.fact = fact
        self.hint = hint


def mend(text: str, path: Path, sought: Sought, heirs: Mapping[MigrationKey, Heir]) -> Mended:
    """Make a file name the squashes instead.

    Args:
        text: what is in the file.
        path: where it is.
        sought: the migrations whose files go.
        heirs: what stands for each of them.
    """
    source = Source(text)
    parents = parents_in(source.module)
    edits: set[Edit] = set()
    obstacles = []
    for mention in mentions(source.module, path, sought):
        heir = heirs[mention.key]
        try:
            edits.update(_edits(source, mention, heir, parents))
        except _StuckError as error:
            verb = "names" if mention.kind == "key" else "imports"
            fact = f"{verb} {mention.key}: {error.fact}"
            obstacles.append(Obstacle(mention.node.lineno, fact, error.hint))
    return Mended(source.edited(edits), tuple(obstacles))


def _edits(source: Source, mention: Mention, heir: Heir, parents: Parents) -> Iterator[Edit]:
    node = mention.node
    if mention.kind == "key":
        yield _key(source, mention, heir)
    elif isinstance(node, ast.Constant):
        yield from _text(source, mention, heir, parents)
    elif not heir.squash.name.isidentifier():
        raise _StuckError(
            f"an import statement cannot name {heir.squash}.", "Use importlib.import_module."
        )
    elif isinstance(node, ast.ImportFrom):
        yield from _members(source, mention, heir)
    else:
        yield from _alias(source, mention, heir, parents)


def _key(source: Source, mention: Mention, heir: Heir) -> Edit:
    if heir.key is None:
        raise _StuckError(
            f"it is in the middle of {heir.squash}, and there will be no such state.",
            "Delete the test that is about it, or keep the files.",
        )
    written = str(mention.node.value) if isinstance(mention.node, ast.Constant) else ""
    return _swap(source, mention.node, written, heir.key.name)


def _text(source: Source, mention: Mention, heir: Heir, parents: Parents) -> Iterator[Edit]:
    """The module's name as an argument of `import_module`, `patch` and the like."""
    name, tail = mention.key.name, mention.tail
    if tail:
        first, dot, rest = tail.partition(".")
        new = f"{heir.squash.name}.{_name(heir, first)}{dot}{rest}"
        yield _swap(source, mention.node, f"{name}.{tail}", new)
        return
    call = parents[mention.node]
    taken = taken_from(call, parents) if _returns_module(call) else None
    yield _swap(source, mention.node, name, heir.squash.name)
    yield from _attributes(source, heir, taken)


def _returns_module(call: ast.AST) -> bool:
    if not isinstance(call, ast.Call):
        return False
    called = last_name(call.func)
    # Without `fromlist`, `__import__` returns the package at the top.
    listed = len(call.args) > 3 or any(word.arg == "fromlist" for word in call.keywords)
    return called == "import_module" or (called == "__import__" and listed)


def _members(source: Source, mention: Mention, heir: Heir) -> Iterator[Edit]:
    """`from shop.migrations.old import fill`."""
    node = mention.node
    if not isinstance(node, ast.ImportFrom) or mention.tail:
        raise _unclear()
    start, _ = source.span(node)
    end, _ = source.span(node.names[0])
    yield _replaced(source, (start, end), mention.key.name, heir.squash.name)
    for alias in node.names:
        new = _name(heir, alias.name)
        if new != alias.name:
            written = f"{new} as {alias.asname or alias.name}"
            yield Edit(*source.span(alias), written.encode())


def _alias(source: Source, mention: Mention, heir: Heir, parents: Parents) -> Iterator[Edit]:
    """`from shop.migrations import old`, `import shop.migrations.old as m`."""
    alias = mention.node
    if not isinstance(alias, ast.alias) or mention.tail:
        raise _unclear()
    if isinstance(mention.owner, ast.Import) and not alias.asname:
        raise _unclear()
    bound = alias.asname or alias.name
    owner, _, _ = alias.name.rpartition(mention.key.name)
    written = f"{owner}{heir.squash.name} as {bound}"
    yield Edit(*source.span(alias), written.encode())
    yield from _attributes(source, heir, taken_by_name(bound, alias, parents))


def _attributes(source: Source, heir: Heir, taken: list[ast.Attribute] | None) -> Iterator[Edit]:
    if taken is None:
        raise _unclear()
    for node in taken:
        new = _name(heir, node.attr)
        if new != node.attr:
            _, end = source.span(node)
            yield Edit(end - len(node.attr.encode()), end, new.encode())


def _name(heir: Heir, name: str) -> str:
    new = name_in(heir.new, name, heir.old)
    if new is None:
        raise _StuckError(
            f"it uses `{name}`, which {heir.squash} does not have.",
            "Move what it needs out of the migration, or delete the code that uses it.",
        )
    return new


def _unclear() -> _StuckError:
    return _StuckError(
        "what it uses of the module cannot be told.",
        "Assign the module to one name and use that, or move what it needs out of the migration.",
    )


def _swap(source: Source, node: ast.AST, old: str, new: str) -> Edit:
    assert isinstance(node, ast.Constant)
    return _replaced(source, source.span(node), old, new)


def _replaced(source: Source, span: tuple[int, int], old: str, new: str) -> Edit:
    """The one place within a span where a name stands."""
    start, end = span
    part = source.data[start:end]
    if part.count(old.encode()) != 1:
        raise _StuckError("the name is put together from parts.", "Write it in one piece.")
    place = start + part.index(old.encode())
    return Edit(place, place + len(old.encode()), new.encode())
