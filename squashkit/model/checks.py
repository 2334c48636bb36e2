"""Whether databases can go on with the migrations that are there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a database, or any, cannot simply run `migrate`.

    Attributes:
        rule: the id of the rule.
        app: the app's label.
        fact: one sentence that names the objects.
        hint: the next command or step.
        databases: those that it is about; none where it is about the files.
    """

    rule: str
    app: str
    fact: str
    hint: str
    databases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Examined:
    """What a check came to.

    Attributes:
        databases: names of those that were read.
        migrations: how many files they were compared with.
        problems: of the files first, then database by database.
    """

    databases: tuple[str, ...]
    migrations: int
    problems: tuple[Problem, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.problems
