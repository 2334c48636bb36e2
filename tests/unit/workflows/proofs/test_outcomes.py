"""What the original writes otherwise when it runs once more; a letter is a table with one row."""

from __future__ import annotations

from squashkit.model.schema import Detail, Noise, Snapshot
from squashkit.project.protocol import Migrated
from squashkit.workflows.proofs.outcomes import (
    NO_NOISE,
    Outcome,
    Replay,
    check_upgrades,
    doubted,
    frozen_in,
    settled,
)
from tests.rows import tables

NOON = "2026-01-01 12:00:00"


def replay(rows, error=""):
    migrated = Migrated(0.0, NOON, NOON, "a.1" if error else "", error)
    return Replay(migrated, Snapshot("SQLite 3", (), tables(rows)), "")


def told(before, after, *again):
    """What differs, what is not compared, and how often the original ran once more."""
    runs = iter(again)
    found = settled(Outcome("here", replay(before), replay(after)), lambda **_: next(runs))
    differences = [str(one) for one in found.differences]
    return differences, list(found.not_compared), len(again) - len(list(runs))


def test_nothing_runs_again_where_nothing_differs():
    assert told("t(#id a): 1 x", "t(#id a): 1 x", replay("")) == ([], [], 0)


def test_what_is_other_each_time_is_no_difference():
    again = replay("t(#id a): 1 zzz")
    random = "values of t.a, but for whether they are empty: other in each run"
    assert told("t(#id a): 1 x", "t(#id a): 1 yy", again) == ([], [random], 1)


def test_what_stays_the_same_differs_after_three_runs():
    again = replay("t(#id a): 1 x")
    differences, notes, runs = told("t(#id a): 1 x", "t(#id a): 1 y", *[again] * 5)
    assert (len(differences), notes, runs) == (1, [], 3)


def test_where_it_does_not_run_again_all_differs():
    again = replay("", "IntegrityError: UNIQUE constraint failed: t.a")
    differences, notes, runs = told("t(#id a): 1 x, 2 y", "t(#id a):", again)
    assert (len(differences), runs) == (1, 1)
    assert notes == [
        "here, as to what is random: the original's a.1 raises IntegrityError: UNIQUE constraint "
        "failed: t.a when it runs once more"
    ]


TOKENS = [f"t(#id a): 1 '{letter * 12}1234'" for letter in "abc"]


def frozen(*again):
    squashed = replay(TOKENS[2])
    outcome = Outcome("here", replay(TOKENS[0]), squashed)
    return len(frozen_in(settled(outcome, lambda **_: replay(TOKENS[1])), squashed, lambda: again))


def test_a_token_that_is_the_same_on_all_databases_is_a_difference():
    assert frozen(replay(TOKENS[1]), replay(TOKENS[2])) == 1
    assert frozen(replay(TOKENS[1]), replay(TOKENS[0])) == 0


def test_it_still_is_where_neither_runs_once_more():
    assert frozen(replay("", "OSError"), replay("", "OSError")) == 1


def test_without_a_database_there_is_no_check():
    """`migrate` may raise on a database that has everything, in the original too."""
    assert check_upgrades((), "SQLite 3") == ()


def test_what_is_random_elsewhere_gets_more_runs():
    """Of two values one may be drawn five times."""
    drawn = iter([replay(f"t(#id a): 1 {value}") for value in "xxxxxxy"])
    outcome = Outcome("here", replay("t(#id a): 1 x"), replay("t(#id a): 1 y"))
    found = settled(outcome, lambda **_: next(drawn))
    elsewhere = Noise({("t", "a"): Detail.NULL})

    assert found.differences
    assert doubted(found, NO_NOISE) is found
    assert doubted(found, Noise(tables=frozenset("u"))) is found
    assert doubted(found, elsewhere).differences == ()
    assert list(drawn) == []


def test_who_is_doubted_is_compared_with_the_same_run_as_before():
    """A second `migrate` may add rows, which no run from zero has."""
    once, twice = replay("t(a): x"), replay("t(a): x, x")
    outcome = Outcome("after everything", twice, replay("t(a): x, y"))
    found = settled(outcome, lambda **_: once, original=once)

    assert found.differences
    assert doubted(found, Noise(tables=frozenset("t"))).differences
