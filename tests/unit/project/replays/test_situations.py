"""Where a long history is tried; the rest is in test_process.py."""

from types import SimpleNamespace

from squashkit.project.protocol import TrySituations, View
from squashkit.project.replays import situations
from tests.builders import keys

ORDER = keys("a.1 a.2 a.3 a.4 a.5 a.6 b.1 a.7 a.8")


def points(monkeypatch, each, *replaced):
    monkeypatch.setattr(situations, "EACH", each)
    members = [(one.app, one.name) for one in keys(" ".join(replaced))]
    disk = {("a", "squash"): SimpleNamespace(replaces=members)}
    return sorted(set(situations._points(TrySituations(View(), ORDER), disk)))


def test_a_short_history_is_tried_after_each_migration(monkeypatch):
    assert points(monkeypatch, 9, "a.1 a.2 a.3") == list(range(10))


def test_of_a_long_one_the_ends_and_the_middle_of_what_one_squash_replaces(monkeypatch):
    found = points(monkeypatch, 8, "a.1 a.2 a.3 a.4 a.5 a.6")

    assert found == [0, 1, 3, 5, 6, 7, 8, 9]


def test_what_runs_in_between_makes_two(monkeypatch):
    found = points(monkeypatch, 8, "a.1 a.2 a.3 a.4 a.5 a.6 a.7 a.8")

    assert found == [0, 1, 3, 5, 6, 7, 8, 9]
