"""The migrations of a branch and its base with those of the base last, as a second opinion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ...analysis.afterwards import without
from ...analysis.conflicts.changes import Changes, Migrations
from ...analysis.conflicts.meeting import Meeting, Side
from ...analysis.leaves import named
from ...analysis.rebasing import plan_rebase
from ...analysis.rebasing.chains import chains_of
from ...analysis.rebasing.clashing import news_of
from ...analysis.rebasing.heirs import Heirs
from ...errors import PlanError
from ...git.repository import Repository
from ...model.history import History
from ...model.keys import MigrationKey
from ...model.migrations import MigrationFacts
from .forking import Fork, Part
from .moving import moved_text

Targets = Mapping[MigrationKey, MigrationKey]


@dataclass(frozen=True, slots=True)
class Written:
    """A migration with its text.

    Attributes:
        path: relative to the repository's root.
    """

    key: MigrationKey
    path: str
    text: str


def in_other_order(repository: Repository, fork: Fork) -> tuple[Written, ...]:
    """Every migration, with what is new on the base after what is new on the branch.

    Squashes of the base that stand for what the branch has are left out: there their members run.

    Args:
        repository: which is open.
        fork: the branch and its base.

    Raises:
        PlanError: the base's migrations cannot come last.
    """
    return tuple(one for part in fork.parts for one in _of_project(repository, part))


def _of_project(repository: Repository, part: Part) -> Iterator[Written]:
    meeting = part.meeting
    news = news_of(meeting, chains_of(meeting)).own.added
    own = meeting.other.own.added
    shared = {
        key: one for key, one in meeting.other.history.items() if key in own or key not in news
    }
    heirs = Heirs(meeting, part.retired)
    standing = {**_standing(heirs, news, shared), **_renamed(heirs, shared)}
    first, last = (_without(one, standing) for one in (shared, news))
    ground = Side(meeting.other.ref, Changes(), first)
    late = Side(meeting.base.ref, Changes(added=last), {**first, **last})
    plan = plan_rebase(Meeting(ground, ground, late), drop_merges=True)
    if not plan.possible:
        raise PlanError(f"The order of both sides cannot be turned: {plan.findings[0].fact}")
    moves = {move.key: move for move in plan.moves}
    for key, one in first.items():
        yield Written(key, one.path, _text(repository, one, standing))
    for key, one in last.items():
        text, move = _text(repository, one, standing), moves.get(key)
        if move is None:
            yield Written(key, one.path, text)
        elif not move.gone:
            moved = moved_text(text, dict(move.targets), move.lacks)
            yield Written(move.new, move.new_path, moved)


def _standing(heirs: Heirs, news: Migrations, shared: Migrations) -> Targets:
    """The squashes among the news that stand for what both had, each with its last member."""
    members: dict[MigrationKey, list[MigrationKey]] = {}
    for key in shared:
        heir = heirs.of(key)
        if heir in news and heir != key and heir is not None:
            members.setdefault(heir, []).append(key)
    return {squash: _last(shared, keys) for squash, keys in members.items()}


def _renamed(heirs: Heirs, shared: Migrations) -> Targets:
    """Names that migrations of the branch had before, and others of them still use."""
    needed = {named(one) for each in shared.values() for one in each.dependencies}
    found = {key: heirs.of(key) for key in needed - shared.keys()}
    return {key: heir for key, heir in found.items() if heir in shared and heir is not None}


def _last(shared: Migrations, members: list[MigrationKey]) -> MigrationKey:
    """The member on which no other depends."""
    parents = {named(one) for key in members for one in shared[key].dependencies}
    return next(key for key in sorted(members, reverse=True) if key not in parents)


def _without(migrations: Migrations, standing: Targets) -> Migrations:
    return without(History((), migrations), standing).migrations


def _text(repository: Repository, one: MigrationFacts, standing: Targets) -> str:
    return moved_text(repository.read(one.blob).decode("utf-8"), standing)
