"""What an operation needs and what it changes, as places in a tree.

A place is a path such as `("shop", "item", "field", "price")`. Whoever changes a place changes all
that lies below it; the empty path is everything there is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Path = tuple[str, ...]

EVERYTHING: Path = ()


@dataclass(frozen=True, slots=True)
class Footprint:
    """The places that an operation meets.

    Two operations may change places with each other unless one changes what the other meets.

    Attributes:
        reads: what has to be as it is, with all below it.
        writes: what is different afterwards, with all below it.
    """

    reads: frozenset[Path] = frozenset()
    writes: frozenset[Path] = frozenset()

    @classmethod
    def of(cls, reads: Iterable[Path] = (), writes: Iterable[Path] = ()) -> Footprint:
        """A footprint from any collections of places."""
        return cls(frozenset(reads), frozenset(writes))

    @property
    def boundless(self) -> bool:
        """Whether nothing may pass."""
        return EVERYTHING in self.writes

    def __or__(self, other: Footprint) -> Footprint:
        """What either of the two meets."""
        return Footprint(self.reads | other.reads, self.writes | other.writes)


BOUNDLESS = Footprint.of(writes=[EVERYTHING])
