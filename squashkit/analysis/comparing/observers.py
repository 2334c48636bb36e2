"""Whether the two observers of the structure agree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...model.schema import Difference, Layer, Look
from .parts import compare_parts

SEEN = frozenset({Layer.STRUCTURE, Layer.NAMES})


def disagreements(
    before: Look | None, after: Look | None, first: Iterable[Difference]
) -> Iterator[Difference]:
    """What one observer sees where the other sees two structures that are the same.

    Where both see something nothing is added: that the structures differ is said already.

    Args:
        before: what the second observer saw of the original, if it was asked.
        after: of what should be equal to it.
        first: what the first observer found of the structure.
    """
    if before is None or after is None or before.missing or after.missing:
        return
    seen = tuple(one for one in first if one.layer in SEEN)
    again = tuple(
        one for one in compare_parts(before.parts, after.parts, {}, {}) if one.layer in SEEN
    )
    if seen and not again:
        yield from (_alone(one, f"not in {before.by}") for one in seen)
    if again and not seen:
        yield from (_alone(one, f"only in {before.by}") for one in again)


def _alone(found: Difference, where: str) -> Difference:
    return Difference(Layer.OBSERVERS, f"{found.subject}, {where}", found.before, found.after)
