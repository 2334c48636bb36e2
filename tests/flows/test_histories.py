"""`squashkit history --at` and `--refs`: what was where, without a checkout."""

import json

import pytest

from squashkit.source.parsing import NOT_VALID
from tests.commands import run, squashkit
from tests.flows.teams import add


def document(folder, *options):
    done = squashkit(folder, "history", "--format", "json", *options)
    assert done.status in {0, 1}, done.err
    return json.loads(done.out)


def test_one_release_in_full(branched):
    done = squashkit(branched, "history", "--at", "v1.1")

    assert (done.status, done.err) == (0, "")
    assert done.out.startswith("v1.1 (afadf7df1)\nApp ")
    assert done.out.endswith("4 migrations in 1 app.\n")
    assert "events           4           5     0  -         -       0004_rename" in done.out
    assert "2024-01-01" in done.out
    assert "2024-01-05" in done.out


def test_many_in_a_row_each(branched):
    done = squashkit(branched, "history", "--refs", "v*", "main")
    rows = [line.split() for line in done.out.splitlines() if line.startswith(("v", "main"))]

    assert done.status == 0
    assert [row[:5] for row in rows] == [
        ["main", "ddb1c4f32", "1", "7", "8"],
        ["v1.0", "46b9d95cb", "1", "2", "3"],
        ["v1.1", "afadf7df1", "1", "4", "5"],
        ["v2.0", "115946944", "1", "6", "7"],
    ]


def test_the_document(branched):
    found = document(branched, "--refs", "v1.0", "feature/speakers")

    assert (found["schema"], found["version"]) == ("squashkit/histories", 1)
    assert [one["ref"] for one in found["inventories"]] == ["feature/speakers", "v1.0"]
    speakers = found["inventories"][0]
    assert {key: speakers[key] for key in ("commit", "project", "faults")} == {
        "commit": "2ad0710f9" + speakers["commit"][9:],
        "project": "",
        "faults": [],
    }
    [app] = speakers["apps"]
    assert app["app"]["label"] == "events"
    assert app["operations"] == {"AddField": 2, "CreateModel": 3, "RenameField": 1}
    assert app["leaves"] == [{"app": "events", "name": "0005_speaker"}]
    assert [app[key]["date"] for key in ("first", "last")] == [
        "2024-01-01T12:00:00+00:00",
        "2024-01-06T12:00:00+00:00",
    ]
    assert app["last"]["author"] == "Sam Sample <sam@example.com>"


def test_only_some_apps(team):
    [one] = document(team.root, "--at", "main", "stock")["inventories"]

    assert [app["app"]["label"] for app in one["apps"]] == ["stock"]


def test_a_file_that_cannot_be_read_is_named_and_the_rest_counted(team):
    team.write("topic", "shop/migrations/0004_x.py", "class (")
    done = squashkit(team.root, "history", "--refs", "topic", "main")

    assert done.status == 1
    assert f"Not read: topic: shop/migrations/0004_x.py, line 1: {NOT_VALID}" in done.out
    assert [line.split()[3] for line in done.out.splitlines() if line.startswith("main ")] == ["4"]


def test_a_module_that_is_no_migration_is_named(team):
    team.write("topic", "shop/migrations/helpers.py", "ANSWER = 42\n")
    done = squashkit(team.root, "history", "--at", "topic")

    assert done.status == 1
    assert done.out.endswith(
        "Not read: topic: shop/migrations/helpers.py, line 1: it defines no class Migration.\n"
    )


def test_a_branch_with_two_leaves(team):
    team.add("topic", "shop.0004_a", add("a"), "shop.0003_name")
    team.add("topic", "shop.0004_b", add("b"), "shop.0003_name")
    team.git("branch", "other", "main")
    done = squashkit(team.root, "history", "--refs", "*")
    [row] = [line.split() for line in done.out.splitlines() if line.startswith("topic")]

    assert "shop" in row


def test_it_is_what_is_committed_and_not_what_is_checked_out(team):
    team.site.migration("shop.0004_new", add("new"), "shop.0003_name")
    [one] = document(team.root, "--at", "HEAD")["inventories"]

    assert [app["migrations"] for app in one["apps"]] == [3, 1]


@pytest.mark.parametrize("options", [["--bare"], ["--filter=blob:none", "--no-checkout"]])
def test_in_clones(branched, tmp_path, options):
    for name in ("uploadpack.allowFilter", "uploadpack.allowAnySHA1InWant"):
        run(branched, "git", "config", name, "true")
    target = tmp_path / "clone"
    run(tmp_path, "git", "clone", "-q", *options, f"file://{branched}", str(target))

    assert document(target, "--at", "v2.0") == document(branched, "--at", "v2.0")


def test_a_shallow_clone_dates_from_where_it_begins(branched, tmp_path):
    target = tmp_path / "clone"
    run(tmp_path, "git", "clone", "-q", "--depth=1", f"file://{branched}", str(target))
    [one] = document(target, "--at", "HEAD")["inventories"]

    assert one["apps"][0]["first"] == one["apps"][0]["last"]


class TestBadInput:
    @pytest.fixture
    def refused(self, team):
        def check(*options, folder=None):
            done = squashkit(folder or team.root, "history", *options)
            assert (done.status, done.out) == (2, "")
            return done.err

        return check

    def test_an_unknown_ref(self, refused, team):
        assert refused("--at", "v9") == (
            f"squashkit: 'v9' is no branch, tag or commit in {team.root}.\n"
            "  Bring what is new: git fetch --tags; see what is there: git branch -a; git tag\n"
        )

    def test_a_pattern_that_matches_nothing(self, refused, team):
        assert refused("--refs", "v*") == (
            f"squashkit: No branch or tag in {team.root} matches 'v*'.\n"
            "  See what is there: git branch -a; git tag\n"
        )

    def test_an_unknown_app(self, refused):
        assert refused("--at", "main", "nothing") == (
            "squashkit: There is no app nothing with migrations on any of these refs.\n"
            "  Apps with migrations there: shop, stock.\n"
        )

    def test_not_a_repository(self, refused, tmp_path):
        assert refused("--at", "main", folder=tmp_path) == (
            f"squashkit: {tmp_path} is not in a git repository.\n"
            "  Run this in a clone of the project.\n"
        )

    def test_an_unborn_branch(self, refused, tmp_path):
        run(tmp_path, "git", "init", "-q", "-b", "main", "new")

        assert refused("--at", "HEAD", folder=tmp_path / "new") == (
            f"squashkit: The branch 'main' in {tmp_path}/new has no commit yet.\n"
            "  Make the first: git commit\n"
        )

    def test_a_commit_that_a_shallow_clone_lacks(self, refused, team, tmp_path):
        team.commit()
        target = tmp_path / "clone"
        run(tmp_path, "git", "clone", "-q", "--depth=1", f"file://{team.root}", str(target))

        assert refused("--at", "HEAD~1", folder=target) == (
            f"squashkit: 'HEAD~1' is no branch, tag or commit in {target}.\n"
            "  The clone is shallow; bring the whole history: git fetch --unshallow\n"
        )

    def test_an_object_that_is_missing(self, refused, team):
        blob = team.git("rev-parse", "main:shop/migrations/0002_price.py")
        (team.root / ".git" / "objects" / blob[:2] / blob[2:]).unlink()

        assert refused("--at", "main") == (
            f"squashkit: Object {blob} is missing or damaged in {team.root}.\n"
            "  See what else is: git fsck\n"
        )

    def test_one_or_many_but_not_both(self, team):
        assert squashkit(team.root, "history", "--at", "a", "--refs", "b").status == 2
