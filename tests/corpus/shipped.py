"""The squashes that a package was published with, as data: which, and how ours compare."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from .observing import Key
from .rows import ShippedRow

FEWER, SAME, MORE = "fewer", "same", "more"
DROPPED_ROWS = "more: theirs dropped steps that make rows"
DROPPED = "more: theirs dropped steps that make none"
CUT = "more: {} has ours in {} files"
NOT_SQUASHED, OTHERS = "not squashed", "more members"


@dataclass(frozen=True)
class OnDisk:
    """One migration file.

    Attributes:
        path: of the file.
        operations: how many it has.
        steps: how many of them are RunPython and RunSQL.
        dependencies: what it names.
        replaces: empty for all but squashes.
    """

    path: str
    operations: int
    dependencies: tuple[Key, ...] = ()
    replaces: tuple[Key, ...] = ()
    steps: int = 0


Disk: TypeAlias = Mapping[Key, OnDisk]


@dataclass(frozen=True)
class Told:
    """What squashkit says of one of its squashes.

    Attributes:
        loud: how many steps that stay were seen to make rows on an empty database.
        ends: the rules by which it does not go on.
    """

    loud: int
    ends: tuple[str, ...]


@dataclass(frozen=True)
class Shipped:
    """A published squash whose originals are on disk as well.

    Attributes:
        key: its own.
        members: the originals, also those of a squash that it replaces.
        last: the original that no other one depends on.
    """

    key: Key
    members: tuple[Key, ...]
    last: Key


def read_disk(document: Mapping[str, Any]) -> dict[Key, OnDisk]:
    """The files that inside.py tells of."""
    return {
        _key(one["key"]): OnDisk(
            one["path"],
            one["operations"],
            tuple(map(_key, one["dependencies"])),
            tuple(map(_key, one["replaces"])),
            one["steps"],
        )
        for one in document["disk"]
    }


def read_told(document: Mapping[str, Any]) -> dict[Key, Told]:
    """What `squashkit squash --format json` said of each squash."""
    return {
        (one["key"]["app"], one["key"]["name"]): Told(
            sum(not step["left_out"] and not step["observed"] for step in one["steps"]),
            tuple(end["rule"] for end in one["ends"]),
        )
        for one in document["plan"]["segments"]
    }


def _key(pair: Sequence[str]) -> Key:
    app, name = pair
    return app, name


def find_shipped(disk: Disk) -> tuple[Shipped, ...]:
    """The squashes that can be hidden, by app and name."""
    found = {key: _members(key, disk) for key in sorted(disk) if disk[key].replaces}
    return tuple(
        Shipped(key, members, _last(members, disk)) for key, members in found.items() if members
    )


def gone(disk: Disk) -> tuple[Key, ...]:
    """Squashes of which an original is no longer there, and renamed migrations."""
    return tuple(key for key in sorted(disk) if disk[key].replaces and not _members(key, disk))


def _members(key: Key, disk: Disk) -> tuple[Key, ...]:
    """All originals of a squash; nothing where one is missing."""
    found = list[Key]()
    for one in disk[key].replaces:
        inner = _members(one, disk) if one in disk else ()
        found += inner or [one]
    return tuple(found) if all(one in disk for one in found) else ()


def _last(members: Sequence[Key], disk: Disk) -> Key:
    needed = {parent for one in members for parent in disk[one].dependencies}
    return next((one for one in reversed(members) if one not in needed), members[-1])


def redirected(text: str, squash: Key, last: Key) -> str:
    """A migration's text with the last original where it names the squash."""
    app, name = map(re.escape, squash)
    named = rf"(['\"]{app}['\"]\s*,\s*['\"]){name}(?=['\"])"
    return re.sub(named, lambda found: found[1] + last[1], text)


def batches(squashes: Iterable[Shipped], disk: Disk) -> list[list[Shipped]]:
    """Put squashes of an app that follow each other into different runs; else ours were one."""
    made: list[list[Shipped]] = []
    for one in squashes:
        free = (batch for batch in made if not any(_adjacent(one, two, disk) for two in batch))
        batch = next(free, None)
        if batch is None:
            made.append([one])
        else:
            batch.append(one)
    return made


def _adjacent(one: Shipped, two: Shipped, disk: Disk) -> bool:
    same_app = one.key[0] == two.key[0]
    return same_app and (_follows(one, two, disk) or _follows(two, one, disk))


def _follows(later: Shipped, earlier: Shipped, disk: Disk) -> bool:
    needed = {parent for one in later.members for parent in disk[one].dependencies}
    return not needed.isdisjoint({earlier.key, *earlier.members})


def compare(
    shipped: Shipped, published: OnDisk, disk: Disk, told: Mapping[Key, Told]
) -> ShippedRow:
    """Set squashkit's squashes of the same originals beside a published one.

    Args:
        shipped: the published one.
        published: its file.
        disk: the files there are now, without the published ones.
        told: what squashkit says of its squashes.
    """
    members, theirs = set(shipped.members), published.operations
    squashes = {key: one for key, one in disk.items() if not members.isdisjoint(one.replaces)}
    ours = {key: one for key, one in squashes.items() if members.issuperset(one.replaces)}
    if len(ours) < len(squashes):
        return unlike(shipped, theirs, OTHERS)
    if not ours:
        return unlike(shipped, theirs, NOT_SQUASHED)
    kept = members.difference(*(one.replaces for one in ours.values()))
    files = [*ours.values(), *(disk[key] for key in kept)]
    operations = sum(one.operations for one in files)
    row = ShippedRow(*shipped.key, len(members), theirs, operations, len(files), SAME)
    row = replace(row, their_steps=published.steps, our_steps=sum(one.steps for one in files))
    known = [told[key] for key in sorted(ours) if key in told]
    return replace(row, verdict=_verdict(row, known), loud=sum(one.loud for one in known))


def _verdict(row: ShippedRow, told: Sequence[Told]) -> str:
    assert row.ours is not None
    if row.ours <= row.theirs:
        return SAME if row.ours == row.theirs else FEWER
    if sum(one.loud for one in told) > row.their_steps:
        return DROPPED_ROWS
    if row.our_steps > row.their_steps:
        return DROPPED
    cuts = sorted({rule for one in told for rule in one.ends})
    return CUT.format(", ".join(cuts), row.migrations) if cuts and row.migrations > 1 else MORE


def unlike(shipped: Shipped, theirs: int, verdict: str) -> ShippedRow:
    """A published squash that nothing can be set beside."""
    app, name = shipped.key
    return ShippedRow(app, name, len(shipped.members), theirs, None, 0, verdict)
