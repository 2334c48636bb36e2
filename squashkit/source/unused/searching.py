"""Looks for names in all that stays of a project."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ...model.keys import MigrationKey
from ...model.unused import Unused
from ..parsing import UnreadableError, parse
from ..scanning import source_files, text_files
from .definitions import Definition, Places
from .imports import used_names

# Letters beyond ASCII are in words as well.
WORD = re.compile(rb"[A-Za-z0-9_\x80-\xff]+")
FEW = 50


@dataclass(frozen=True, slots=True)
class Gone:
    """A migration whose file goes.

    Attributes:
        module: its dotted name.
        path: its file.
    """

    key: MigrationKey
    module: str
    path: Path


def find_unused(
    root: Path, places: Places, gone: Sequence[Gone], texts: Iterable[str]
) -> tuple[Unused, ...]:
    """What only these migrations use.

    Args:
        root: the project's folder, resolved.
        places: the project's modules.
        gone: the migrations.
        texts: what the squashes have in their files.
    """
    users = _users(places, gone)
    paths = {one.path.resolve() for one in gone}
    left = {one for one in users if one.path.is_relative_to(root)}
    for text in texts:
        left -= _mentioned(left, text.encode("utf-8"))
    for path in (*source_files(root), *text_files(root)):
        if not left:
            return ()
        if path.resolve() not in paths:
            left -= _mentioned_in(left, path)
    return tuple(sorted(_unused(one, root, users[one]) for one in left))


def _unused(one: Definition, root: Path, users: Collection[MigrationKey]) -> Unused:
    path = one.path.relative_to(root).as_posix()
    return Unused(one.module, one.name, path, one.line, tuple(sorted(users)))


def _users(places: Places, gone: Iterable[Gone]) -> dict[Definition, set[MigrationKey]]:
    """What the migrations use of the project, each with those that do."""
    users: dict[Definition, set[MigrationKey]] = {}
    for one in gone:
        for dotted in _used(one):
            found = places.definition(dotted)
            if found is not None:
                users.setdefault(found, set()).add(one.key)
    return users


def _used(one: Gone) -> Iterator[str]:
    try:
        yield from used_names(parse(one.path.read_bytes()), one.module)
    except (UnreadableError, OSError):
        return


def _mentioned_in(wanted: Collection[Definition], path: Path) -> set[Definition]:
    """Those whose name a file has, outside of what defines them."""
    try:
        data = path.read_bytes()
    except OSError:
        return set()
    place = path.resolve()
    own = {one for one in wanted if one.path == place}
    found = _mentioned(wanted, data) - own
    for one in own:
        lines = data.splitlines()
        found |= _mentioned([one], b"\n".join([*lines[: one.start - 1], *lines[one.end :]]))
    return found


def _mentioned(wanted: Collection[Definition], data: bytes) -> set[Definition]:
    # To look for plain bytes is the fastest as long as there are few.
    if len(wanted) > FEW:
        words = set(WORD.findall(data))
        return {one for one in wanted if one.name.encode("utf-8") in words}
    return {one for one in wanted if _is_word(one.name.encode("utf-8"), data)}


def _is_word(name: bytes, data: bytes) -> bool:
    found = name in data
    return found and re.search(rb"(?<!\w)" + re.escape(name) + rb"(?!\w)", data) is not None
