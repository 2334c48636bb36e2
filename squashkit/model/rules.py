"""Rules: the conditions that squashkit checks, each with an id that never changes its meaning."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Rule:
    """A condition that a segment, or a branch, has to meet.

    Attributes:
        id: stable, for example `SQK104`.
        name: a short name in lower case with hyphens.
        text: one sentence that says what is left alone or reported, for the reference page.
        why: what would go wrong otherwise, with its source.
    """

    id: str
    name: str
    text: str
    why: str

    def __str__(self) -> str:
        return f"{self.id} {self.name}"
