import shutil
from datetime import datetime, timezone

import pytest

from sample_apps.branched.build import build
from squashkit.analysis.wishes import Wish
from squashkit.errors import RepositoryError
from squashkit.model.plans import Limits
from squashkit.workflows.branches.bounds import look_around
from squashkit.workflows.ports import Site
from squashkit.workflows.squashes.drafting import make_plan
from tests.commands import run
from tests.projects import ID
from tests.projects import Site as Project


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return Site(build(tmp_path_factory.mktemp("branched") / "repository"))


def git(folder, *words):
    assert run(folder, "git", *words).status == 0


def bounds(site, **limits):
    """Each bound as `0002 last SQK113`, by the number of the migration."""
    outside = look_around(site, site.history(), Limits(**limits))
    return [
        f"{one.key.number} {'last' if one.last else 'stays'} {one.reason.rule}"
        for one in outside.bounds
    ]


def test_no_limits_ask_nothing_of_git(tmp_path):
    assert look_around(Site(tmp_path), Site(tmp_path).history(), Limits(keep=3)).bounds == ()


def test_what_a_release_does_not_have_stays(site):
    assert bounds(site, until="v1.1") == ["5 stays SQK114", "6 stays SQK114", "7 stays SQK114"]
    assert bounds(site, until="main") == []


def test_what_is_younger_than_a_date_stays(site):
    noon = datetime(2024, 1, 8, 12, tzinfo=timezone.utc)

    assert bounds(site, before=noon) == ["7 stays SQK115"]


def test_what_is_not_committed_is_young(site):
    fresh = site.root / "events" / "migrations" / "0008_fresh.py"
    fresh.write_text(
        "from django.db import migrations\n\n\nclass Migration(migrations.Migration):\n"
        '    dependencies = [("events", "0007_alter_event_name")]\n'
    )
    try:
        assert bounds(site, before=datetime.now(timezone.utc)) == ["8 stays SQK115"]
    finally:
        fresh.unlink()


def test_branches_end_segments_where_they_depend_on_them(site):
    assert bounds(site, refs=("feature/speakers",)) == ["4 last SQK113"]


def test_or_are_listed_with_what_they_would_have_to_rewrite(site):
    limits = Limits(refs=("feature/speakers", "feature/discounts"), rewrite=True)
    plan = make_plan(site, Wish(limits=limits))

    assert len(plan.segments) == 1
    assert [(one.ref, one.needs.number, one.rewriting) for one in plan.in_flight] == [
        (
            "feature/discounts",
            7,
            "Make it depend on events.0001_squashed_0007_alter_event_name before the files it "
            "replaces are removed.",
        ),
        (
            "feature/speakers",
            4,
            "Rebase events.0005_speaker to run after events.0001_squashed_0007_alter_event_name, "
            "and make it depend on that.",
        ),
    ]


def test_merged_branches_are_no_limit(site):
    assert bounds(site, refs=("main", "v1.0")) == []


def test_a_release_that_does_not_exist(site):
    with pytest.raises(RepositoryError, match="'v9' is no branch, tag or commit"):
        bounds(site, until="v9")


def test_a_branch_that_edits_removes_or_squashes_a_migration(site):
    topic = site.root.parent / "worktree"
    git(site.root, "worktree", "add", "-b", "rewriting", str(topic), "main")
    folder = topic / "events" / "migrations"
    edited = next(folder.glob("0003*"))
    edited.write_text(edited.read_text() + "\nCHANGED = 1\n")
    next(folder.glob("0007*")).unlink()
    git(topic, "add", "-A")
    git(topic, "-c", "user.name=t", "-c", "user.email=t@t", "commit", "-qm", "x")

    assert bounds(site, refs=("rewriting",)) == ["3 stays SQK113", "7 stays SQK113"]


@pytest.fixture
def shop(tmp_path):
    """Five migrations of shop, and one of stock that needs the first."""
    return five(tmp_path / "repository")


def five(root):
    made = Project(root, "shop", "stock")
    made.migration("shop.0001_initial", f'migrations.CreateModel("Product", [{ID}]),')
    for number, name in enumerate("abcd", 2):
        before = "0001_initial" if number == 2 else f"{number - 1:04}_{chr(ord(name) - 1)}"
        operation = f'migrations.AddField("Product", "{name}", models.IntegerField(default=0)),'
        made.migration(f"shop.{number:04}_{name}", operation, f"shop.{before}")
    made.migration(
        "stock.0001_initial", f'migrations.CreateModel("Item", [{ID}]),', "shop.0001_initial"
    )
    made.commit()
    return made


def planned(made, **limits):
    return make_plan(Site(made.root), Wish(limits=Limits(**limits)))


def squashes(plan):
    return [str(one) for one in plan.segments]


def branch(made, name, change):
    """A branch with one commit; main is checked out again."""
    made.git("checkout", "-qb", name)
    change()
    made.commit()
    made.git("checkout", "-q", "main")


NOTHING = "migrations.RunSQL('select 1', ''),"


