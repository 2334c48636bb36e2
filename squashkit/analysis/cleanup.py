"""Whether squashes may become normal migrations, judged by databases, releases and branches."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from ..model.cleanups import Blocked, Terms, Verdict
from ..model.keys import MigrationKey
from ..model.migrations import MigrationFacts
from ..model.refs import Ref
from ..model.words import counted
from .alike import Alike
from .members import members_of


@dataclass(frozen=True, slots=True)
class Judged:
    """What one kind of evidence says of one squash.

    Attributes:
        blocked: why it has to stay.
        evidence: what speaks for the cleanup, one sentence each.
    """

    blocked: tuple[Blocked, ...] = ()
    evidence: tuple[str, ...] = ()


Judge = Callable[[MigrationFacts], Judged]


@dataclass(frozen=True, slots=True)
class Needed:
    """What a branch in flight has to do with a migration.

    Attributes:
        says: what it does, such as `shop.0004_x depends on shop.0003_y`.
        needs: the migration.
    """

    ref: Ref
    says: str
    needs: MigrationKey


def judge(squashes: Sequence[MigrationFacts], judges: Sequence[Judge]) -> Verdict:
    """A squash is ready when nothing speaks against it.

    One inside of another goes with that one, whatever is said of it alone.

    Args:
        squashes: migrations with `replaces`.
        judges: what looks at each of them.
    """
    ready: list[MigrationKey] = []
    blocked: list[Blocked] = []
    evidence: list[str] = []
    for squash in squashes:
        said = [look(squash) for look in judges]
        against = [one for found in said for one in found.blocked]
        blocked += against
        if not against:
            ready.append(squash.key)
            evidence += [line for found in said for line in found.evidence]
    known = {squash.key: squash for squash in squashes}
    inside = {member for key in ready for member in members_of(known, key)}
    left = tuple(one for one in blocked if one.squash not in inside)
    return Verdict(tuple(ready), left, tuple(evidence))


def by_databases(groups: Sequence[Alike]) -> Judge:
    """Every database must have recorded the squash itself.

    That all members are recorded is not enough: Django writes the row of the squash only when
    `migrate` runs with it (MigrationExecutor.check_replacements), and once `replaces` is gone
    nothing else tells it that the tables exist. One that was never migrated begins with the squash
    as any new one does; it is no evidence either.

    Args:
        groups: databases, those with the same migrations together.
    """

    def look(squash: MigrationFacts) -> Judged:
        used = [group for group in groups if group.keys] or groups
        against = tuple(one for group in used if (one := _against(squash, group)))
        evidence = [f"{group} {group.has} recorded {squash.key}." for group in used]
        evidence += [f"{group} {group.was} never migrated." for group in groups if not group.keys]
        return Judged(against, () if against else tuple(evidence))

    return look


def _against(squash: MigrationFacts, group: Alike) -> Blocked | None:
    if squash.key in group.keys:
        return None
    done = sum(key in group.keys for key in squash.replaces)
    total = len(squash.replaces)
    subject, has, name = f"Database {group}", group.has, group.example.name
    alias, _, tenant = name.partition("/")
    command = f"python manage.py migrate --database {alias}"
    if tenant:
        command += f", for {tenant}"
    if group.names[0] != name:
        command += ", then export it again: squashkit state"
    if done == total:
        fact = f"{subject} {has} all {total} migrations but {has} not recorded {squash.key}."
        return Blocked(squash.key, fact, f"Run: {command}")
    fact = f"{subject} {has} {done} of the {total} migrations that {squash.key} replaces."
    return Blocked(squash.key, fact, f"Bring it up to date first: {command}")


def by_releases(releases: Sequence[tuple[Ref, frozenset[MigrationKey]]], terms: Terms) -> Judge:
    """Releases must have the squash: all that are supported, or as many as the user asks for.

    Args:
        releases: with the migrations that each has, newest first.
        terms: how many must have it.
    """

    def look(squash: MigrationFacts) -> Judged:
        having = [ref.name for ref, keys in releases if squash.key in keys]
        lacking = [ref.name for ref, keys in releases if squash.key not in keys]
        if len(having) < terms.min_releases:
            fact = (
                f"{_released(having, squash.key)}, and --min-releases asks for "
                f"{terms.min_releases}."
            )
            return Judged((Blocked(squash.key, fact, "Release it before you clean up."),))
        if lacking and not terms.min_releases:
            fact = f"{_span(lacking)} {'do' if len(lacking) > 1 else 'does'} not have {squash.key}."
            hint = "Wait until it is not supported any more, and leave it out of --released-in."
            return Judged((Blocked(squash.key, fact, hint),))
        return Judged(evidence=(f"{_released(having, squash.key)}.",))

    return look


def _released(having: Sequence[str], key: MigrationKey) -> str:
    if not having:
        return f"No release has {key}"
    return f"{_span(having)} {'have' if len(having) > 1 else 'has'} {key}"


def _span(names: Sequence[str]) -> str:
    """Releases, newest first, as people say them."""
    if len(names) == 1:
        return names[0]
    return f"{counted(len(names), 'release')} from {names[-1]} to {names[0]}"


def by_age(born: Callable[[MigrationKey], datetime | None], before: datetime) -> Judge:
    """The squash must be old enough.

    Args:
        born: when a migration was first committed; None where it was not.
        before: the latest moment.
    """

    def look(squash: MigrationFacts) -> Judged:
        when, day = born(squash.key), before.date().isoformat()
        if when is None:
            fact = f"{squash.key} is not committed yet."
            return Judged((Blocked(squash.key, fact, "Commit and release it first."),))
        since = when.date().isoformat()
        if when > before:
            fact = f"{squash.key} was committed on {since}, after {day}."
            return Judged((Blocked(squash.key, fact, "Wait, or choose another --older-than."),))
        return Judged(evidence=(f"{squash.key} was committed on {since}.",))

    return look


def by_branches(
    found: Sequence[Needed],
    looked_at: int,
    members: Callable[[MigrationKey], Collection[MigrationKey]],
) -> Judge:
    """No branch in flight may depend on what goes: it could not be loaded once it is merged.

    Args:
        found: what branches have to do with migrations.
        looked_at: how many branches there are.
        members: what goes with a squash.
    """

    def look(squash: MigrationFacts) -> Judged:
        going = members(squash.key)
        against = tuple(
            Blocked(
                squash.key,
                f"{one.ref.name}: {one.says}, which would go.",
                f"Merge {one.ref.name} first, or let it name {squash.key} there.",
            )
            for one in found
            if one.needs in going
        )
        of = "The branch in flight" if looked_at == 1 else f"Each of {looked_at} branches in flight"
        evidence = f"{of} does without what {squash.key} replaces."
        return Judged(against, () if against else (evidence,))

    return look
