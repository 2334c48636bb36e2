"""What of a branch cannot come after what the base did, and what then decides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...model.findings import Finding, Level
from ...model.keys import MigrationKey
from ..conflicts.changes import Changes
from ..conflicts.commuting import clash
from ..conflicts.effects import Act, Doing
from ..conflicts.loading import graph_of
from ..conflicts.meeting import Meeting, Side
from ..rules.rebasing import COMES_LAST, NOT_AFTER
from .chains import Chain


def clashes(meeting: Meeting, chains: Iterable[Chain]) -> Iterator[Finding]:
    """What the branch and the base do to the same things.

    Args:
        meeting: of the base and the branch.
        chains: of the branch.
    """
    since = news_of(meeting, chains)
    first, second = since.doings, meeting.other.doings
    for subject in sorted(first.keys() & second.keys()):
        told: set[str] = set()
        for one in first[subject]:
            for other in second[subject]:
                finding = _finding(meeting, since, one, other)
                if finding and finding.fact not in told:
                    told.add(finding.fact)
                    yield finding


def news_of(meeting: Meeting, chains: Iterable[Chain]) -> Side:
    """The base with what it did that the branch's migrations do not build on.

    After a merge or a rebase the fork is nowhere but in their dependencies.

    Args:
        meeting: of the base and the branch.
        chains: of the branch.
    """
    base = meeting.base
    graph = graph_of(meeting.other.history)
    news = dict(base.own.added)
    for chain in chains:
        known: set[MigrationKey] = set()
        for one in chain.members:
            known |= graph.ancestors(one.key) if one.key in graph.parents else frozenset()
        own = base.by_app.get(chain.app, {})
        if known & own.keys():
            news.update({key: one for key, one in own.items() if key not in known})
    return Side(base.ref, Changes(news, base.own.edited, base.own.removed), base.history)


def _finding(meeting: Meeting, since: Side, one: Doing, other: Doing) -> Finding | None:
    part = clash(one, other)
    code = _code_on_what_changed(one, other)
    if part is None and not code:
        return None
    base, branch = meeting.base.ref.name, meeting.other.ref.name
    said = f"{base}: {one}; {branch}: {other}"
    places = (
        since.place(one.migration, one.operation.line),
        meeting.other.place(other.migration, other.operation.line),
    )
    about = ((base, branch), places)
    app = one.subject.app
    if code or one.act is other.act is Act.ALTER:
        why = "the code may mind" if code else f"that of {branch} comes last and decides"
        hint = f"See whether {other.migration.key} still means what it should."
        return Finding(COMES_LAST.id, Level.WARNING, app, f"{said}; {why}.", hint, *about)
    hint = f"Adapt {other.migration.key}, or take that operation out of it."
    fact = f"{said}; it cannot come after that."
    return Finding(NOT_AFTER.id, Level.ERROR, app, fact, hint, *about)


def _code_on_what_changed(one: Doing, other: Doing) -> bool:
    changed = one.act in {Act.REMOVE, Act.ALTER} and not one.part.startswith("Meta.")
    return changed and bool(one.part) and other.act is Act.READ
