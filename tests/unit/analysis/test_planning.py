import pytest

from squashkit.analysis.planning import propose
from squashkit.analysis.wishes import Wish, wish_for
from squashkit.errors import PlanError
from squashkit.model.migrations import Dependency, Opaque
from squashkit.model.plans import Bound, Gain, Limits, Reason
from tests.builders import history, key, keys


def plan(text, *, wish=None, **more):
    return propose(history(text, **more), wish or Wish())


def segments(text, **more):
    """Each segment as `a: 1 2`."""
    return [
        f"{one.key.app}: {' '.join(key.name for key in one.members)}"
        for one in plan(text, **more).segments
    ]


def left(text, **more):
    """What is left, with the rule."""
    return {" ".join(map(str, one.migrations)): one.reason.rule for one in plan(text, **more).left}


CHAIN = "a.1\na.2 <- a.1\na.3 <- a.2"


def test_a_chain_becomes_one():
    [segment] = plan(CHAIN).segments

    assert segment.members == keys("a.1 a.2 a.3")
    assert segment.key.name == "1_squashed_3"
    assert segment.initial
    assert segment.gain == Gain(3, 3)
    assert segment.ends == ()


def test_one_migration_is_left_alone():
    assert segments("a.1") == []
    assert left("a.1") == {"a.1": "SQK101"}


def test_installed_apps_are_not_mentioned():
    assert segments(CHAIN, theirs="a") == []
    assert left(CHAIN, theirs="a") == {}


def test_only_the_wanted_apps():
    two = f"{CHAIN}\nb.1\nb.2 <- b.1"

    assert segments(two, wish=Wish(frozenset("b"))) == ["b: 1 2"]


def test_an_excluded_app_says_so():
    wish = wish_for([], ["a"])

    assert left(CHAIN, wish=wish) == {"a.1 a.2 a.3": "SQK112"}


def test_an_unknown_app_is_an_error():
    with pytest.raises(PlanError) as caught:
        plan(CHAIN, wish=Wish(frozenset("x")))

    assert caught.value.fact == "There is no app x with migrations."
    assert caught.value.hint == "Apps with migrations here: a."


def test_an_installed_app_is_an_error():
    with pytest.raises(PlanError, match=r"App a is not first-party: its migrations are in /a\."):
        plan(CHAIN, wish=Wish(frozenset("a")), theirs="a")


def test_apps_that_weave_are_cut_and_the_edge_is_named():
    text = "a.1\na.2 <- a.1\nb.1 <- a.2\nb.2 <- b.1\na.3 <- a.2 b.1\na.4 <- a.3"
    first, _, last = plan(text).segments

    assert segments(text) == ["a: 1 2", "b: 1 2", "a: 3 4"]
    assert first.ends[0].rule == "SQK107"
    assert first.ends[0].fact == "a.3 depends on b.1, which needs a.2."
    assert not last.initial


def test_an_edge_into_the_middle_does_not_cut():
    assert segments(f"{CHAIN}\nb.1 <- a.2\nb.2 <- b.1") == ["a: 1 2 3", "b: 1 2"]


def test_a_data_step_that_meets_an_app_half_way_cuts_it():
    # Django runs a.1, a.2, c.1 and only then a.3, for it takes the leaves by name: b.1 first.
    text = f"{CHAIN}\na.4 <- a.3\nZ.1 <- a.2 : rows(a)\nZ.2 <- Z.1"
    first, *_ = plan(text).segments

    assert segments(text) == ["a: 1 2", "Z: 1 2", "a: 3 4"]
    assert first.ends[0].rule == "SQK108"
    assert first.ends[0].fact == "Z.1 runs before a.3 and meets the models as they are then."


def test_a_data_step_on_its_own_app_cuts_nothing():
    text = "a.1\na.2 <- a.1 : rows(a)\na.3 <- a.2"

    assert segments(text) == ["a: 1 2 3"]


