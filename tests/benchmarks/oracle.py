"""What really happens when two commits are merged, as git and Django say; without squashkit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from .headers import Key
from .loader import Loaded, load
from .merges import Merge
from .trees import Known, Trees

LEAF, NUMBER, LOAD = "leaf", "number", "load"
CIRCLE = "circle"

NUMBERED = re.compile(r"\d+")


@dataclass(frozen=True)
class Truth:
    """The conflicts of one merge.

    Attributes:
        conflicts: kind of conflict to the labels of the apps that have it, each with why; a
            circle of dependencies has no app, but the word `circle`.
        alone: the same for what either side has by itself, before anything is merged.
        outside: apps without a verdict, with the reason.
    """

    conflicts: Mapping[str, Mapping[str, str]]
    alone: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    outside: Mapping[str, str] = field(default_factory=dict)


class Oracle:
    """Judges the merges of one clone.

    Args:
        trees: of the clone.
    """

    def __init__(self, trees: Trees) -> None:
        self.trees = trees
        self._commit = lru_cache(maxsize=64)(self._known)

    def truth(self, merge: Merge) -> Truth:
        """The conflicts of one merge.

        Raises:
            GitError: git cannot merge the two.
        """
        merged = self.trees.of_merge(merge)
        result = load(merged.project)
        sides = [self._commit(parent) for parent in merge.parents]
        starts = [self._commit(base)[0] for base in merge.bases]
        loaded = [one for _, one in sides]
        conflicts = {
            LEAF: dict(_new_leaves(result, loaded)),
            NUMBER: dict(_same_numbers(merged, starts, [one for one, _ in sides])),
            LOAD: dict(_load_errors(result, loaded)),
        }
        outside: dict[str, str] = {}
        for one in (merged, *(known for known, _ in sides)):
            outside.update(one.outside)
        return Truth(conflicts, _alone(loaded), outside)

    def _known(self, commit: str) -> tuple[Known, Loaded]:
        known = self.trees.of_commit(commit)
        return known, load(known.project)


def plain(app: str) -> str:
    """The label of an app, without the folder that tells it from another of that label."""
    return app.partition(" in ")[0]


def _new_leaves(merged: Loaded, sides: list[Loaded]) -> Iterator[tuple[str, str]]:
    for app, leaves in merged.leaves.items():
        if len(leaves) > max(1, *(one.ends(app) for one in sides)):
            yield plain(app), ", ".join(name for _, name in sorted(leaves))


def _load_errors(merged: Loaded, sides: list[Loaded]) -> Iterator[tuple[str, str]]:
    known = {one for side in sides for one in side.dangling}
    for child, parent in sorted(merged.dangling - known):
        yield plain(child[0]), f"{child[1]} depends on {'.'.join(parent)}"
    if merged.circle and not any(side.circle for side in sides):
        yield CIRCLE, "a circle"


def _same_numbers(
    merged: Known, starts: list[Known], sides: list[Known]
) -> Iterator[tuple[str, str]]:
    before = {key for one in starts for key in one.contents}
    first, second = (
        _brought(merged, before, one, other) for one, other in (sides, reversed(sides))
    )
    same = {key for key in first & second if len(merged.contents[key]) == 1}
    for one in sorted(first - same):
        for other in sorted(second - same):
            if one[0] == other[0] and _number(one) == _number(other):
                yield plain(one[0]), f"{one[1]} and {other[1]}"


def _brought(merged: Known, before: set[Key], side: Known, other: Known) -> set[Key]:
    """The files that a side added; git may have put them where the other side moved the folder."""
    own = {blob for key, blobs in side.contents.items() if key not in before for blob in blobs}
    moved = {
        key
        for key, blobs in merged.contents.items()
        if key not in other.contents and not own.isdisjoint(blobs)
    }
    return (merged.contents.keys() & (side.contents.keys() | moved)) - before


def _number(key: Key) -> str:
    """The leading number; of a name without one, the name."""
    match = NUMBERED.match(key[1])
    return match[0].lstrip("0") if match else key[1]


def _alone(sides: list[Loaded]) -> dict[str, dict[str, str]]:
    leaves = {
        plain(app): ", ".join(name for _, name in sorted(found))
        for one in sides
        for app, found in one.leaves.items()
        if len(found) > 1
    }
    errors = {
        plain(child[0]): f"{child[1]} depends on {'.'.join(parent)}"
        for one in sides
        for child, parent in one.dangling
    }
    if any(one.circle for one in sides):
        errors[CIRCLE] = "a circle"
    return {LEAF: leaves, LOAD: errors}