@pytest.mark.parametrize("rewrite", [False, True])
def test_a_segment_begins_where_a_branch_runs_something_before(shop, rewrite):
    body = 'run_before = [("shop", "0003_b")]'
    branch(
        shop,
        "topic",
        lambda: shop.migration("stock.0002_rb", NOTHING, "stock.0001_initial", body=body),
    )
    plan = planned(shop, refs=("topic",), rewrite=rewrite)

    assert squashes(plan) == ["shop: 0001_initial .. 0002_a", "shop: 0003_b .. 0005_d"]
    assert plan.segments[0].ends[0].fact == "topic: stock.0002_rb runs before shop.0003_b."
    assert plan.notes[-1] == (
        "topic: stock.0002_rb runs before shop.0003_b. Make it run before "
        "shop.0003_squashed_0005_d before the files it replaces are removed."
    )


def test_what_an_edited_migration_depends_on_now(shop):
    branch(
        shop,
        "topic",
        lambda: shop.migration("stock.0001_initial", NOTHING, "shop.0001_initial shop.0003_b"),
    )

    assert squashes(planned(shop, refs=("topic",))) == [
        "shop: 0001_initial .. 0003_b",
        "shop: 0004_c .. 0005_d",
    ]


@pytest.mark.parametrize("rewrite", [False, True])
def test_an_edit_that_would_close_a_circle_through_two_squashes(tmp_path, rewrite):
    made = Project(tmp_path / "repository", "shop", "stock", "log")
    made.migration("shop.0001_initial", "")
    made.migration("shop.0002_a", "", "shop.0001_initial stock.0001_initial")
    made.migration("stock.0001_initial", "")
    made.migration("stock.0002_b", "", "stock.0001_initial log.0001_initial")
    made.migration("log.0001_initial", "")
    made.commit()
    branch(made, "topic", lambda: made.migration("log.0001_initial", "", "shop.0002_a"))
    whole = ["shop: 0001_initial .. 0002_a", "stock: 0001_initial .. 0002_b"]
    plan = planned(made, refs=("topic",), rewrite=rewrite)

    assert sorted(squashes(planned(made))) == whole
    assert len(plan.segments) < 2
    assert any("would depend on itself" in one.reason.fact for one in plan.left)


@pytest.mark.parametrize(("name", "number"), [("__first__", 1), ("__latest__", 5)])
def test_the_first_and_the_latest_of_an_app(shop, name, number):
    after = f"stock.0001_initial shop.{name}"
    branch(shop, "topic", lambda: shop.migration("stock.0002_x", NOTHING, after))
    plan = planned(shop, refs=("topic",))

    assert [one.key.number for one in plan.bounds] == [1, number]
    assert [one.needs.app for one in plan.in_flight] == []


def test_what_cannot_be_read_on_a_branch_is_noted(shop):
    shop.migration("stock.0002_known", NOTHING, "stock.0001_initial", body="replaces = list()")
    shop.commit()

    def change():
        shop.write("shop/migrations/0006_bad.py", "class Migration(:\n")
        shop.migration("stock.0003_x", "*OPERATIONS", "stock.0002_known", before="OPERATIONS = f()")
        shop.write(
            "stock/migrations/0004_x.py",
            """\
            from django.db import migrations

            class Migration(migrations.Migration):
                dependencies = computed()
            """,
        )

    branch(shop, "topic", change)
    notes = planned(shop, refs=("topic",)).notes

    assert [one.partition(",")[0] for one in notes[1:]] == [
        "topic: shop/migrations/0006_bad.py",
        "topic: stock/migrations/0004_x.py",
    ]
    assert notes[2] == (
        "topic: stock/migrations/0004_x.py, line 4: `dependencies` is computed when the file is "
        "imported. What it depends on is unknown."
    )


class TestTwoProjectsInOneRepository:
    @pytest.fixture
    def two(self, tmp_path):
        """`one` and `two`, each with an app shop; git is above them."""
        made = Project(tmp_path / "repository")
        for name in ("manage.py", "settings.py"):
            (made.root / name).unlink()
        for name in ("one", "two"):
            five(made.root / name)
            shutil.rmtree(made.root / name / ".git")
        made.commit()
        return made

    def edit(self, two, name):
        file = two.root / name / "shop/migrations/0003_b.py"
        file.write_text(file.read_text().replace("default=0", "default=5"))

    def bounds(self, two, name, **limits):
        return bounds(Site(two.root / name), **limits)

    def test_a_branch_counts_for_the_project_that_it_edits(self, two):
        branch(two, "topic", lambda: self.edit(two, "two"))

        assert self.bounds(two, "two", refs=("topic",)) == ["3 stays SQK113"]
        assert self.bounds(two, "one", refs=("topic",)) == []

    def test_so_does_a_release(self, two):
        two.git("tag", "v1")
        shop = Project(two.root / "two")
        shop.migration("shop.0006_e", NOTHING, "shop.0005_d")
        two.commit()

        assert self.bounds(two, "two", until="v1") == ["6 stays SQK114"]
        assert self.bounds(two, "one", until="v1") == []

    def test_what_cannot_be_read_in_the_other_is_not_noted(self, two):
        branch(two, "topic", lambda: two.write("two/shop/migrations/0006_bad.py", "class (:\n"))

        assert len(planned(Project(two.root / "two"), refs=("topic",)).notes) == 2
        assert len(planned(Project(two.root / "one"), refs=("topic",)).notes) == 1
