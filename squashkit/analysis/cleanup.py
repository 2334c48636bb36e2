"""Whether squashes may become normal migrations, judged by what databases have recorded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..model.deployed import Deployed
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
    states: Mapping[str, Deployed],
) -> Verdict:
    """A squash is ready when every database has recorded the squash itself.

    That all members are recorded is not enough: Django writes the row of the squash only when
    `migrate` runs with it (MigrationExecutor.check_replacements), and once `replaces` is gone
    nothing else tells it that the tables exist.

    Args:
        squashes: migrations with `replaces`.
        states: of databases, by what they are called in messages.
    """
    ready, blocked, evidence = [], [], []
    alike = _alike(states)
    for squash in squashes:
        against = [_against(squash, names, states[names[0]]) for names in alike]
        found = [one for one in against if one]
        blocked += found
        if not found:
            ready.append(squash.key)
            evidence += [f"{_some(names)} {_has(names)} recorded {squash.key}." for names in alike]
    return Verdict(tuple(ready), tuple(blocked), tuple(evidence))


def _alike(states: Mapping[str, Deployed]) -> list[list[str]]:
    """The names of databases that have recorded the same: thousands of tenants are alike."""
    found = defaultdict(list)
    for name in sorted(states):
        found[states[name].keys].append(name)
    return list(found.values())


def _some(names: Sequence[str]) -> str:
    first, *others = names
    return f"{first} and {len(others)} more like it" if others else first


def _has(names: Sequence[str]) -> str:
    return "have" if len(names) > 1 else "has"


def _against(squash: MigrationFacts, names: Sequence[str], state: Deployed) -> Blocked | None:
    if squash.key in state.keys:
        return None
    done = sum(key in state.keys for key in squash.replaces)
    total = len(squash.replaces)
    has, subject = _has(names), f"Database {_some(names)}"
    command = f"python manage.py migrate --database {state.name}"
    if names[0] != state.name:
        command += ", then export it again: squashkit state"
    if done == total:
        fact = f"{subject} {has} all {total} migrations but {has} not recorded {squash.key}."
        return Blocked(squash.key, fact, f"Run: {command}")
    fact = f"{subject} {has} {done} of the {total} migrations that {squash.key} replaces."
    return Blocked(squash.key, fact, f"Bring it up to date first: {command}")
