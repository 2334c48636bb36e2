"""Branches that are not merged yet, and what they ask of a plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from ...analysis.conflicts.changes import Changes, changes_since, without_shared
from ...analysis.graphs import build_graph, replacements
from ...analysis.planning import replaced_keys
from ...analysis.rules.squashing import IN_FLIGHT
from ...errors import HistoryError
from ...model.findings import Level
from ...model.history import History
from ...model.keys import MigrationKey
from ...model.migrations import FIRST, LATEST, Dependency, MigrationFacts
from ...model.plans import Bound, InFlight, Limits, Plan, Reason
from ...model.refs import Ref
from .place import Place
from .refs import Snapshot, Snapshots
from .unread import unread_parts

Chains = Mapping[str, Sequence[MigrationKey]]
"""The migrations of each app in the order in which they run."""

HARMLESS = frozenset({"operations", "initial", "atomic"})
"""Parts of a migration that do not say what it depends on or replaces."""


@dataclass(frozen=True, slots=True)
class Dependent:
    """A migration on a branch that has to run after, or before, one of the history.

    Attributes:
        ref: the branch.
        migration: the migration there.
        needs: what it depends on, or has to run before.
        fixed: whether it names that migration, rather than the first or latest of an app.
    """

    ref: Ref
    migration: MigrationFacts
    needs: MigrationKey
    fixed: bool = True


@dataclass(frozen=True, slots=True)
class InFlightBranch:
    """A branch that is not merged yet.

    Attributes:
        ref: which.
        own: what it did and the base does not have.
        notes: what could not be read of it, as sentences.
    """

    ref: Ref
    own: Changes
    notes: tuple[str, ...]


def in_flight(plan: Plan, dependents: Iterable[Dependent]) -> tuple[InFlight, ...]:
    """What branches depend on in a plan's segments.

    Args:
        plan: the plan.
        dependents: what branches depend on.
    """
    owners = {member: segment for segment in plan.segments for member in segment.members}
    return tuple(
        sorted(
            InFlight(
                ref=one.ref.name,
                migration=one.migration.key,
                path=one.migration.path,
                needs=one.needs,
                squash=owners[one.needs].key,
                middle=one.needs != owners[one.needs].members[-1],
            )
            for one in dependents
            if one.fixed and one.needs in owners
        )
    )


def circular(plan: Plan, history: History, branches: Iterable[InFlightBranch]) -> tuple[Bound, ...]:
    """Members of segments that could not be one migration any more with a branch merged.

    A branch may close a circle through several squashes although it depends on no middle of one.

    Args:
        plan: the plan.
        history: its migrations.
        branches: those that are not merged yet.
    """
    members = {segment.key: segment.members for segment in plan.segments}
    return tuple(
        Bound(key, Reason(IN_FLIGHT.id, f"with {branch.ref.name} merged, {fact}", hint))
        for branch in branches
        if branch.own.may_close
        for squash in _circle(plan, history, branch)
        if squash in members
        for fact in [f"{squash} would depend on itself."]
        for hint in [f"Merge {branch.ref.name} first."]
        for key in members[squash]
    )


def _circle(plan: Plan, history: History, branch: InFlightBranch) -> Sequence[MigrationKey]:
    """None where the merge could not be loaded anyway."""
    merged = replace(history, migrations=branch.own.onto(history.migrations))
    with suppress(HistoryError):
        return build_graph(merged, complete=False).contract(replaced_keys(plan)).cycle()
    return ()


def to_rename(plan: Plan, ahead: Iterable[Dependent]) -> Iterator[str]:
    """What branches have to rewrite in `run_before`, as sentences.

    Args:
        plan: the plan.
        ahead: what has to run before a migration of the history.
    """
    owners = {member: segment.key for segment in plan.segments for member in segment.members}
    for one in ahead:
        if one.needs in owners:
            yield (
                f"{_before(one)} Make it run before {owners[one.needs]} before the files it "
                "replaces are removed."
            )


def branches_of(snapshots: Snapshots, place: Place, limits: Limits) -> Iterator[InFlightBranch]:
    """Each branch with what it did and the base does not have.

    Args:
        snapshots: of the repository.
        place: of the project in it.
        limits: which branches, and their base.

    Raises:
        RepositoryError: a ref does not exist.
    """
    if not limits.refs:
        return
    repository = snapshots.repository
    base = repository.resolve(limits.base or "HEAD")
    ground = snapshots.at(base)
    shared = place.migrations(ground)
    for ref in repository.matching(limits.refs):
        there = snapshots.at(ref)
        commits = repository.merge_bases(base.commit, ref.commit)
        starts = [place.migrations(snapshots.at(Ref(one, one))) for one in commits] or [{}]
        own = changes_since(starts, place.migrations(there))
        yield InFlightBranch(ref, without_shared(own, shared), tuple(_notes(there, ground, place)))


def _notes(there: Snapshot, ground: Snapshot, place: Place) -> Iterator[str]:
    """What could not be read on a branch, unless the base has it too."""
    known = dict(unread_parts(ground, Level.WARNING)).keys() | _harmless(there)
    for key, finding in dict(unread_parts(there, Level.WARNING)).items():
        if key not in known and place.has(key[0]):
            yield f"{finding.fact} What it depends on is unknown."


def _harmless(snapshot: Snapshot) -> set[tuple[str, str]]:
    return {
        (migration.path, one.reason)
        for reading in snapshot.projects.values()
        for migration in reading.history.migrations.values()
        for one in migration.opaque
        if one.part in HARMLESS
    }


def dependents_of(
    branches: Iterable[InFlightBranch], history: History, chains: Chains
) -> Iterator[Dependent]:
    """What branches depend on, apart from what the history says as well.

    Args:
        branches: those that are not merged yet.
        history: the project's.
        chains: the order in which each app's migrations run.
    """
    for branch in branches:
        for migration in branch.own.present.values():
            known = history.migrations.get(migration.key)
            before = known.dependencies if known else ()
            for one in migration.dependencies:
                key = _meant(one, migration, chains)
                if key in history.migrations and one not in before:
                    yield Dependent(branch.ref, migration, key, fixed=key.name == one.name)


def _meant(one: Dependency, migration: MigrationFacts, chains: Chains) -> MigrationKey:
    """What a dependency means; one on a swappable model stands for a whole app, and no migration.

    Django skips `__first__` and `__latest__` of the migration's own app.
    """
    chain = chains.get(one.app)
    if chain and one.app != migration.key.app and one.name in {FIRST, LATEST}:
        return chain[0] if one.name == FIRST else chain[-1]
    return MigrationKey(one.app, one.name)


def ahead_of(branches: Iterable[InFlightBranch], history: History) -> Iterator[Dependent]:
    """What of branches is to run before a migration of the history, or the squash it is in."""
    stands_for = replacements(history)
    for branch in branches:
        for migration in branch.own.present.values():
            known = history.migrations.get(migration.key)
            for one in migration.run_before:
                key = MigrationKey(one.app, one.name)
                key = stands_for.get(key, key)
                if key in history.migrations and not (known and one in known.run_before):
                    yield Dependent(branch.ref, migration, key)


def begin(ahead: Iterable[Dependent], chains: Chains) -> Iterator[Bound]:
    """Segments begin where a branch wants to run something before: they end one earlier."""
    for one in ahead:
        chain = chains[one.needs.app]
        place = chain.index(one.needs)
        if place:
            reason = Reason(IN_FLIGHT.id, _before(one), f"Merge {one.ref.name} first.")
            yield Bound(chain[place - 1], reason, last=True)


def _before(one: Dependent) -> str:
    return f"{one.ref.name}: {one.migration.key} runs before {one.needs}."


def end(one: Dependent) -> Bound:
    """A segment may end with what a branch depends on.

    Args:
        one: the dependency.
    """
    fact = f"{one.ref.name}: {one.migration.key} depends on {one.needs}."
    return Bound(one.needs, Reason(IN_FLIGHT.id, fact, f"Merge {one.ref.name} first."), last=True)


def touched(branches: Iterable[InFlightBranch], history: History) -> Iterator[Bound]:
    """Migrations that a branch edits, removes or squashes."""
    for branch in branches:
        ref, own = branch.ref, branch.own
        squashed = {key: "squashes" for one in own.added.values() for key in one.replaces}
        edited = dict.fromkeys(own.edited, "edits")
        removed = dict.fromkeys(own.removed, "removes")
        for key, verb in sorted({**removed, **edited, **squashed}.items()):
            if key in history.migrations:
                reason = Reason(IN_FLIGHT.id, f"{ref.name} {verb} it.", f"Merge {ref.name} first.")
                yield Bound(key, reason)
