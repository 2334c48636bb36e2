"""What came of a way back, beside that of the original."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ...model.proofs import Check
from ...model.schema import Difference, Layer, Noise
from ...model.words import counted
from ...project.protocol import Refused, Unapplied
from .outcomes import Outcome, differences_in
from .routes import Route, Squashed

WITH_ROWS = " with made-up rows"


@dataclass(frozen=True, slots=True)
class Reversal:
    """What came of it.

    Attributes:
        outcomes: both databases, at each point that was compared.
        points: how many squashes were unapplied.
        filled: how many of them with made-up rows too.
        inside: how many points within squashes the original came by.
        differences: what could be unapplied and no longer can, and what is lost.
        notes: what could not be before either.
        further: what can no longer, since it takes a squash of another app along that cannot be.
    """

    outcomes: tuple[Outcome, ...] = ()
    points: int = 0
    filled: int = 0
    inside: int = 0
    differences: tuple[Difference, ...] = ()
    notes: tuple[str, ...] = ()
    further: tuple[Difference, ...] = ()

    def __or__(self, other: Reversal) -> Reversal:
        return Reversal(
            (*self.outcomes, *other.outcomes),
            self.points + other.points,
            self.filled + other.filled,
            self.inside + other.inside,
            (*self.differences, *other.differences),
            (*self.notes, *other.notes),
            (*self.further, *other.further),
        )

    def with_rows(self, other: Reversal) -> Reversal:
        """The same, with what came of databases with rows besides.

        Args:
            other: of those, on the same way.
        """
        return replace(
            self,
            outcomes=(*self.outcomes, *other.outcomes),
            filled=other.points,
            differences=_once((*self.differences, *other.differences)),
            notes=tuple(dict.fromkeys((*self.notes, *other.notes))),
            further=_once((*self.further, *other.further)),
        )

    @property
    def not_compared(self) -> tuple[str, ...]:
        """What nobody tried, or could not before either."""
        points = f"unapplying to {counted(self.inside, 'point')} within squashes"
        why = "for that the replaced files have to be there"
        return (*self.notes, f"{points}: {why}") if self.inside else self.notes


def gone_back(
    route: Route, part: Sequence[Squashed], done: Unapplied, undone: Unapplied, words: str
) -> Reversal:
    """How far both came.

    Args:
        route: of the squashes.
        part: those that were to be unapplied.
        done: what the original did.
        undone: what the squash did of that.
        words: which databases these are.
    """
    own = {route.start_after(one): one.key for one in part}
    lost = [*undone.refused, *filter(None, [undone.failed])]
    # One that takes a whole squash of another app along reaches further than it did.
    near = [one for one in lost if one is undone.failed or one.migration == own[one.point]]
    return Reversal(
        points=len(undone.reached),
        inside=sum(_inside(one, route, done) for one in part),
        differences=tuple(_lost(one, words if one is undone.failed else "") for one in near),
        notes=tuple(_impossible(done, words)),
        further=tuple(_lost(one) for one in lost if one not in near),
    )


def _inside(one: Squashed, route: Route, done: Unapplied) -> int:
    """How many points within a squash the original came by."""
    if route.start(one) in done.reached:
        return len(one.members) - 1
    stuck = {refused.migration for refused in (*done.refused, done.failed) if refused}
    places = (place for place, key in enumerate(one.members, 1) if key in stuck)
    return len(one.members) - max(places, default=len(one.members))


def _impossible(done: Unapplied, words: str) -> Iterator[str]:
    for one in (*done.refused, *filter(None, [done.failed])):
        rows = words if one is done.failed else ""
        yield f"unapplying{rows} to {one.point}, which the original cannot either: {one.reason}"


def _lost(one: Refused, words: str = "") -> Difference:
    return Difference(Layer.STRUCTURE, f"unapplying{words} to {one.point}", "works", one.reason)


def check_reversal(found: Reversal, noise: Noise, engine: str) -> tuple[Check, ...]:
    """A check, where there was something to unapply.

    What databases do not share on the way back is told, but for what the squash loses: it need not
    repeat what the original leaves behind there.
    """
    if not (found.points or found.differences or found.notes or found.further):
        return ()
    rows = f", {found.filled} of them{WITH_ROWS} too" if found.filled else ""
    compared = f"{counted(found.points, 'squash')} unapplied, the last one first{rows}"
    lost = {one.title for one in found.differences}
    outcomes = [replace(one, noise=noise) for one in found.outcomes]
    others = (one for one in differences_in(outcomes) if one.title not in lost)
    told = _once((*found.further, *others))
    return (Check("reverse", compared, found.differences, told, engine),)


def _once(found: Iterable[Difference]) -> tuple[Difference, ...]:
    """Without what is the same with rows as without them."""
    known: dict[str, Difference] = {}
    for one in found:
        known.setdefault(str(one).replace(WITH_ROWS, ""), one)
    return tuple(known.values())
