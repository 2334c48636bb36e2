"""Moments of a replay in rows: what was written as "now" is equal to what is "now" elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple, TypeAlias

NOW = "now"
STEP = timedelta(minutes=15)
BESIDE = f" * {STEP}"
MOMENT = re.compile(
    r"'(?P<moment>\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.(?P<fraction>\d{6}|\d{3}))?)(?:\+00:00)?'",
    re.ASCII,
)


class Window(NamedTuple):
    """When a replay ran.

    Attributes:
        start, end: written as `YYYY-MM-DD HH:MM:SS.ffffff`, in the time zone of the project.
        zones: by how many minutes other clocks are ahead of that which code may ask, such as one in
            UTC, or the server's.
    """

    start: str
    end: str
    zones: tuple[int, ...] = (0,)


Clocks: TypeAlias = tuple[Window, Window] | None
"""Of both sides; None where no value is a moment of a replay."""
Settle: TypeAlias = Callable[[str], str]


def settlers(
    before: Collection[str], after: Collection[str], clocks: Clocks
) -> tuple[Settle, Settle]:
    """For each side, what makes NOW of a value that is a moment of that side's replay.

    What is so by another clock becomes NOW by that one, and what lies a multiple of STEP beside it,
    as an hour from now does, NOW and that. A value that both sides have is now on both, by one
    clock, or what it is on both, so that equal rows stay equal.

    Args:
        before: all values of the original.
        after: all values of the other side.
        clocks: of both replays.
    """
    if clocks is None:
        return str, str
    ahead = _told_apart(clocks)
    ones, others = (
        _moments(values, clock, ahead)
        for values, clock in zip((before, after), clocks, strict=True)
    )
    both = frozenset(before) & frozenset(after)
    words = (
        (value, word) for found in (others, ones) for value, word in found.items() if value in both
    )
    now = {value: word for value, word in words if not word.endswith(BESIDE)}
    return _settle(ones, both, now), _settle(others, both, now)


def _settle(found: dict[str, str], both: Collection[str], now: dict[str, str]) -> Settle:
    words = {value: word for value, word in found.items() if value not in both} | now
    return lambda value: words.get(value, value)


def _told_apart(clocks: tuple[Window, Window]) -> bool:
    """Whether both replays were so short that a moment is now by one clock at most."""
    spans = [end - start for start, end in map(_span, clocks)]
    zones = sorted({zone for clock in clocks for zone in clock.zones})
    gaps = (timedelta(minutes=later - zone) for zone, later in pairwise(zones))
    return max(spans) < min(gaps, default=timedelta.max)


def _span(clock: Window) -> tuple[datetime, datetime]:
    return datetime.fromisoformat(clock.start), datetime.fromisoformat(clock.end)


def _moments(values: Collection[str], clock: Window, told_apart: bool) -> dict[str, str]:
    start, end = _span(clock)
    zones = {
        timedelta(minutes=zone): f"{NOW} by a clock {zone:+} minutes ahead"
        if zone and told_apart
        else NOW
        for zone in clock.zones
    }
    words = ((value, _word(value, start, end, zones)) for value in values)
    return {value: word for value, word in words if word}


def _word(value: str, start: datetime, end: datetime, zones: Mapping[timedelta, str]) -> str:
    """What a clock says, NOW and how long before or after that, or nothing for any other value."""
    found = MOMENT.fullmatch(value)
    if found is None:
        return ""
    if len(found["fraction"] or "") < 6:  # cut off, so the moment may seem to be before the start
        start = start.replace(microsecond=0)
    try:
        moment = datetime.fromisoformat(found["moment"])
    except ValueError:  # looks like a moment, and is none: month 13
        return ""
    for zone, word in zones.items():
        if start <= moment - zone <= end:
            return word
    steps = (moment - start) // STEP
    # In a longer replay more than one number of steps would do.
    is_beside = end - start < STEP and start <= moment - steps * STEP <= end
    return f"{NOW} {steps:+}{BESIDE}" if is_beside else ""
