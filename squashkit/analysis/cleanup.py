"""Whether squashes may become normal migrations, judged by what databases have recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..model.keys import MigrationKey
from ..model.migrations import MigrationFacts


@dataclass(frozen=True, slots=True)
class Blocked:
    """A squash that has to stay as it is.

    Attributes:
        fact: one sentence that names the database and what it has.
        hint: what to do about it.
    """

    squash: MigrationKey
    fact: str
    hint: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The squashes that may be cleaned up, and the others.

    Attributes:
        evidence: what was found in each database, one sentence each.
    """

    ready: tuple[MigrationKey, ...]
    blocked: tuple[Blocked, ...]
    evidence: tuple[str, ...]


def judge(
    squashes: Iterable[MigrationFacts],
    states: Mapping[str, frozenset[MigrationKey]],
) -> Verdict:
    """A squash is ready when every database has recorded the squash itself.

    That all members are recorded is not enough: Django writes the row of the squash only when
    `migrate` runs with it (MigrationExecutor.check_replacements), and once `replaces` is gone
    nothing else tells it that the tables exist.

    Args:
        squashes: migrations with `replaces`.
        states: what each database has recorded, by its alias.
    """
    ready, blocked, evidence = [], [], []
    for squash in squashes:
        against = [_against(squash, alias, state) for alias, state in sorted(states.items())]
        found = [one for one in against if one]
        blocked += found
        if not found:
            ready.append(squash.key)
            evidence += [f"{alias} has recorded {squash.key}." for alias in sorted(states)]
    return Verdict(tuple(ready), tuple(blocked), tuple(evidence))


def _against(squash: MigrationFacts, alias: str, state: frozenset[MigrationKey]) -> Blocked | None:
    if squash.key in state:
        return None
    done = sum(key in state for key in squash.replaces)
    total = len(squash.replaces)
    if done == total:
        fact = f"Database {alias} has all {total} migrations but has not recorded {squash.key}."
        return Blocked(squash.key, fact, f"Run: python manage.py migrate --database {alias}")
    fact = f"Database {alias} has {done} of the {total} migrations that {squash.key} replaces."
    return Blocked(
        squash.key, fact, f"Bring it up to date first: python manage.py migrate --database {alias}"
    )