def test_a_reference_to_a_model_that_is_removed_later_cuts():
    text = "a.1\na.2 <- a.1 : removes(a.x)\na.3 <- a.2\nZ.1 <- a.1 : uses(a.x)\nZ.2 <- Z.1"

    assert segments(text) == ["Z: 1 2", "a: 2 3"]


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        ({"opaque": (Opaque("`operations` is computed when the file is imported", 7),)}, "SQK103"),
        ({"base": "Custom"}, "SQK104"),
        ({"overrides": ("apply",)}, "SQK104"),
        ({"replaces": keys("a.gone")}, "SQK102"),
    ],
)
def test_what_cannot_be_merged_ends_a_segment(facts, rule):
    text = f"{CHAIN}\na.4 <- a.3\na.5 <- a.4"

    assert segments(text, a_3=facts) == ["a: 1 2", "a: 4 5"]
    assert left(text, a_3=facts) == {"a.3": rule}


FIVE = f"{CHAIN}\na.4 <- a.3\na.5 <- a.4"
ROWS = "a.1\na.2 <- a.1\na.3 <- a.2 : rows(a)\na.4 <- a.3 : rows(a)\na.5 <- a.4"
BASE = {"base": "shop.base.Careful"}


def test_new_tables_may_be_made_in_one_transaction():
    [made] = plan(FIVE, a_3={"atomic": False}).segments

    assert (made.members, made.atomic) == (keys("a.1 a.2 a.3 a.4 a.5"), True)


def test_steps_that_ask_for_no_transaction_get_none():
    facts = {"a_3": {"atomic": False}, "a_4": {"atomic": False}}
    made = plan(ROWS, **facts).segments

    assert segments(ROWS, **facts) == ["a: 1 2", "a: 3 4"]
    assert [one.atomic for one in made] == [True, False]
    assert [str(one.ends[0].fact) for one in made] == [
        "a.3 sets atomic = False, a.2 does not.",
        "a.4 sets atomic = False, a.5 does not.",
    ]


def test_tables_with_rows_are_changed_as_their_author_wanted():
    # What is woven in makes a second segment, and that meets rows.
    text = f"{FIVE}\nb.1 <- a.1\nb.2 <- b.1\na.6 <- a.5 b.1"
    assert segments(text, a_5={"atomic": False}) == ["a: 1 2 3 4 5", "b: 1 2"]
    woven = "a.1\na.2 <- a.1\nb.1 <- a.2\nb.2 <- b.1\na.3 <- a.2 b.1\na.4 <- a.3\na.5 <- a.4"
    assert segments(woven, a_5={"atomic": False}) == ["a: 1 2", "b: 1 2", "a: 3 4"]


def test_a_base_class_that_all_share_is_that_of_the_squash():
    [made] = plan(CHAIN, a_1=BASE, a_2=BASE, a_3=BASE).segments

    assert made.base == "shop.base.Careful"


def test_another_base_class_ends_a_segment():
    first, second = plan(FIVE, a_3=BASE, a_4=BASE, a_5=BASE).segments

    assert (first.members, second.members) == (keys("a.1 a.2"), keys("a.3 a.4 a.5"))
    assert first.ends[0].rule == "SQK104"
    assert first.ends[0].fact == "a.3 is a shop.base.Careful, a.2 a migrations.Migration."


def test_attributes_that_a_base_class_may_look_at_are_not_merged():
    facts = {one: {**BASE, "attributes": ("checked",)} for one in ("a_1", "a_2", "a_3")}

    assert left(CHAIN, **facts) == {"a.1": "SQK104", "a.2": "SQK104", "a.3": "SQK104"}


def test_a_squash_whose_files_are_there_is_continued():
    text = "a.1\na.2 <- a.1\na.1_squashed_2\na.3 <- a.1_squashed_2"
    [made] = plan(text, a_1_squashed_2={"replaces": keys("a.1 a.2")}).segments

    assert made.members == keys("a.1_squashed_2 a.3")
    assert made.replaces == keys("a.1 a.2 a.3")
    assert made.continues == keys("a.1_squashed_2")
    assert made.key.name == "1_squashed_3"


def test_a_squash_that_an_installed_package_depends_on_stays():
    text = "a.1\na.2 <- a.1\na.1_squashed_2\na.3 <- a.1_squashed_2\nz.1 <- a.1_squashed_2"
    facts = {"theirs": ["z"], "a_1_squashed_2": {"replaces": keys("a.1 a.2")}}

    assert left(text, **facts)["a.1_squashed_2"] == "SQK102"


