import pytest

from squashkit.errors import RepositoryError
from squashkit.git.repository import Repository
from squashkit.workflows.branches.conflicts import (
    Question,
    compare,
    every_branch,
    find_conflicts,
    main_branch,
)
from squashkit.workflows.branches.refs import Snapshots
from tests.flows.teams import Team, add


@pytest.fixture
def team(tmp_path, monkeypatch):
    monkeypatch.setenv("SQUASHKIT_CACHE_DIR", "")
    return Team(tmp_path / "team")


@pytest.fixture
def topic(team):
    team.add("topic", "shop.0004_colour", add("colour"), "shop.0003_name")
    team.add("main", "shop.0004_weight", add("weight"), "shop.0003_name")
    return team


def rules(conflicts):
    return [one.rule for one in conflicts.findings]


class TestTheBase:
    @pytest.mark.parametrize("name", ["main", "master"])
    def test_a_local_branch(self, team, name):
        team.git("branch", "-m", "main", name)
        with Repository(team.root) as repository:
            assert main_branch(repository).name == name

    def test_what_the_remote_says_comes_first(self, team, tmp_path):
        team.git("branch", "-m", "main", "trunk")
        team.git("clone", "-q", str(team.root), str(tmp_path / "clone"))
        with Repository(tmp_path / "clone") as repository:
            assert main_branch(repository).name == "origin/HEAD"

    def test_there_is_none(self, team):
        team.git("branch", "-m", "main", "trunk")
        with (
            Repository(team.root) as repository,
            pytest.raises(RepositoryError, match="none of origin/HEAD, main, master"),
        ):
            main_branch(repository)


class TestTheRefs:
    def test_every_branch_and_no_tag(self, topic, tmp_path):
        topic.git("clone", "-q", str(topic.root), str(tmp_path / "clone"))
        with Repository(tmp_path / "clone") as repository:
            names = [one.name for one in every_branch(repository)]

        assert names == ["main", "origin/main", "origin/topic"]

    def test_a_commit_with_several_names_is_compared_once(self, topic):
        topic.git("branch", "a/copy", "topic")
        found = find_conflicts(topic.root, Question())

        assert [one.name for one in found.refs] == ["topic"]

    def test_the_base_is_not_compared_with_itself(self, team):
        assert find_conflicts(team.root, Question(refs=("main", "start"))).refs == ()


def test_questions_in_one_repository(topic):
    with Repository(topic.root) as repository:
        snapshots = Snapshots(repository, {})
        forth = compare(snapshots, Question("main", ("topic",)))
        back = compare(snapshots, Question("topic", ("main",)))

    assert rules(forth) == rules(back) == ["SQK201", "SQK202", "SQK204"]


def test_authors_can_be_left_out(topic):
    found = find_conflicts(topic.root, Question(authors=False))

    assert {place.change for one in found.findings for place in one.places} == {None}


def test_a_criss_cross_has_two_beginnings(topic):
    """Each has merged the other once; only what came later counts."""
    mine, theirs = (topic.git("rev-parse", name) for name in ("main", "topic"))
    for branch, other in (("main", theirs), ("topic", mine)):
        topic.on(branch)
        topic.git("merge", "-q", "--no-ff", other, "-m", "merge")
    parents = "shop.0004_colour shop.0004_weight"
    topic.add("topic", "shop.0005_merge", "", parents)
    found = find_conflicts(topic.root, Question(refs=("topic",)))

    assert [(one.rule, one.fact) for one in found.findings] == [
        ("SQK218", "main: shop ends in 2 migrations: 0004_colour, 0004_weight.")
    ]


def test_a_place_on_the_base_names_the_commit_that_brought_it(topic):
    first = find_conflicts(topic.root, Question()).findings[0]
    commits = {place.ref.name: place.change.commit for place in first.places}

    assert commits == {name: topic.git("rev-parse", name) for name in ("main", "topic")}
