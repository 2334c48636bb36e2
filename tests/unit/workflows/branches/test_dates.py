"""`Dates` answers for many refs what git would answer for each by itself."""

from itertools import permutations

import pytest

from squashkit.git.repository import Repository
from squashkit.workflows.branches.dates import Dates
from tests.flows.teams import Team


@pytest.fixture
def team(tmp_path, monkeypatch):
    made = Team(tmp_path / "team")
    day = iter(range(1, 29))

    def commit(branch, **texts):
        monkeypatch.setenv("GIT_AUTHOR_DATE", date := f"2030-01-{next(day):02}T12:00:00+00:00")
        monkeypatch.setenv("GIT_COMMITTER_DATE", date)
        for name, text in texts.items():
            made.on(branch).write(f"shop/migrations/{name}.py", text)
        made.commit()

    made.at = commit
    return made


PATHS = [f"shop/migrations/{name}.py" for name in ("0001_initial", "a", "b", "c")]


def told(team, names):
    """What Dates says of each ref, and what git says of it alone."""
    with Repository(team.root) as repository:
        dates = Dates(repository)
        refs = [repository.resolve(name) for name in names]
        return [(dates.at(ref, PATHS), repository.changes((), ref.commit, PATHS)) for ref in refs]


def assert_alike(team, *names):
    for order in permutations(names):
        for said, alone in told(team, order):
            assert said == alone, order


def test_a_branch_and_its_base_go_on_apart(team):
    team.at("main", a="1")
    team.on("topic", "main")
    team.at("topic", a="2", b="1")
    team.at("main", a="3", c="1")

    assert_alike(team, "main", "topic", "start")


def test_both_add_the_same_file(team):
    team.on("topic", "main")
    team.at("main", a="1")
    team.at("topic", a="2")

    assert_alike(team, "main", "topic")


def test_a_merge(team):
    team.on("topic", "main")
    team.at("topic", a="1")
    team.at("main", b="1")
    team.git("merge", "-q", "--no-ff", "topic", "-m", "merge")
    team.at("topic", a="2")
    team.at("main", c="1")

    assert_alike(team, "main", "topic")


def test_removed_here_and_kept_there(team):
    team.at("main", a="1", b="1")
    team.on("topic", "main")
    team.at("topic", b="2")
    team.remove("main", "shop/migrations/a.py")
    team.at("main", a="3")

    assert_alike(team, "main", "topic")


def test_histories_without_a_common_commit(team):
    team.git("switch", "-q", "--orphan", "island")
    team.git("commit", "-q", "--allow-empty", "-m", "island")
    team.at("island", a="1")
    team.at("main", b="1")

    assert_alike(team, "main", "island")
