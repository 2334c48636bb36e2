"""What one way back keeps of a database that another one loses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...model.schema import Detail, Difference, Layer, Noise, Snapshot
from ...model.words import counted
from .differences import compare, failing
from .moments import Window
from .rows import find_noise

ROWS_OF = "rows of "


@dataclass(frozen=True, slots=True)
class Stand:
    """A database at a point.

    Attributes:
        window: when what made it began and ended.
    """

    snapshot: Snapshot
    window: Window


def lost(forward: Stand, again: Stand, before: Stand, after: Stand) -> tuple[Difference, ...]:
    """What the original's way back leaves as it was on the way there, and the other does not.

    What the original itself leaves otherwise, such as a table that no reverse drops, need not be
    repeated. Only where it keeps something of it, and the other nothing, that is a loss too.

    Args:
        forward: at the point, on the way there.
        again: the same once more, which tells what is random.
        before: what the original came back to.
        after: what the other came back to.
    """
    noise = _noise(forward, again)
    own = {one.subject: one for one in _differing(forward, before, noise)}
    moved = {one.subject for one in _differing(forward, after, noise)}
    unkept = noise | _at_all(_noise(forward, before))
    return (
        *(
            one
            for one in _differing(before, after, unkept)
            if one.subject in moved and _was_kept(one, own.get(one.subject))
        ),
        *_fewer(forward, before, after, unkept.tables - noise.tables),
    )


def _was_kept(one: Difference, own: Difference | None) -> bool:
    """Whether the original leaves that as it was, or leaves some of what the other has not."""
    if own is None:
        return True
    if one.layer is Layer.ROWS and one.subject.startswith(ROWS_OF):
        return True  # in columns that it leaves as they were
    return bool(own.before) and not one.after


def _fewer(
    forward: Stand, before: Stand, after: Stand, tables: frozenset[str]
) -> Iterator[Difference]:
    """Tables of which the original leaves other rows than there were, and the other too few."""
    for name in sorted(tables):
        counts = [
            len(one.snapshot.tables[name].rows)
            for one in (forward, before, after)
            if name in one.snapshot.tables
        ]
        if len(counts) == 3 and counts[2] < min(counts[:2]):
            many, few = (counted(count, "row") for count in counts[1:])
            yield Difference(Layer.ROWS, f"{ROWS_OF}{name}", many, few)


def _differing(one: Stand, other: Stand, noise: Noise) -> tuple[Difference, ...]:
    clocks = (one.window, other.window)
    return failing(compare(one.snapshot, other.snapshot, clocks=clocks, noise=noise))


def _at_all(noise: Noise) -> Noise:
    """The columns that the original leaves otherwise, in which only NULL or not is compared."""
    return Noise(dict.fromkeys(noise.columns, Detail.NULL), noise.tables | noise.loose)


def _noise(one: Stand, other: Stand) -> Noise:
    return find_noise(one.snapshot.tables, other.snapshot.tables, (one.window, other.window))
