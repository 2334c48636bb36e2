"""The new names of a branch's migrations: numbers that follow those of the base."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

from ...model.keys import NUMBER, MigrationKey
from ...model.migrations import MigrationFacts
from ..naming import squash_name
from .chains import Chain

LEADING = re.compile(r"^\d+")


def new_names(chain: Chain, base: Iterable[MigrationKey]) -> dict[MigrationKey, MigrationKey]:
    """What the members of a chain will be called, and its squashes; only those that change.

    A number that is higher than all before stays.

    Args:
        chain: of a branch.
        base: the base's migrations of that app.
    """
    last = max((key.number for key in base if key.number is not None), default=0)
    names: dict[MigrationKey, MigrationKey] = {}
    for key in (one.key for one in chain.members):
        if key.number is None:
            continue
        if key.number <= last:
            names[key] = _numbered(key, last + 1)
        last = max(last + 1, key.number)
    for squash in chain.squashes:
        members = [names.get(key, key) for key in squash.replaces]
        if members != [*squash.replaces]:
            names[squash.key] = MigrationKey(chain.app, _of_squash(squash, members))
    return names


def _of_squash(squash: MigrationFacts, members: list[MigrationKey]) -> str:
    """As it was given by rule, or by hand: then only the first number changes."""
    if squash.key.name == squash_name(squash.replaces):
        return squash_name(members)
    first = members[0].number
    if first is None:
        return squash.key.name
    return LEADING.sub(lambda found: f"{first:0{len(found[0])}}", squash.key.name)


def _numbered(key: MigrationKey, number: int) -> MigrationKey:
    """The same name with another number, as wide as it was."""
    old = NUMBER.match(key.name)
    assert old is not None
    rest = key.name[old.end() :]
    return MigrationKey(key.app, f"{number:0{len(old[1])}}{rest}")


def taken(
    chain: Chain, names: Mapping[MigrationKey, MigrationKey], others: Collection[MigrationKey]
) -> list[tuple[MigrationKey, MigrationKey]]:
    """Migrations whose new name is not free, each with that name.

    Args:
        chain: of a branch.
        names: what changes.
        others: names that are in use on the base, or were.
    """
    every = [one.key for one in (*chain.members, *chain.squashes)]
    found = [(key, names.get(key, key)) for key in every]
    return [(key, new) for key, new in found if new in others]
