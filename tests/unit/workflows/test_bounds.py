from datetime import datetime, timezone

import pytest

from sample_apps.branched.build import build
from squashkit.analysis.planning import Wish
from squashkit.errors import RepositoryError
from squashkit.model.plans import Limits
from squashkit.workflows.bounds import look_around
from squashkit.workflows.planning import make_plan
from squashkit.workflows.ports import Site
from tests.commands import run


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
    plan = make_plan(site, Wish(limits=limits)).plan

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
