from __future__ import annotations

import pytest

from squashkit.analysis.comparing.moments import NOW, Window, settlers

CLOCKS = (
    Window("2025-03-01 10:00:00.500000", "2025-03-01 10:00:02.000000"),
    Window("2025-03-01 10:01:00.500000", "2025-03-01 10:01:02.000000"),
)


@pytest.mark.parametrize(
    ("before", "after", "equal"),
    [
        ("'2025-03-01 10:00:01.000001'", "'2025-03-01 10:01:01.999999'", True),
        ("'2025-03-01 10:00:00.500000'", "'2025-03-01 10:01:02.000000'", True),
        ("'2025-03-01T10:00:01.000001+00:00'", "'2025-03-01 10:01:01'", True),
        ("'2025-03-01 10:00:00'", "'2025-03-01 10:01:00.499'", True),  # cut off
        ("'2025-03-01 09:00:01.000001'", "'2025-03-01 10:01:01.999999'", False),
        ("'2025-03-01 11:00:01.000001'", "'2025-03-01 11:01:01.999999'", True),  # in an hour
        ("'2025-03-31 10:00:01.000001'", "'2025-03-31 10:01:01.999999'", True),  # in 30 days
        ("'2025-03-31 10:00:01.000001'", "'2025-03-30 10:01:01.999999'", False),
        ("'2025-02-28 10:00:01.000001'", "'2025-02-28 10:01:01.999999'", True),  # a day ago
        ("'2025-03-01 10:00:00.499999'", "'2025-03-01 10:01:01.000000'", False),
        ("'2025-03-01 10:00:01.000000'", "'2025-03-01 10:02:01.000000'", False),
        ("'2025-03-01 10:00:01.000000'", "'2025-03-01 10:00:01.000001'", False),
        ("'2025-03-01 10:00:01.000000'", "'2025-03-01 10:00:01.000000'", True),
        ("'2025-03-02 10:00:01.000000'", "'2025-03-01 10:01:01.000000'", False),
        ("'2025-13-01 10:00:01.000000'", "'2025-13-01 10:01:01.000000'", False),
        ("'2025-03-01'", "'2025-03-02'", False),
        ("X'00'", "'2025-03-01 10:01:01.000000'", False),
        ("'2024-01-01 00:00:00'", "'2024-01-01 00:00:00'", True),
        ("'now'", "'2025-03-01 10:01:01.000000'", False),
    ],
)
def test_moments_of_the_replays_are_equal(before, after, equal):
    one, other = settlers({before}, {after}, CLOCKS)
    assert (one(before) == other(after)) is equal


SECONDS = [
    ("2025-03-01 10:00:01.000000", "2025-03-01 10:00:02.000000"),
    ("2025-03-01 10:00:02.500000", "2025-03-01 10:00:03.000000"),
]


def at(*times):
    return [f"'2025-03-01 {time}'" for time in times]


def ahead(minutes):
    return f"now by a clock {minutes:+} minutes ahead"


def test_now_by_another_clock_is_another_moment():
    clocks = tuple(window._replace(zones=(-60, 0, 330)) for window in CLOCKS)
    values = at("10:00:01", "09:00:01", "15:30:01", "11:00:01")
    one, _ = settlers(set(values), set(), clocks)
    assert [*map(one, values)] == ["now", ahead(-60), ahead(330), "now +4 * 0:15:00"]


def test_where_a_replay_takes_too_long_to_tell_now_is_now_by_any_clock():
    short, long = (window._replace(zones=(-60, 0)) for window in CLOCKS)
    clocks = short, long._replace(end="2025-03-01 11:02:00")
    values = at("10:00:01", "09:00:01")
    assert [*map(settlers(set(values), set(), clocks)[0], values)] == ["now", "now"]


def test_a_moment_by_another_clock_that_both_have_is_one_on_both():
    """One replay ends when the other begins."""
    clocks = tuple(Window(start, end, (0, 60)) for start, end in SECONDS)
    before, after = at("11:00:01", "11:00:02"), at("11:00:02", "11:00:03")
    one, other = settlers(set(before), set(after), clocks)
    assert [*map(one, before), *map(other, after)] == [ahead(60)] * 4


def test_without_clocks_a_moment_is_a_text():
    one, other = settlers({"'2025-03-01 10:00:01.000001'"}, set(), None)
    assert one("'2025-03-01 10:00:01.000001'") == "'2025-03-01 10:00:01.000001'"
    assert other("1") == "1"


def test_a_moment_of_one_replay_that_both_have_is_now_on_both():
    both, own = "'2025-03-01 10:00:01.000000'", "'2025-03-01 10:01:01.000000'"
    one, other = settlers({both}, {both, own}, CLOCKS)
    assert [one(both), other(both), other(own)] == [NOW] * 3


def test_a_value_that_both_have_is_what_it_is():
    later = "'2025-03-01 11:00:01.000000'"
    one, other = settlers({later}, {later}, CLOCKS)
    assert [one(later), other(later)] == [later] * 2


def test_in_a_long_replay_nobody_can_tell_how_long_after_it():
    clocks = tuple(window._replace(end="2025-03-01 10:20:00.000000") for window in CLOCKS)
    later = "'2025-03-01 11:00:01.000000'"
    one, _ = settlers({later}, set(), clocks)
    assert one(later) == later
