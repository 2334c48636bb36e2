"""Goes through the files of a project."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from ...model.keys import MigrationKey
from ...model.references import Reference, ReferenceKind
from ..parsing import UnreadableError, parse
from ..scanning import script_files, source_files
from .mentions import loose_texts, mentions
from .sought import Sought
from .texts import lines_naming


def find_references(
    root: Path, sought: Sought, leaving_out: Collection[Path]
) -> tuple[Reference, ...]:
    """The lines of the project's own files that name one of the migrations.

    Args:
        root: the project's folder.
        sought: the migrations.
        leaving_out: resolved paths of files that go as well.
    """
    found = [
        reference
        for path in (*source_files(root), *script_files(root))
        for reference in _in_file(root, path, sought, leaving_out)
    ]
    return tuple(sorted(found))


def _in_file(
    root: Path, path: Path, sought: Sought, leaving_out: Collection[Path]
) -> Iterator[Reference]:
    data = _read(path)
    if sought.in_words(data) and path.resolve() not in leaving_out:
        lines: dict[tuple[int, ReferenceKind], set[MigrationKey]] = {}
        for line, kind, key in _named(path, data, sought):
            lines.setdefault((line, kind), set()).add(key)
        for (line, kind), keys in lines.items():
            name = path.relative_to(root).as_posix()
            yield Reference(name, line, kind, tuple(sorted(keys)))


def _named(
    path: Path, data: bytes, sought: Sought
) -> Iterator[tuple[int, ReferenceKind, MigrationKey]]:
    if path.suffix == ".py":
        try:
            tree = parse(data)
        except UnreadableError:
            pass
        else:
            known = mentions(tree, path, sought)
            yield from ((one.node.lineno, one.kind, one.key) for one in known)
            yield from ((line, "text", key) for line, key in loose_texts(tree, path, sought, known))
            return
    for number, keys in lines_naming(data.decode("utf-8", "replace"), sought):
        for key in keys:
            yield number, "text", key


def _read(path: Path) -> bytes:
    """What is in a file; nothing where it cannot be opened."""
    try:
        return path.read_bytes()
    except OSError:
        return b""
