"""What limits a plan besides the history itself: branches in flight, releases, age."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ...analysis.alike import alike
from ...analysis.graphs import build_graph, by_app, migrate_order
from ...analysis.halfway import halfway
from ...analysis.rules.squashing import TOO_YOUNG, UNRELEASED
from ...errors import RepositoryError
from ...git.repository import Repository
from ...model.history import History
from ...model.keys import MigrationKey
from ...model.plans import Bound, Limits, Reason
from ..deployments import deployed
from ..ports import Site
from .inflight import (
    Chains,
    Dependent,
    InFlightBranch,
    ahead_of,
    begin,
    branches_of,
    dependents_of,
    end,
    touched,
)
from .place import Place, place_of
from .refs import Snapshots


@dataclass(frozen=True, slots=True)
class Outside:
    """What was found outside the history.

    Attributes:
        bounds: where segments have to stop.
        dependents: what branches depend on.
        ahead: what of branches has to run before a migration of the history.
        branches: what was looked at.
    """

    bounds: tuple[Bound, ...] = ()
    dependents: tuple[Dependent, ...] = ()
    ahead: tuple[Dependent, ...] = ()
    branches: tuple[InFlightBranch, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """What could not be read, as sentences."""
        return tuple(note for branch in self.branches for note in branch.notes)


def look_around(site: Site, history: History, limits: Limits) -> Outside:
    """Find what a plan has to respect.

    Args:
        site: the project.
        history: its migrations.
        limits: how far the plan may go.

    Raises:
        RepositoryError: there is no repository, or no such ref.
        ConfigurationError, ProjectError: a database or file that cannot be read.
    """
    half = tuple(_half_deployed(site, history, limits.deployed))
    if not (limits.refs or limits.until or limits.before):
        return Outside(half)
    with Repository(site.root) as repository:
        snapshots = Snapshots(repository, site.migrations)
        place = place_of(site, snapshots)
        branches = tuple(branches_of(snapshots, place, limits))
        chains = _chains(site, history) if branches else {}
        dependents = tuple(dependents_of(branches, history, chains))
        ahead = tuple(ahead_of(branches, history))
        bounds = [*touched(branches, history), *begin(ahead, chains)]
        bounds += [] if limits.rewrite else [end(one) for one in dependents]
        bounds += _unreleased(snapshots, place, history, limits.until)
        bounds += _young(repository, history, limits)
        return Outside((*half, *bounds), dependents, ahead, branches)


def _half_deployed(site: Site, history: History, named: Sequence[str]) -> Iterator[Bound]:
    if named:
        groups = alike(deployed(site, named))
        yield from halfway(history, _chains(site, history), groups)


def present_refs(folder: Path, patterns: Iterable[str]) -> tuple[str, ...]:
    """Those patterns and names that match something, as a clone may lack what others have.

    Args:
        folder: anywhere in the repository.
        patterns: names and patterns of branches.

    Raises:
        RepositoryError: there is no repository.
    """
    found = []
    with Repository(folder) as repository:
        for pattern in patterns:
            with suppress(RepositoryError):
                repository.matching([pattern])
                found.append(pattern)
    return tuple(found)


def _chains(site: Site, history: History) -> Chains:
    return by_app(migrate_order(build_graph(history, complete=bool(site.settings))))


def _unreleased(
    snapshots: Snapshots, place: Place, history: History, until: str
) -> Iterator[Bound]:
    if until:
        released = place.migrations(snapshots.at(snapshots.repository.resolve(until)))
        for key in sorted(history.migrations.keys() - released.keys()):
            yield Bound(key, Reason(UNRELEASED.id, f"not in {until}."))


def _young(repository: Repository, history: History, limits: Limits) -> Iterator[Bound]:
    if not limits.before:
        return
    day = limits.before.date().isoformat()
    for key, born in sorted(births(repository, history).items()):
        if born is None:
            yield Bound(key, Reason(TOO_YOUNG.id, "not committed yet."))
        elif born > limits.before:
            yield Bound(key, Reason(TOO_YOUNG.id, f"first committed after {day}."))


def births(repository: Repository, history: History) -> dict[MigrationKey, datetime | None]:
    """When each migration inside the repository was first committed; None where it was not yet.

    Args:
        repository: the project's.
        history: its migrations.
    """
    paths = _paths(repository.root, history)
    head = repository.resolve("HEAD")
    changes = repository.changes((), head.commit, paths.values())
    return {
        key: changes[path].first.when if path in changes else None for key, path in paths.items()
    }


def _paths(root: Path, history: History) -> dict[MigrationKey, str]:
    """The migrations inside the repository, with their paths there."""
    resolved = {key: Path(one.path).resolve() for key, one in history.migrations.items()}
    return {
        key: path.relative_to(root).as_posix()
        for key, path in resolved.items()
        if path.is_relative_to(root)
    }
