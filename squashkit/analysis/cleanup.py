"""Whether squashes may become normal migrations, judged by what databases have recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..model.deployed import Deployed
from ..model.keys import MigrationKey
from ..model.migrations import MigrationFacts
from .alike import Alike, alike


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
    groups = alike(states)
    for squash in squashes:
        found = [one for group in groups if (one := _against(squash, group))]
        blocked += found
        if not found:
            ready.append(squash.key)
            evidence += [f"{group} {group.has} recorded {squash.key}." for group in groups]
    return Verdict(tuple(ready), tuple(blocked), tuple(evidence))


def _against(squash: MigrationFacts, group: Alike) -> Blocked | None:
    if squash.key in group.keys:
        return None
    done = sum(key in group.keys for key in squash.replaces)
    total = len(squash.replaces)
    subject, has, name = f"Database {group}", group.has, group.example.name
    command = f"python manage.py migrate --database {name}"
    if group.names[0] != name:
        command += ", then export it again: squashkit state"
    if done == total:
        fact = f"{subject} {has} all {total} migrations but {has} not recorded {squash.key}."
        return Blocked(squash.key, fact, f"Run: {command}")
    fact = f"{subject} {has} {done} of the {total} migrations that {squash.key} replaces."
    return Blocked(squash.key, fact, f"Bring it up to date first: {command}")
