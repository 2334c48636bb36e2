"""What git itself calls: the merge driver, and the hooks before a push."""

import re
import sys
from pathlib import Path

import pytest

from tests.commands import run, squashkit
from tests.flows.teams import add

NEWEST = "shop/migrations/max_migration.txt"
NAMED = ("-c", "user.name=test", "-c", "user.email=test@example.org")
ROOT = Path(__file__).parents[2]
ENTRIES = re.findall(r"entry: (.*)", (ROOT / ".pre-commit-hooks.yaml").read_text())


@pytest.fixture
def forked(team):
    """Both sides have a migration, and say so in `max_migration.txt`; the driver is set up."""
    team.write("main", NEWEST, "0003_name\n")
    team.write("main", ".gitattributes", "max_migration.txt merge=squashkit\n")
    for branch, name in (("topic", "colour"), ("main", "size")):
        team.add(branch, f"shop.0004_{name}", add(name), "shop.0003_name", "main")
        team.write(branch, NEWEST, f"0004_{name}\n")
    driver = f"{sys.executable} -m squashkit merge-driver %O %A %B %P"
    team.git("config", "merge.squashkit.driver", driver)
    team.on("topic")
    return team


def test_a_branch_that_was_rebased_merges_without_a_conflict(forked):
    assert squashkit(forked.root, "rebase", "--onto", "main", "--no-proof").status == 0
    forked.git("commit", "-qm", "rebased")
    done = run(forked.root, "git", *NAMED, "merge", "-q", "main", "-m", "merged")

    assert done.status == 0, done.err
    assert (forked.root / NEWEST).read_text() == "0005_colour\n"


def test_a_fork_is_a_conflict_and_the_next_command_is_said(forked):
    done = run(forked.root, "git", *NAMED, "merge", "-q", "main")

    assert done.status == 1
    said = "squashkit: shop ends in 0004_colour and 0004_size: squashkit rebase --onto main"
    assert said in done.err.splitlines()
    assert (forked.root / NEWEST).read_text().splitlines()[1::2] == ["0004_colour", "0004_size"]
    assert squashkit(forked.root, "rebase", "--onto", "main", "--no-proof").status == 0
    forked.git("commit", "-qm", "merged")
    forked.site.manage("migrate")


def test_where_it_cannot_be_told_what_is_merged_the_conflict_stays(forked):
    done = run(forked.root, "git", *NAMED, "rebase", "-q", "main")

    assert done.status == 1
    assert "squashkit: It cannot be told which commit git is merging." in done.err.splitlines()
    assert (forked.root / NEWEST).read_text().splitlines()[1::2] == ["0004_size", "0004_colour"]


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_hook_keeps_a_branch_that_is_behind_from_being_pushed(forked, entry):
    forked.git("init", "-q", "--bare", "../remote")
    forked.git("remote", "add", "origin", "../remote")
    script = forked.root / ".git/hooks/pre-push"
    script.write_text(f"#!/bin/sh\nexec {sys.executable} -m {entry} >&2\n")
    script.chmod(0o755)
    behind = run(forked.root, "git", "push", "-q", "origin", "topic")
    assert squashkit(forked.root, "rebase", "--onto", "main", "--no-proof").status == 0
    forked.git("commit", "-qm", "rebased")
    forked.git("merge", "-q", "main", "-m", "merged")
    after = run(forked.root, "git", "push", "-q", "origin", "topic")

    assert (behind.status, after.status) == (1, 0), after.err
