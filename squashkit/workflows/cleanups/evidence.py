"""What speaks for and against a cleanup: databases, releases, branches, age."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from ...analysis.alike import alike
from ...analysis.cleanup import (
    Judge,
    Needed,
    by_age,
    by_branches,
    by_databases,
    by_releases,
    judge,
)
from ...analysis.leaves import named
from ...analysis.members import members_of
from ...git.repository import Repository
from ...model.cleanups import Terms, Verdict
from ...model.history import History
from ...model.keys import MigrationKey
from ...model.migrations import MigrationFacts
from ...model.plans import Limits
from ...model.refs import Ref
from ..branches.bounds import births
from ..branches.inflight import InFlightBranch, branches_of
from ..branches.place import Place, place_of
from ..branches.refs import Snapshots
from ..deployments import deployed
from ..ports import Site

TAGS = "refs/tags/*"


def weigh(
    site: Site, history: History, squashes: Sequence[MigrationFacts], terms: Terms
) -> Verdict:
    """Which squashes may become normal migrations.

    Args:
        site: the project.
        history: its migrations.
        squashes: those in question.
        terms: what the user asks for.

    Raises:
        ConfigurationError, ProjectError: a database or file that cannot be read.
        RepositoryError: git is asked, and there is no repository or no such ref.
    """
    judges = [by_databases(alike(deployed(site, terms.deployed)))]
    if terms.asks_git:
        with Repository(site.root) as repository:
            judges += _by_git(site, history, repository, terms)
    return judge(squashes, judges)


def _by_git(site: Site, history: History, repository: Repository, terms: Terms) -> Iterator[Judge]:
    snapshots = Snapshots(repository, site.migrations)
    place = place_of(site, snapshots)
    if terms.released_in or terms.min_releases:
        yield by_releases(releases(snapshots, place, terms.released_in or (TAGS,)), terms)
    if terms.before:
        yield by_age(births(repository, history).get, terms.before)
    if terms.refs:
        limits = Limits(refs=terms.refs, base=terms.base)
        branches = tuple(branches_of(snapshots, place, limits))
        needed = tuple(_needed(branches, history))
        yield by_branches(needed, len(branches), partial(members_of, history.migrations))


def releases(
    snapshots: Snapshots, place: Place, patterns: Sequence[str]
) -> tuple[tuple[Ref, frozenset[MigrationKey]], ...]:
    """Releases with the migrations that each has, newest first.

    Args:
        snapshots: of the repository.
        place: of the project in it.
        patterns: which refs are releases.

    Raises:
        RepositoryError: a pattern that matches nothing.
    """
    found = snapshots.repository.newest_first(snapshots.repository.matching(patterns))
    return tuple((ref, frozenset(place.migrations(snapshots.at(ref)))) for ref in found)


def _needed(branches: Sequence[InFlightBranch], history: History) -> Iterator[Needed]:
    """What branches add to what the history says itself."""
    for branch in branches:
        own = branch.own
        yield from (Needed(branch.ref, f"it edits {key}", key) for key in sorted(own.edited))
        for key, migration in sorted(own.present.items()):
            known = history.migrations.get(key, MigrationFacts(key, ""))
            there = _names(known)
            for verb, keys in _names(migration).items():
                fresh = [one for one in keys if one not in there[verb]]
                yield from (Needed(branch.ref, f"{key} {verb} {one}", one) for one in fresh)


def _names(migration: MigrationFacts) -> dict[str, tuple[MigrationKey, ...]]:
    return {
        "depends on": tuple(map(named, migration.dependencies)),
        "runs before": tuple(map(named, migration.run_before)),
        "squashes": migration.replaces,
    }
