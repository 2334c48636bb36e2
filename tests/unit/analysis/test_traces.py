"""Traces in words of one letter: `a+` changes a, `a` only needs it, `*` changes everything."""

from hypothesis import given
from hypothesis import strategies as st

from squashkit.analysis.traces import Trace
from squashkit.model.footprints import BOUNDLESS, Footprint


def footprint(text):
    """`a+` writes a; `a` reads it; `ab+` writes what lies below a as b."""
    if text == "*":
        return BOUNDLESS
    words = text.split()
    writes = [tuple(word[:-1]) for word in words if word.endswith("+")]
    return Footprint.of([tuple(word) for word in words if not word.endswith("+")], writes)


def trace(*texts):
    made = Trace()
    nodes = [made.add(text, footprint(text), made.conflicting(footprint(text))) for text in texts]
    return made, nodes


def joined(text, *texts):
    """Whether a further item can become one with the first."""
    made, nodes = trace(*texts)
    return made.can_join(nodes[0], made.conflicting(footprint(text)))


def test_items_that_do_not_meet_may_be_joined_across_each_other():
    assert joined("a+", "a+", "b+", "c+")
    assert joined("a+", "a+", "b+", "b", "c b+")


def test_an_item_in_between_keeps_two_apart():
    assert not joined("a+", "a+", "a")
    assert not joined("a+", "a+", "a b+", "b")
    assert not joined("a b", "a+", "a b+")


def test_readers_may_pass_each_other():
    assert joined("a b+", "a b+", "a", "a")


def test_who_changes_a_place_changes_all_below():
    assert not joined("a+", "a+", "ab")
    assert not joined("ab+", "ab+", "a")
    assert joined("ab+", "ab+", "ac+", "ac")


def test_nothing_passes_a_wall():
    assert not joined("a+", "a+", "*")
    assert joined("b+", "b+", "a+")


def test_a_joined_item_comes_behind_all_that_it_needs():
    made, (first, *_) = trace("a+", "b+")
    needed = footprint("a+ b")
    made.join(first, needed, made.conflicting(needed))

    assert list(made.items()) == ["b+", "a+"]


def test_what_is_gone_still_orders_the_others():
    made, nodes = trace("a+", "a b+", "b c+")
    nodes[1].item = None

    assert list(made.items()) == ["a+", "b c+"]
    assert made.comes_before(nodes[0], nodes[2])


texts = st.lists(st.sampled_from(["a+", "b+", "a", "b", "ab+", "a b+", "b c+", "*"]), max_size=8)


@given(texts)
def test_without_joins_the_order_is_kept(items):
    made, _ = trace(*items)
    assert list(made.items()) == items


def meet(one, other):
    """By the definition: two places meet where one of them is a beginning of the other."""
    touching = [(one.writes, other.writes | other.reads), (one.reads, other.writes)]
    return any(
        a[: len(b)] == b or b[: len(a)] == a
        for left, right in touching
        for a in left
        for b in right
    )


@given(texts, st.sampled_from(["a+", "b", "ab", "c+"]))
def test_two_can_be_joined_when_no_chain_of_meetings_lies_between(items, last):
    prints = [*map(footprint, items), footprint(last)]
    if not items:
        return
    reached = {0}
    for place in range(1, len(prints) - 1):
        if any(meet(prints[before], prints[place]) for before in reached):
            reached.add(place)
    between = any(meet(prints[place], prints[-1]) for place in reached - {0})

    assert joined(last, *items) is not between


def leads(node, later):
    """Whether a way goes back to the node, looked for everywhere."""
    waiting, seen = list(later), set()
    while waiting:
        one = waiting.pop()
        if one not in seen:
            seen.add(one)
            waiting += one.before
    return node in seen


@given(
    st.lists(
        st.tuples(st.sampled_from(["a+", "b+", "b c+", "c a+", "b", "ab+", "*"]), st.integers(0, 9))
    )
)
def test_a_search_that_stops_early_finds_the_same_after_joins(items):
    made = Trace()
    for text, choice in items:
        before = made.conflicting(footprint(text))
        answers = [not leads(node, before - {node}) for node in made.nodes]
        assert [made.can_join(node, before) for node in made.nodes] == answers

        free = [node for node, free in zip(made.nodes, answers, strict=True) if free]
        if choice < len(free):
            made.join(free[choice], footprint(text), before)
        else:
            made.add(text, footprint(text), before)
