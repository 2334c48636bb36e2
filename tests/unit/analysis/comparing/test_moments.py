from __future__ import annotations

import pytest

from squashkit.analysis.comparing.moments import NOW, settlers

CLOCKS = (
    ("2025-03-01 10:00:00.500000", "2025-03-01 10:00:02.000000"),
    ("2025-03-01 10:01:00.500000", "2025-03-01 10:01:02.000000"),
)


@pytest.mark.parametrize(
    ("before", "after", "equal"),
    [
        ("'2025-03-01 10:00:01.000001'", "'2025-03-01 10:01:01.999999'", True),
        ("'2025-03-01 10:00:00.500000'", "'2025-03-01 10:01:02.000000'", True),
        ("'2025-03-01T10:00:01.000001+00:00'", "'2025-03-01 10:01:01'", True),
        ("'2025-03-01 10:00:00'", "'2025-03-01 10:01:00.499'", True),  # cut off
        ("'2025-03-01 05:45:01.000001'", "'2025-03-01 15:31:01.999999'", True),  # other zones
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


def test_without_clocks_a_moment_is_a_text():
    one, other = settlers({"'2025-03-01 10:00:01.000001'"}, set(), None)
    assert one("'2025-03-01 10:00:01.000001'") == "'2025-03-01 10:00:01.000001'"
    assert other("1") == "1"


def test_a_moment_of_one_replay_that_both_have_is_now_on_both():
    both, own = "'2025-03-01 10:00:01.000000'", "'2025-03-01 10:01:01.000000'"
    one, other = settlers({both}, {both, own}, CLOCKS)
    assert [one(both), other(both), other(own)] == [NOW] * 3
