"""Apps whose folder one side moved, while the other side added migrations to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

from ...model.keys import MigrationKey
from .changes import Changes, Migrations
from .meeting import Meeting, Side


def moved_along(meeting: Meeting) -> Meeting:
    """The meeting as git merges it: new files follow the folder that the other side moved.

    Git finds the move by the files that it knows in both places; `merge.directoryRenames` in
    `git help config`.

    Args:
        meeting: of two sides, neither of which need have moved anything.
    """
    one, other = meeting.one, meeting.other
    here, there = moved_apps(one), moved_apps(other)
    if not here and not there:
        return meeting
    return Meeting(meeting.base, _following(one, there), _following(other, here))


def moved_apps(side: Side) -> Mapping[str, str]:
    """The apps that a side moved altogether, each to the app where most of its names are now.

    Args:
        side: with its changes.
    """
    if not side.own.removed:
        return {}
    gone = Counter(key.app for key in side.own.removed)
    left = {key.app for key in side.history}
    found = {}
    for app in sorted(gone.keys() - left):
        names = {key.name for key in side.own.removed if key.app == app}
        places = Counter(key.app for key in side.own.added if key.name in names)
        for place, count in places.most_common(1):
            if count * 2 > len(names):
                found[app] = place
    return found


def _following(side: Side, moves: Mapping[str, str]) -> Side:
    if not any(key.app in moves for key in side.own.added):
        return side
    own = Changes(_renamed(side.own.added, moves), side.own.edited, side.own.removed)
    kept = {key: one for key, one in side.history.items() if key not in side.own.added}
    return Side(side.ref, own, {**kept, **own.added})


def _renamed(added: Migrations, moves: Mapping[str, str]) -> Migrations:
    found = {}
    for key, one in added.items():
        place = MigrationKey(moves.get(key.app, key.app), key.name)
        found[place] = replace(one, key=place)
    return found
