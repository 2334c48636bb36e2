"""A squash that is on disk becomes part of a longer one, on every Django."""

import pytest

from squashkit import Project
from tests.projects import Site, shop


@pytest.fixture
def squashed(tmp_path) -> Site:
    """The shop, squashed once, with two migrations more."""
    site = shop(tmp_path)
    assert Project(site.root, "settings").squash().write(require_git=False)
    site.migration(
        "shop.0004_note",
        'migrations.AddField("Item", "note", models.TextField(default="")),',
        "shop.0001_squashed_0003_name",
    )
    site.migration("shop.0005_note", 'migrations.RemoveField("Item", "note"),', "shop.0004_note")
    return site


def names(site):
    return sorted(path.stem for path in (site.root / "shop/migrations").glob("0*.py"))


def test_it_is_continued_and_its_file_goes(squashed):
    squash = Project(squashed.root, "settings").squash()

    assert squash.holds, [one for one in squash.proof.checks if not one.holds]
    [segment] = squash.plan.segments
    assert [one.name for one in segment.replaces] == [
        "0001_initial",
        "0002_price",
        "0003_name",
        "0004_note",
        "0005_note",
    ]
    squash.write(require_git=False)
    assert names(squashed) == [
        "0001_initial",
        "0001_squashed_0005_note",
        "0002_price",
        "0003_name",
        "0004_note",
        "0005_note",
    ]
    folder = squashed.root / "shop/migrations"
    assert "TextField" not in (folder / "0001_squashed_0005_note.py").read_text()
    assert "('shop', '0003_name')" in (folder / "0004_note.py").read_text().replace('"', "'")


@pytest.mark.parametrize("stop", ["0001_squashed_0003_name", "0004_note"])
def test_a_database_that_ran_the_first_squash_goes_on(squashed, stop):
    squashed.manage("migrate", "shop", stop)
    Project(squashed.root, "settings").squash().write(require_git=False)

    squashed.manage("migrate")
    shown = squashed.manage("showmigrations", "shop")
    assert "[X] 0001_squashed_0005_note" in shown
    assert "[ ]" not in shown
    assert "No changes detected" in squashed.manage("makemigrations", "--check", "--dry-run")


def test_one_whose_files_are_gone_is_left_alone(squashed):
    (squashed.root / "shop/migrations/0002_price.py").unlink()
    [left, *_] = Project(squashed.root, "settings").plan().left

    assert (left.reason.rule, left.reason.fact) == (
        "SQK102",
        "shop.0001_squashed_0003_name replaces shop.0002_price, whose file is gone.",
    )
