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
    """What only these migrations use, and what only such code uses in turn.

    Args:
        root: the project's folder, resolved.
        places: the project's modules.
        gone: the migrations.
        texts: what the squashes have in their files.
    """
    users = _users(places, gone)
    paths = {one.path.resolve() for one in gone}
    wanted = {one for one in users if one.path.is_relative_to(root)}
    left = set(wanted)
    for text in texts:
        left -= _mentioned(left, text.encode("utf-8"))
    for path in (*source_files(root), *text_files(root)):
        if not left:
            return ()
        if path.resolve() not in paths:
            left -= _mentioned_in(left, path, wanted)
    _keep_helpers(left, wanted)
    return tuple(sorted(_unused(one, root, users[one]) for one in left))


def _keep_helpers(left: set[Definition], wanted: Collection[Definition]) -> None:
    """Take away what those use that are used elsewhere."""
    used = [one for one in wanted if one not in left]
    while used:
        lines = _lines(used.pop())
        more = _mentioned(left, lines)
        left -= more
        used += more


def _unused(one: Definition, root: Path, users: Collection[MigrationKey]) -> Unused:
    path = one.path.relative_to(root).as_posix()
    return Unused(one.module, one.name, path, one.line, tuple(sorted(users)))


def _users(places: Places, gone: Iterable[Gone]) -> dict[Definition, set[MigrationKey]]:
    """What the migrations use of the project, directly or not, each with those that do."""
    users: dict[Definition, set[MigrationKey]] = {}
    for one in gone:
        found = [places.definition(dotted) for dotted in _used(one)]
        waiting = [each for each in found if each is not None]
        while waiting:
            each = waiting.pop()
            known = users.setdefault(each, set())
            if one.key not in known:
                known.add(one.key)
                waiting += places.helpers(each)
    return users


def _used(one: Gone) -> Iterator[str]:
    try:
        yield from used_names(parse(one.path.read_bytes()), one.module)
    except (UnreadableError, OSError):
        return


def _mentioned_in(
    left: Collection[Definition], path: Path, wanted: Collection[Definition]
) -> set[Definition]:
    """Those whose name a file has, outside of what defines any that is wanted."""
    try:
        data = path.read_bytes()
    except OSError:
        return set()
    place = path.resolve()
    own = [one for one in wanted if one.path == place]
    if own:
        inside = {number for one in own for number in range(one.start, one.end + 1)}
        lines = enumerate(data.splitlines(), start=1)
        data = b"\n".join(line for number, line in lines if number not in inside)
    return _mentioned(left, data)


def _lines(one: Definition) -> bytes:
    """The text of a definition."""
    return b"\n".join(one.path.read_bytes().splitlines()[one.start - 1 : one.end])


def _mentioned(wanted: Collection[Definition], data: bytes) -> set[Definition]:
    # To look for plain bytes is the fastest as long as there are few.
    if len(wanted) > FEW:
        words = set(WORD.findall(data))
        return {one for one in wanted if one.name.encode("utf-8") in words}
    return {one for one in wanted if _is_word(one.name.encode("utf-8"), data)}


def _is_word(name: bytes, data: bytes) -> bool:
    found = name in data
    return found and re.search(rb"(?<!\w)" + re.escape(name) + rb"(?!\w)", data) is not None
