import pytest

from squashkit.git.repository import Repository
from squashkit.model.keys import MigrationKey
from squashkit.model.refs import Ref
from squashkit.workflows.branches.refs import Snapshots, by_project
from tests.flows.teams import Team, add


@pytest.fixture
def team(tmp_path, monkeypatch):
    monkeypatch.setenv("SQUASHKIT_CACHE_DIR", "")
    return Team(tmp_path / "team")


@pytest.fixture
def snapshots(team):
    with Repository(team.root) as repository:
        yield Snapshots(repository, {})


def at(snapshots, name):
    return snapshots.at(snapshots.repository.resolve(name))


def keys(migrations):
    return {root: sorted(map(str, found)) for root, found in migrations.items()}


MAIN = ["shop.0001_initial", "shop.0002_price", "shop.0003_name", "stock.0001_initial"]


def test_one_commit_under_two_names_is_read_once(team, snapshots):
    main = at(snapshots, "main")
    again = snapshots.at(Ref("start", main.ref.commit))

    assert again.projects is main.projects
    assert again.ref.name == "start"


def test_the_apps_of_a_commit(snapshots):
    assert [app.label for app in at(snapshots, "main").apps] == ["shop", "stock"]


def test_what_two_commits_share_is_the_same_object(team, snapshots):
    team.add("topic", "shop.0004_x", add("x"), "shop.0003_name")
    one, two = (at(snapshots, name).projects[""].history for name in ("main", "topic"))
    key = MigrationKey("shop", "0003_name")

    assert one.migrations[key] is two.migrations[key]


def test_overrides_name_folders(team):
    team.write("main", "history/__init__.py", "")
    team.write("main", "history/0001_initial.py", "class Migration(migrations.Migration): ...")
    with Repository(team.root) as repository:
        snapshots = Snapshots(repository, {"wares": "history"})

        assert "wares" in [app.label for app in at(snapshots, "main").apps]


class TestByProject:
    @pytest.fixture
    def second(self, team):
        """A branch that brings a second project, in which there is a second `shop`."""
        for app in ("shop", "users"):
            for name in ("__init__.py", "migrations/__init__.py"):
                team.write("second", f"admin/{app}/{name}", "")
            text = (team.root / "stock/migrations/0001_initial.py").read_text()
            team.write("second", f"admin/{app}/migrations/0001_initial.py", text)
        team.write("second", "admin/manage.py", "")
        return team

    def test_a_project_of_its_own(self, second, snapshots):
        snapshot = at(snapshots, "second")

        assert keys(by_project(snapshot, ["", "admin"])) == {
            "": MAIN,
            "admin": ["shop.0001_initial", "users.0001_initial"],
        }

    def test_a_base_with_one_project_only(self, second, snapshots):
        """It gets the new apps, but not the second one of a label that it has."""
        assert keys(by_project(at(snapshots, "second"), [""])) == {
            "": [*MAIN, "users.0001_initial"],
            "admin": ["shop.0001_initial"],
        }

    def test_a_base_with_a_project_that_the_commit_does_not_know(self, snapshots):
        assert keys(by_project(at(snapshots, "main"), ["", "admin"])) == {"": MAIN, "admin": []}
