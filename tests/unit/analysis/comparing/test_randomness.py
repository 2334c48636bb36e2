"""As how much random values are equal: seen in two runs, tried on others."""

import random
import uuid
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from squashkit.analysis.comparing.randomness import constants, described, detail_of
from squashkit.model.schema import Detail

A, B, C, D, E = (f"'{letter * 8}1{letter * 8}'" for letter in "abcde")
LONG = "'wednesday'"
LONGER = "'of1quite2another3length'"


@pytest.mark.parametrize(
    ("once", "again", "expected"),
    [
        ([A, B], [C, D], Detail.LENGTH),
        ([A], [B], Detail.COUNT),  # of one length by chance, for all we know
        ([A, LONGER], [C, D], Detail.COUNT),
        ([A, A, B], [C, D, D], Detail.LENGTH),
        ([A, A], [C, D], Detail.EMPTY),  # both of one row, and one of each
        ([A, B], [A, C], Detail.EMPTY),  # drawn from a few
        (["'3'", "'5'"], ["'3'", "'7'"], Detail.EMPTY),
        ([A, "'5'"], [C, D], Detail.EMPTY),
        (["12345678901234567"], ["12345678901234568"], Detail.EMPTY),
        (["'avatars/number-17.png'"], ["'avatars/number-18.png'"], Detail.EMPTY),
        (["'a sentence of 9 words'"], ["'another 1 of five words'"], Detail.EMPTY),
        ([A, "'EUR'", "'19'"], ["'19'", B, "'EUR'"], Detail.COUNT),  # settings, and a key
        ([A, "'EUR'"], [B, "'GBP'"], Detail.EMPTY),
        ([A, "''"], [B, "''"], Detail.COUNT),
        ([A, "''"], [B, C], Detail.NULL),
        (["'x'", "''"], ["'y'", "''"], Detail.NULL),  # drawn as well, for all we know
        ([A, "NULL"], [B, "NULL"], Detail.COUNT),
    ],
)
def test_what_two_runs_share(once, again, expected):
    assert detail_of(once, again) is expected


@pytest.mark.parametrize(
    ("original", "others", "expected"),
    [
        ([[A]], [[B], [B]], [B]),
        ([[A, E]], [[B, C], [B, D]], [B]),
        ([[A]], [[B], [C]], []),
        ([[A, B]], [[B], [B]], []),  # not in each run of the original, yet drawn there too
        ([[A], [B]], [[B], [B], [B]], []),
        ([["7"]], [["8"], ["8"]], []),
        ([[A]], [["'x'"], ["'x'"]], []),
        ([[A]], [], []),
        ([["'qwertyuiop'"], ["'asdfghjkl'"]], [["'changeme'"], ["'changeme'"]], ["'changeme'"]),
        ([["'EUR'", "'qwertyui'"], ["'EUR'", "'asdfghjk'"]], [[LONG], [LONG]], [LONG]),
        ([["'monday'", "'tuesday'"], ["'tuesday'"]], [[LONG], [LONG]], [LONG]),
        ([["'a'", "'b'"], ["'b'", "'c'"], ["'c'"]], [[LONG], [LONG]], []),  # drawn from a few
    ],
)
def test_what_one_history_always_writes_and_the_other_never(original, others, expected):
    assert constants(original, others) == expected


@pytest.mark.parametrize(
    ("detail", "expected"),
    [
        (Detail.LENGTH, ["random, in 2, of 19", "random, in 2, of 19", "empty", "NULL"]),
        (Detail.COUNT, ["random, in 2", "random, in 2", "empty", "NULL"]),
        (Detail.EMPTY, ["random", "random", "empty", "NULL"]),
        (Detail.NULL, ["random", "random", "random", "NULL"]),
    ],
)
def test_what_is_left_of_values(detail, expected):
    assert described([A, A, "''", "NULL"], detail) == expected


VALUES = st.lists(st.sampled_from([A, B, LONGER, "'x'", "''", "NULL", "7"]), max_size=6)


def test_a_token_without_a_digit_is_one():
    letters = f"'{'x' * 17}'"
    assert described([letters], Detail.COUNT) == described([A], Detail.COUNT)
    assert described(["'EUR'"], Detail.COUNT) == ["'EUR'"]


@given(VALUES, VALUES)
def test_two_runs_are_equal_to_the_detail_that_they_share(once, again):
    """But for what is there or not, which makes the whole table other in each run."""
    detail = detail_of(once, again)
    ones, others = (Counter(described(run, detail)) for run in (once, again))
    assert ones == others or detail is Detail.ANY


@given(VALUES, VALUES)
def test_less_detail_tells_no_more_apart(once, again):
    shown = [Counter(described(once, one)) == Counter(described(again, one)) for one in Detail]
    assert shown == sorted(shown)


@given(st.randoms(use_true_random=False), st.integers(1, 6), st.integers(2, 30))
def test_what_is_drawn_from_a_few_texts_is_never_found_otherwise(chance, rows, texts):
    def run():
        return [f"'avatar-number-{chance.randrange(texts)}'" for _ in range(rows)]

    detail = detail_of(run(), run())
    assert Counter(described(run(), detail)) == Counter(described(run(), detail))


@given(st.integers(1, 6))
def test_tokens_are_never_found_otherwise(rows):
    def run():
        return [f"'{uuid.UUID(int=random.getrandbits(128)).hex}'" for _ in range(rows)]

    detail = detail_of(run(), run())
    assert detail is (Detail.LENGTH if rows > 1 else Detail.COUNT)
    assert Counter(described(run(), detail)) == Counter(described(run(), detail))
