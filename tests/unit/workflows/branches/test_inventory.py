import pytest

from squashkit.errors import RepositoryError
from squashkit.source.parsing import NOT_VALID
from squashkit.workflows.branches.inventory import inventories_at
from tests.flows.teams import Team, add


@pytest.fixture
def team(tmp_path, monkeypatch):
    monkeypatch.setenv("SQUASHKIT_CACHE_DIR", "")
    return Team(tmp_path / "team")


def test_one_for_each_ref_sorted(team):
    team.add("topic", "shop.0004_x", add("x"), "shop.0003_name")
    found = inventories_at(team.root, ["topic", "main", "st*"], {})

    assert [one.ref for one in found.inventories] == ["main", "start", "topic"]
    assert [one.apps[0].migrations for one in found.inventories] == [3, 3, 4]
    assert [one.project for one in found.inventories] == ["", "", ""]


def test_an_app_without_migrations_is_not_listed(team):
    team.write("topic", "empty/__init__.py", "")
    team.write("topic", "empty/migrations/__init__.py", "")
    [one] = inventories_at(team.root, ["topic"], {}).inventories

    assert [app.app.label for app in one.apps] == ["shop", "stock"]


def test_two_projects(team):
    for name in ("manage.py", "users/__init__.py", "users/migrations/__init__.py"):
        team.write("topic", f"admin/{name}", "")
    team.write("topic", "admin/users/migrations/0001_initial.py", "class (")
    found = inventories_at(team.root, ["topic"], {})

    assert [one.project for one in found.inventories] == ["", "admin"]
    assert found.faults == (
        f"topic: admin/users/migrations/0001_initial.py, line 1: {NOT_VALID} (invalid syntax).",
    )


def test_the_first_and_last_commits_of_an_app(team, monkeypatch):
    first = team.git("rev-parse", "start")
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2040-01-01T12:00:00+00:00")
    team.add("main", "shop.0004_x", add("x"), "shop.0003_name")
    [one] = inventories_at(team.root, ["main"], {}).inventories
    shop, stock = one.apps

    assert (shop.first.commit, shop.last.commit) == (first, team.git("rev-parse", "main"))
    assert (stock.first.commit, stock.last.commit) == (first, first)


def test_an_unknown_ref(team):
    with pytest.raises(RepositoryError, match="'nothing' is no branch, tag or commit"):
        inventories_at(team.root, ["nothing"], {})
