"""Moments of a replay in rows: what was written as "now" is equal to what is "now" elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import TypeAlias

NOW = "now"
# How far from UTC a project without USE_TZ may write its moments: from -12:00 to +14:00.
ZONES = tuple(timedelta(minutes=minutes) for minutes in range(-12 * 60, 14 * 60 + 1, 15))
MOMENT = re.compile(
    r"'(?P<moment>\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.(?P<fraction>\d{6}|\d{3}))?)(?:\+00:00)?'",
    re.ASCII,
)

Window: TypeAlias = tuple[str, str]
"""Start and end of a replay, in UTC, written as `YYYY-MM-DD HH:MM:SS.ffffff`."""
Clocks: TypeAlias = tuple[Window, Window] | None
"""Of both sides; None where no value is a moment of a replay."""
Settle: TypeAlias = Callable[[str], str]


def settlers(
    before: Collection[str], after: Collection[str], clocks: Clocks
) -> tuple[Settle, Settle]:
    """For each side, what makes NOW of a value that is a moment of that side's replay.

    A value that both sides have is NOW on both or on none, so that equal rows stay equal.

    Args:
        before: all values of the original.
        after: all values of the other side.
        clocks: of both replays.
    """
    if clocks is None:
        return str, str
    ones, others = _moments(before, clocks[0]), _moments(after, clocks[1])
    either = (ones | others) & frozenset(before) & frozenset(after)
    return _settle(ones | either), _settle(others | either)


def _settle(moments: frozenset[str]) -> Settle:
    return lambda value: NOW if value in moments else value


def _moments(values: Collection[str], clock: Window) -> frozenset[str]:
    start, end = (datetime.fromisoformat(moment) for moment in clock)
    return frozenset(value for value in values if _is_within(value, start, end))


def _is_within(value: str, start: datetime, end: datetime) -> bool:
    found = MOMENT.fullmatch(value)
    if found is None:
        return False
    if len(found["fraction"] or "") < 6:  # cut off, so the moment may seem to be before the start
        start = start.replace(microsecond=0)
    try:
        moment = datetime.fromisoformat(found["moment"])
    except ValueError:  # looks like a moment, and is none: month 13
        return False
    return any(start <= moment - zone <= end for zone in ZONES)
