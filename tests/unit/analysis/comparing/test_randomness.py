"""As how much random values are equal: seen in two runs, tried on a third."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from squashkit.analysis.comparing.randomness import described, detail_of, fixed_values
from squashkit.model.schema import Detail

A, B, C, D, E, F = (f"'{letter * 12}'" for letter in "abcdef")
NEVER = "'never other'"
LONGER = "'of quite another length'"


@pytest.mark.parametrize(
    ("once", "again", "expected"),
    [
        ([A, B], [C, D], Detail.LENGTH),
        ([A], [B], Detail.COUNT),  # of one length by chance, for all we know
        ([A, LONGER], [C, D], Detail.COUNT),
        ([A, A, B], [C, D, D], Detail.LENGTH),
        ([A, A], [C, D], Detail.EMPTY),  # both of one row, and one of each
        (["'3'", "'5'"], ["'3'", "'7'"], Detail.EMPTY),  # no text is fixed that is so short
        ([A, "'5'"], [C, D], Detail.EMPTY),
        (["12345678901"], ["12345678902"], Detail.EMPTY),
        ([A, "''"], [B, "''"], Detail.COUNT),
        ([A, "''"], [B, C], Detail.NULL),
        ([A, "NULL"], [B, "NULL"], Detail.COUNT),
        ([NEVER, A], [NEVER, B], Detail.COUNT),
    ],
)
def test_what_two_runs_share(once, again, expected):
    assert detail_of(once, again) is expected


@pytest.mark.parametrize(
    ("detail", "expected"),
    [
        (Detail.LENGTH, ["random, in 2, of 14", "random, in 2, of 14", NEVER, "empty", "NULL"]),
        (Detail.COUNT, ["random, in 2", "random, in 2", NEVER, "empty", "NULL"]),
        (Detail.EMPTY, ["random", "random", NEVER, "empty", "NULL"]),
        (Detail.NULL, ["random", "random", NEVER, "random", "NULL"]),
    ],
)
def test_what_is_left_of_values(detail, expected):
    assert described([A, A, NEVER, "''", "NULL"], detail, {NEVER}) == expected


VALUES = st.lists(st.sampled_from([A, B, NEVER, LONGER, "'x'", "''", "NULL", "7"]), max_size=6)


@given(VALUES, VALUES)
def test_two_runs_are_equal_to_the_detail_that_they_share(once, again):
    """But for what is there or not, which makes the whole table other in each run."""
    detail, fixed = detail_of(once, again), fixed_values(once, again)
    ones, others = (Counter(described(run, detail, fixed)) for run in (once, again))
    assert ones == others or detail is Detail.NULL


@given(VALUES, VALUES)
def test_less_detail_tells_no_more_apart(once, again):
    shown = [
        Counter(described(once, one, ())) == Counter(described(again, one, ())) for one in Detail
    ]
    assert shown == sorted(shown)
