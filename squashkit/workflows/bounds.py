"""What limits a plan besides the history itself: branches in flight, releases, age."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ..analysis.conflicts.changes import Changes, Migrations, changes_since, without_shared
from ..analysis.leaves import named
from ..analysis.rules.squashing import IN_FLIGHT, TOO_YOUNG, UNRELEASED
from ..git.repository import Repository
from ..model.history import History
from ..model.keys import MigrationKey
from ..model.migrations import MigrationFacts
from ..model.plans import Bound, InFlight, Limits, Plan, Reason
from ..model.refs import Ref
from .ports import Site
from .refs import Snapshot, Snapshots


@dataclass(frozen=True, slots=True)
class Dependent:
    """A migration on a branch that depends on one of the history.

    Attributes:
        ref: the branch.
        migration: the migration there.
        needs: what it depends on.
    """

    ref: Ref
    migration: MigrationFacts
    needs: MigrationKey


@dataclass(frozen=True, slots=True)
class Outside:
    """What was found outside the history.

    Attributes:
        bounds: where segments have to stop.
        dependents: what branches depend on.
    """

    bounds: tuple[Bound, ...] = ()
    dependents: tuple[Dependent, ...] = ()


def look_around(site: Site, history: History, limits: Limits) -> Outside:
    """Find what a plan has to respect.

    Args:
        site: the project.
        history: its migrations.
        limits: how far the plan may go.

    Raises:
        RepositoryError: there is no repository, or no such ref.
    """
    if not (limits.refs or limits.until or limits.before):
        return Outside()
    with Repository(site.root) as repository:
        snapshots = Snapshots(repository, site.migrations)
        branches = list(_branches(repository, snapshots, limits))
        dependents = tuple(_dependents(branches, history))
        bounds = [*_touched(branches, history)]
        bounds += [] if limits.rewrite else [_end(one) for one in dependents]
        bounds += _unreleased(repository, snapshots, history, limits.until)
        bounds += _young(repository, history, limits)
        return Outside(tuple(bounds), dependents)


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
            if one.needs in owners
        )
    )


def _branches(
    repository: Repository, snapshots: Snapshots, limits: Limits
) -> Iterator[tuple[Ref, Changes]]:
    """Each branch with what it did and the base does not have."""
    if not limits.refs:
        return
    base = repository.resolve(limits.base or "HEAD")
    ground = _migrations(snapshots.at(base))
    for ref in repository.matching(limits.refs):
        starts = repository.merge_bases(base.commit, ref.commit)
        before = [_migrations(snapshots.at(Ref(one, one))) for one in starts] or [{}]
        own = changes_since(before, _migrations(snapshots.at(ref)))
        yield ref, without_shared(own, ground)


def _migrations(snapshot: Snapshot) -> Migrations:
    """Of all projects of a commit; the first project to have a name keeps it."""
    found: dict[MigrationKey, MigrationFacts] = {}
    for _, reading in sorted(snapshot.projects.items()):
        for key, one in reading.history.migrations.items():
            found.setdefault(key, one)
    return found


def _dependents(branches: Iterable[tuple[Ref, Changes]], history: History) -> Iterator[Dependent]:
    for ref, own in branches:
        for migration in own.present.values():
            for key in map(named, migration.dependencies):
                if key in history.migrations and migration.key not in history.migrations:
                    yield Dependent(ref, migration, key)


def _end(one: Dependent) -> Bound:
    fact = f"{one.ref.name}: {one.migration.key} depends on {one.needs}."
    return Bound(one.needs, Reason(IN_FLIGHT.id, fact, f"Merge {one.ref.name} first."), last=True)


def _touched(branches: Iterable[tuple[Ref, Changes]], history: History) -> Iterator[Bound]:
    """Migrations that a branch edits, removes or squashes."""
    for ref, own in branches:
        squashed = {key: "squashes" for one in own.added.values() for key in one.replaces}
        edited = dict.fromkeys(own.edited, "edits")
        removed = dict.fromkeys(own.removed, "removes")
        for key, verb in sorted({**removed, **edited, **squashed}.items()):
            if key in history.migrations:
                reason = Reason(IN_FLIGHT.id, f"{ref.name} {verb} it.", f"Merge {ref.name} first.")
                yield Bound(key, reason)


def _unreleased(
    repository: Repository, snapshots: Snapshots, history: History, until: str
) -> Iterator[Bound]:
    if until:
        released = _migrations(snapshots.at(repository.resolve(until)))
        for key in sorted(history.migrations.keys() - released.keys()):
            yield Bound(key, Reason(UNRELEASED.id, f"not in {until}."))


def _young(repository: Repository, history: History, limits: Limits) -> Iterator[Bound]:
    if not limits.before:
        return
    paths = _paths(repository.root, history)
    head = repository.resolve("HEAD")
    changes = repository.changes((), head.commit, paths.values())
    day = limits.before.date().isoformat()
    for key, path in sorted(paths.items()):
        born = changes.get(path)
        if born is None:
            yield Bound(key, Reason(TOO_YOUNG.id, "not committed yet."))
        elif born.first.when > limits.before:
            yield Bound(key, Reason(TOO_YOUNG.id, f"first committed after {day}."))


def _paths(root: Path, history: History) -> dict[MigrationKey, str]:
    """The migrations inside the repository, with their paths there."""
    resolved = {key: Path(one.path).resolve() for key, one in history.migrations.items()}
    return {
        key: path.relative_to(root).as_posix()
        for key, path in resolved.items()
        if path.is_relative_to(root)
    }
