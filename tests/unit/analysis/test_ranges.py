import pytest

from squashkit.analysis.planning import propose
from squashkit.analysis.ranges import Range, members_of, read_ranges
from squashkit.analysis.wishes import wish_for
from squashkit.errors import PlanError
from tests.builders import history, key, keys

CHAIN = keys("a.1_x a.2_x a.20 a.3_x a.3_y")
LONG = "a.1; a.2 <- a.1; a.3 <- a.2; a.4 <- a.3; a.5 <- a.4; b.1; b.2 <- b.1"


def test_labels_and_ranges():
    apps, ranges = read_ranges(["a.1..3", "b", "a.5.."])

    assert apps == {"a", "b"}
    assert ranges == (Range("a", "1", "3"), Range("a", "5", ""))


@pytest.mark.parametrize("text", ["a.", "a.1", "a..3", "a.1.2"])
def test_what_is_neither(text):
    with pytest.raises(PlanError) as raised:
        read_ranges([text])

    assert raised.value.fact == (
        f"{text} is neither the label of an app nor a range of its migrations."
    )


@pytest.mark.parametrize(
    ("text", "members"),
    [
        ("a.1..2_x", "a.1_x a.2_x"),
        ("a.20..3_x", "a.20 a.3_x"),
        ("a.2_..", "a.2_x a.20 a.3_x a.3_y"),
        ("a.20..20", "a.20"),
    ],
)
def test_names_may_be_short(text, members):
    [wanted] = read_ranges([text])[1]

    assert members_of(wanted, CHAIN) == keys(members)


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("a.2..3_x", "a.2..3_x: a has several migrations 2: 2_x, 20."),
        ("a.1..9", "a.1..9: a has no migration 9."),
        ("a.3_x..1", "a.3_x..1 is no range: a.1_x runs before a.3_x."),
    ],
)
def test_what_is_no_range(text, fact):
    [wanted] = read_ranges([text])[1]

    with pytest.raises(PlanError) as raised:
        members_of(wanted, CHAIN)

    assert raised.value.fact == fact


def segments(*apps):
    return sorted(one.members for one in propose(history(LONG), wish_for(apps)).segments)


def test_a_range_is_a_segment_and_the_rest_of_its_app_stays():
    assert segments("a.2..4") == [keys("a.2 a.3 a.4")]
    assert segments("a.2..3", "b") == [keys("a.2 a.3"), keys("b.1 b.2")]
    assert segments("a.4..") == [keys("a.4 a.5")]


def test_two_ranges_of_one_app_stay_two():
    assert segments("a.1..2", "a.3..5") == [keys("a.1 a.2"), keys("a.3 a.4 a.5")]


def test_a_plan_keeps_the_range():
    first = propose(history(LONG), wish_for(["a.2..4"]))

    assert propose(history(LONG), wish_for(["a"], bounds=first.bounds)) == first


def refused(text, *apps, **more):
    with pytest.raises(PlanError) as raised:
        propose(history(text, **more), wish_for(apps))
    return raised.value.fact


def test_a_range_that_is_cut_is_refused():
    cut = "a.1; a.2 <- a.1; b.1 <- a.2; a.3 <- a.2 b.1; b.2 <- b.1 a.3"

    assert refused(cut, "a.1..3") == (
        "a.1..3 cannot become one squash: a.3 depends on b.1, which needs a.2."
    )


def test_a_range_of_one_is_refused():
    assert refused(LONG, "a.2..2") == (
        "a.2..2 cannot become one squash: a.2 stands alone, since a.2..2 ends there."
    )


def test_a_range_of_an_app_that_has_two_leaves_is_refused():
    assert refused("a.1; a.2 <- a.1; a.3 <- a.1", "a.1..2") == (
        "a.1..2 cannot become one squash: a has more than one leaf: 2, 3."
    )


def test_ranges_that_overlap_are_refused():
    assert refused(LONG, "a.1..", "a.3..") == ("a.1.., a.3..: a.3 is in two of these ranges.")


def test_a_range_of_an_app_that_does_not_exist_is_refused():
    assert refused(LONG, "c.1..2") == "There is no app c with migrations."


def test_what_is_excluded_later_is_no_longer_asked_for():
    wish = wish_for(["a.2..4", "b.1.."])

    assert wish.without({"a": None}).ranges == (Range("b", "1", ""),)
    assert key("a.1") not in wish.apps
