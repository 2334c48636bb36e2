"""Moments of a replay in rows: what was written as "now" is equal to what is "now" elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple, TypeAlias

NOW = "now"
STEP = timedelta(minutes=15)
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

    What lies a multiple of STEP beside it, as an hour from now does, becomes NOW and that. A value
    that both sides have is NOW on both, or what it is on both, so that equal rows stay equal.

    Args:
        before: all values of the original.
        after: all values of the other side.
        clocks: of both replays.
    """
    if clocks is None:
        return str, str
    ones, others = _moments(before, clocks[0]), _moments(after, clocks[1])
    both = frozenset(before) & frozenset(after)
    now = {value: NOW for value in both if NOW in (ones.get(value), others.get(value))}
    return _settle(ones, both, now), _settle(others, both, now)


def _settle(found: dict[str, str], both: Collection[str], now: dict[str, str]) -> Settle:
    words = {value: word for value, word in found.items() if value not in both} | now
    return lambda value: words.get(value, value)


def _moments(values: Collection[str], clock: Window) -> dict[str, str]:
    start, end = (datetime.fromisoformat(moment) for moment in clock[:2])
    zones = [timedelta(minutes=zone) for zone in clock.zones]
    words = ((value, _word(value, start, end, zones)) for value in values)
    return {value: word for value, word in words if word}


def _word(value: str, start: datetime, end: datetime, zones: Iterable[timedelta]) -> str:
    """NOW, NOW and how long before or after that; an empty text for any other value.

    What is now by another clock is as far from NOW as that is ahead.
    """
    found = MOMENT.fullmatch(value)
    if found is None:
        return ""
    if len(found["fraction"] or "") < 6:  # cut off, so the moment may seem to be before the start
        start = start.replace(microsecond=0)
    try:
        moment = datetime.fromisoformat(found["moment"])
    except ValueError:  # looks like a moment, and is none: month 13
        return ""
    zone = next((zone for zone in zones if start <= moment - zone <= end), None)
    if zone is not None:
        return _now_and(zone / STEP) if zone else NOW
    steps = (moment - start) // STEP
    # In a longer replay more than one number of steps would do.
    is_beside = end - start < STEP and start <= moment - steps * STEP <= end
    return _now_and(steps) if is_beside else ""


def _now_and(steps: float) -> str:
    return f"{NOW} {steps:+g} * {STEP}"