def test_an_app_with_two_leaves_is_left_alone():
    assert left("a.1\na.2 <- a.1\na.3 <- a.1") == {"a.1 a.2 a.3": "SQK109"}


def test_an_app_that_is_named_with_latest_is_left_alone():
    assert left(f"{CHAIN}\nb.1 <- a.__latest__") == {
        "a.1 a.2 a.3": "SQK106",
        "b.1": "SQK101",
    }


def test_a_name_that_is_in_use_is_an_error():
    with pytest.raises(PlanError) as caught:
        plan(f"{CHAIN}\na.1_squashed_3 <- a.3", a_1_squashed_3={"overrides": ("apply",)})

    assert caught.value.fact == (
        "a/migrations/1_squashed_3.py exists already; "
        "it has the name of the squash that a would get."
    )


def test_a_name_that_was_ever_used_is_an_error():
    with pytest.raises(PlanError) as caught:
        plan(f"{CHAIN}\nb.1", b_1={"replaces": keys("a.1_squashed_3")})

    assert caught.value.fact == (
        "a.1_squashed_3 is the name of a migration that was replaced earlier; "
        "databases may have it."
    )


def test_branches_within_an_app_that_merge_again_become_one_in_django_s_order():
    assert segments("a.1\na.2 <- a.1\na.3 <- a.1\na.4 <- a.2 a.3") == ["a: 1 3 2 4"]


def test_a_segment_ends_at_what_has_to_run_before_another_app():
    facts = {"b_2": {"run_before": (Dependency("a", "2"),)}}
    text = f"{CHAIN}\nb.1 <- a.1\nb.2 <- b.1\nb.3 <- b.2\nb.4 <- b.3"

    assert segments(text, **facts) == ["b: 1 2", "a: 2 3", "b: 3 4"]
    first, *_ = plan(text, **facts).segments
    assert first.ends[0].fact == "b.2 has to run before a.2."


LONG = "a.1\na.2 <- a.1\na.3 <- a.2\na.4 <- a.3\na.5 <- a.4"
BRANCH = Reason("SQK113", "topic: a.x depends on a.2.")
YOUNG = Reason("SQK115", "first committed after 2024-01-05.")


def test_a_segment_ends_where_a_branch_depends_on_it():
    wish = Wish(bounds=(Bound(key("a.2"), BRANCH, last=True),))

    assert segments(LONG, wish=wish) == ["a: 1 2", "a: 3 4 5"]
    assert plan(LONG, wish=wish).segments[0].ends == (BRANCH,)


def test_a_branch_at_the_end_of_the_app_changes_nothing():
    wish = Wish(bounds=(Bound(key("a.5"), BRANCH, last=True),))

    assert segments(LONG, wish=wish) == ["a: 1 2 3 4 5"]
    assert plan(LONG, wish=wish).segments[0].ends == ()


def test_neighbours_that_stay_for_one_reason_are_told_in_one_go():
    wish = Wish(bounds=tuple(Bound(one, YOUNG) for one in keys("a.4 a.5")))

    assert segments(LONG, wish=wish) == ["a: 1 2 3"]
    assert left(LONG, wish=wish) == {"a.4 a.5": "SQK115"}


def test_the_last_of_each_app_are_kept():
    two = f"{LONG}\nb.1\nb.2 <- b.1\nb.3 <- b.2"
    wish = Wish(limits=Limits(keep=1))

    assert sorted(segments(two, wish=wish)) == ["a: 1 2 3 4", "b: 1 2"]
    assert left(two, wish=wish) == {"a.5": "SQK116", "b.3": "SQK116"}


def test_all_of_a_short_app_are_kept():
    assert segments(LONG, wish=Wish(limits=Limits(keep=9))) == []


def test_a_plan_within_the_bounds_of_a_plan_is_the_same():
    first = plan(LONG, wish=Wish(limits=Limits(keep=2)))

    assert plan(LONG, wish=Wish(bounds=first.bounds)) == first
