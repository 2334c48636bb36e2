"""Whether the two observers of the structure agree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...model.schema import Difference, Layer, Look, Snapshot
from .parts import compare_parts

SEEN = frozenset({Layer.STRUCTURE, Layer.NAMES})


def seen_twice(before: Snapshot, after: Snapshot) -> str:
    """How much the second observer saw, in words; empty if it did not see both.

    Args:
        before: of the original.
        after: of what should be equal to it.
    """
    looks = _looks(before, after)
    return f"{len(looks[0].parts)} in {looks[0].by}" if looks else ""


def disagreements(
    before: Snapshot, after: Snapshot, first: Iterable[Difference]
) -> Iterator[Difference]:
    """What one observer sees where the other sees two structures that are the same.

    Where both see something nothing is added: that the structures differ is said already.

    Args:
        before: of the original.
        after: of what should be equal to it.
        first: what the first observer found of the structure.
    """
    looks = _looks(before, after)
    if looks is None:
        return
    by = looks[0].by
    found = compare_parts(looks[0].parts, looks[1].parts, {}, {})
    seen = tuple(one for one in first if one.layer in SEEN)
    again = tuple(one for one in found if one.layer in SEEN)
    if seen and not again:
        yield from (_alone(one, f"not in {by}") for one in seen)
    if again and not seen:
        yield from (_alone(one, f"only in {by}") for one in again)


def _looks(before: Snapshot, after: Snapshot) -> tuple[Look, Look] | None:
    old, new = before.second, after.second
    if old is None or new is None or old.missing or new.missing:
        return None
    return old, new


def _alone(found: Difference, where: str) -> Difference:
    return Difference(Layer.OBSERVERS, f"{found.subject}, {where}", found.before, found.after)
