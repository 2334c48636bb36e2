"""Databases that have recorded the same: thousands of tenants are told in one sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from ..model.deployed import Deployed
from ..model.keys import MigrationKey


@dataclass(frozen=True, slots=True)
class Alike:
    """Databases with the same migrations.

    Attributes:
        names: what they are called in messages, sorted.
        example: what the first of them has recorded.
    """

    names: tuple[str, ...]
    example: Deployed

    @property
    def keys(self) -> frozenset[MigrationKey]:
        """The migrations."""
        return self.example.keys

    @property
    def has(self) -> str:
        """The verb for them."""
        return "have" if len(self.names) > 1 else "has"

    def __str__(self) -> str:
        first, *others = self.names
        return f"{first} and {len(others)} more like it" if others else first


def alike(states: Mapping[str, Deployed]) -> tuple[Alike, ...]:
    """The databases, those with the same migrations together.

    Args:
        states: of databases, by what they are called in messages.
    """
    found = defaultdict(list)
    for name in sorted(states):
        found[states[name].digest].append(name)
    return tuple(Alike(tuple(names), states[names[0]]) for names in found.values())
