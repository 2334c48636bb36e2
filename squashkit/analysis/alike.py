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
        states: what each has recorded, with its own times.
    """

    names: tuple[str, ...]
    states: tuple[Deployed, ...]

    @property
    def example(self) -> Deployed:
        """The first of them."""
        return self.states[0]

    @property
    def keys(self) -> frozenset[MigrationKey]:
        """The migrations."""
        return self.example.keys

    @property
    def has(self) -> str:
        """The verb for them."""
        return "have" if len(self.names) > 1 else "has"

    @property
    def was(self) -> str:
        """The other verb for them."""
        return "were" if len(self.names) > 1 else "was"

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
    return tuple(
        Alike(tuple(names), tuple(states[name] for name in names)) for names in found.values()
    )
