"""Apps that end in several migrations, and what can join them."""

from __future__ import annotations

from dataclasses import dataclass

from .keys import MigrationKey
from .proofs import Proof


@dataclass(frozen=True, slots=True)
class Said:
    """An operation of one side.

    Attributes:
        path: its file.
        line: from 1.
        does: what it does to what, in words.
        text: how it is written; empty where that cannot be told.
    """

    migration: MigrationKey
    path: str
    line: int
    does: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Clash:
    """Two operations whose order matters.

    Attributes:
        what: the model, or a part of it: `shop.item.price`.
        both_run: whether either may be the later one; else the later one fails.
    """

    what: str
    one: Said
    other: Said
    both_run: bool


@dataclass(frozen=True, slots=True)
class Fork:
    """An app that ends in several migrations.

    Attributes:
        ends: sorted.
        clashes: what keeps them from being merged; none where either side may come first.
        merge: the merge migration, or None.
        last: the end that the user chose to come last, or None.
    """

    app: str
    ends: tuple[MigrationKey, ...]
    clashes: tuple[Clash, ...] = ()
    merge: MigrationKey | None = None
    last: MigrationKey | None = None

    @property
    def settled(self) -> bool:
        """Whether it will be one end."""
        return self.merge is not None or self.last is not None


@dataclass(frozen=True, slots=True)
class MergeRecord:
    """What a merge came to, for a report.

    Attributes:
        files: that are written or changed.
        written: whether that was done.
        proof: that either order leads to the same, if that was asked for.
    """

    forks: tuple[Fork, ...]
    files: tuple[str, ...]
    written: bool
    proof: Proof | None = None
