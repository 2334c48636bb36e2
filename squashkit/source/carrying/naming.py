"""The names that carried objects get in the squash, where each can have only one meaning."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from ...errors import CompositionError
from ...model.keys import MigrationKey
from .imports import Import
from .load import Definition, Load, Target


def choose_names(
    load: Load, members: Sequence[MigrationKey], required: Sequence[Import]
) -> dict[Target, str]:
    """Name every object that is carried or imported: first come, first served.

    Args:
        load: all that is carried.
        members: the squash, then the migrations that it replaces, in their order.
        required: imports of the squash's own, which choose first.

    Raises:
        CompositionError: an import that cannot be renamed has to be.
    """
    namer = _Namer(load, members)
    for wanted in required:
        namer.claim(wanted, members[0])
    for target, owner in sorted(namer.owned(), key=namer.turn):
        namer.claim(target, owner)
    return namer.names


class _Namer:
    def __init__(self, load: Load, members: Sequence[MigrationKey]) -> None:
        self.load = load
        self.ranks = {key: rank for rank, key in enumerate(members)}
        self.names: dict[Target, str] = {}
        self.taken = {"Migration", *load.unbound}
        self.hidden: dict[Target, set[str]] = {}
        for piece in load.pieces():
            for use in piece.names.places:
                if use.node in load.targets:
                    hidden = self.hidden.setdefault(load.targets[use.node], set())
                    own = set() if use.node in load.opened else {use.name}
                    hidden.update(use.hidden - own)

    def owned(self) -> Iterator[tuple[Target, MigrationKey]]:
        """Every object with the migration that defines or imports it."""
        for piece in self.load.pieces():
            for use in piece.names.places:
                target = self.load.targets.get(use.node)
                if isinstance(target, Definition):
                    yield target, self.load.keys[target.module]
                elif target is not None:
                    yield target, piece.module.key

    def turn(self, item: tuple[Target, MigrationKey]) -> tuple[bool, int]:
        """When an object may claim its name: what cannot be renamed first, then by migration."""
        target, owner = item
        return (not self.is_path(target), self.ranks.get(owner, len(self.ranks)))

    def is_path(self, target: Target) -> bool:
        """Whether this is `import a.b`, which cannot get another name that still means `a`."""
        paths = self.load.paths.get(target, ()) if isinstance(target, Import) else ()
        return any(path != target.module for path in paths)

    def claim(self, target: Target, key: MigrationKey) -> None:
        """Name an object that has no name yet, after the migration that it comes from."""
        if target in self.names:
            return
        wanted = target.name if isinstance(target, Definition) else target.bound
        blocked = self.taken | self.hidden.get(target, set())
        name = next(name for name in _candidates(wanted, key) if name not in blocked)
        if name != wanted and self.is_path(target):
            fact = f"{key} imports a module as `{wanted}`, a name that the squash has for another."
            raise CompositionError(fact, "Import what it needs with `from ... import ... as ...`.")
        self.names[target] = name
        self.taken.add(name)


def _candidates(wanted: str, key: MigrationKey) -> Iterator[str]:
    yield wanted
    suffix = re.sub(r"\W", "_", key.name) if key.number is None else f"{key.number:04}"
    yield f"{wanted}_{suffix}"
    yield from (f"{wanted}_{suffix}_{count}" for count in itertools.count(2))
