from dataclasses import replace

import pytest

from squashkit.analysis.pruning import needless
from squashkit.model.deployed import Deployed, Recorded, times_of
from squashkit.model.retired import Retired
from tests.builders import history, key, keys

CLEANED = Retired(key("a.s"), keys("a.1 a.2"))
AGAIN = Retired(key("a.t"), keys("a.s a.3"))


def going(made, recorded, *retired):
    rows = times_of(Recorded(one.app, one.name) for one in keys(recorded))
    found = needless(replace(made, retired=retired), Deployed("db", rows))
    return " ".join(str(row.key) for row in found)


@pytest.mark.parametrize(
    ("files", "recorded", "retired", "expected"),
    [
        ("a.s", "a.1 a.2 a.s", [CLEANED], "a.1 a.2"),
        ("a.s", "a.1 a.2 a.s", [], ""),
        ("a.s", "a.s", [CLEANED], ""),
        ("a.s", "a.1 a.2", [CLEANED], ""),  # the squash is not on record
        ("a.s", "a.1 a.s b.1", [CLEANED], "a.1"),  # b may come back
        ("a.1; a.s", "a.1 a.2 a.s", [CLEANED], "a.2"),
        ("a.t", "a.1 a.2 a.s a.3 a.t", [CLEANED, AGAIN], "a.1 a.2 a.3 a.s"),
        ("a.t", "a.1 a.2 a.s a.3", [CLEANED, AGAIN], ""),
        ("", "a.1 a.2 a.s", [CLEANED], ""),  # nothing is there that stands for them
    ],
)
def test_rows_that_mean_nothing_any_more(files, recorded, retired, expected):
    assert going(history(files), recorded, *retired) == expected


def test_what_a_squash_still_names_is_needed():
    """The next squash is not cleaned up yet: Django goes by the rows of what it replaces."""
    made = history("a.s; a.3 <- a.s; a.t", a_t={"replaces": keys("a.s a.3")})
    assert going(made, "a.1 a.2 a.s a.3 a.t", CLEANED) == "a.1 a.2"
