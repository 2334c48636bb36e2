"""`state` and `cleanup --deployed`: what is recorded is evidence, wherever it is read."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest

from tests.commands import squashkit

SQUASH = "shop.0001_squashed_0003_name"


@pytest.fixture
def squashed(site):
    """A database that has the squash's row, and the state of it before the squash."""
    site.manage("migrate")
    assert exported(site, "old.json").status == 0
    assert squashkit(site.root, "squash").status == 0
    site.commit()
    return site


def exported(site, name):
    return squashkit(site.root, "state", "--format", "json", "--output", str(name))


def changed(path):
    path.write_text(path.read_text().replace("0002_price", "0002_prices"))


def test_a_state_has_names_and_times_and_nothing_else(site):
    site.manage("migrate")
    text = squashkit(site.root, "state")
    exported(site, "state.json")
    [state] = json.loads((site.root / "state.json").read_text())["states"]

    row = text.out.splitlines()[-1].split()
    assert row[:5] == ["default", "SQLite", sqlite3.sqlite_version, "3", "shop.0003_name"]
    assert row[6] == state["digest"][:12]
    assert sorted(state) == ["applied", "commit", "digest", "engine", "name", "read"]
    assert state["commit"] == site.git("rev-parse", "HEAD").strip()
    assert list(state["applied"]) == ["shop"]
    assert list(state["applied"]["shop"]) == ["0001_initial", "0002_price", "0003_name"]
    assert all(time.startswith("20") for time in state["applied"]["shop"].values())


def test_a_database_that_was_never_migrated(site):
    """Nor is it made by looking at it."""
    done = exported(site, "state.json")
    [state] = json.loads((site.root / "state.json").read_text())["states"]

    assert (done.status, state["applied"]) == (0, {})
    assert not (site.root / "real.sqlite3").exists()


def test_an_old_state_blocks_and_a_new_one_does_not(squashed):
    early = squashkit(squashed.root, "cleanup", "--deployed", "old.json")
    squashed.manage("migrate")
    exported(squashed, "new.json")
    both = squashkit(squashed.root, "cleanup", "--dry-run", "--deployed", "old.json", "default")
    late = squashkit(squashed.root, "cleanup", "--dry-run", "--deployed", "new.json")

    assert (early.status, both.status, late.status) == (1, 1, 0)
    said = f"{SQUASH} stays. Database default in old.json has all 3 migrations but has not"
    assert said in " ".join(both.out.split())
    assert f"default in new.json has recorded {SQUASH}." in late.out


def test_a_folder_of_states(squashed, tmp_path):
    folder = tmp_path / "customers"
    (folder / "north").mkdir(parents=True)
    for name in ("a.json", "north/b.json"):
        (folder / name).write_text((squashed.root / "old.json").read_text())
    (folder / "other.json").write_text("{}")
    done = squashkit(squashed.root, "cleanup", "--deployed", str(folder))

    assert done.status == 1
    said = " ".join(done.out.split())
    assert f"Database default in {folder}/a.json and 1 more like it have all 3" in said


@pytest.mark.parametrize(
    ("prepare", "message"),
    [
        (changed, "old.json was changed after it was written."),
        (lambda path: path.write_text("{}"), "old.json is no state of a database of version 1."),
        (lambda path: path.unlink(), "old.json cannot be read: "),
    ],
)
def test_what_is_no_evidence(squashed, prepare, message):
    prepare(squashed.root / "old.json")
    done = squashkit(squashed.root, "cleanup", "--deployed", "old.json")

    assert (done.status, done.out) == (2, "")
    assert message in done.err


def test_a_state_in_a_folder_that_was_changed_is_not_passed_over(squashed, tmp_path):
    """It was, and so was what it has against the cleanup."""
    folder = tmp_path / "customers"
    folder.mkdir()
    squashed.manage("migrate")
    exported(squashed, folder / "new.json")
    (folder / "old.json").write_text((squashed.root / "old.json").read_text())
    changed(folder / "old.json")
    squashkit(squashed.root, "validate", "--proof", str(folder / "proof.json"))
    done = squashkit(squashed.root, "cleanup", "--deployed", str(folder))

    assert (done.status, done.out) == (2, "")
    assert f"{folder}/old.json was changed after it was written." in done.err
    (folder / "old.json").unlink()
    assert squashkit(squashed.root, "cleanup", "--dry-run", "--deployed", str(folder)).status == 0


def test_a_folder_without_a_state(squashed, tmp_path):
    (tmp_path / "empty").mkdir()
    done = squashkit(squashed.root, "cleanup", "--deployed", str(tmp_path / "empty"))

    assert done.status == 2
    assert f"There is no state of a database in {tmp_path / 'empty'}." in done.err


def test_nothing_is_written_to_it(site):
    site.manage("migrate")
    path = site.root / "real.sqlite3"
    before = path.read_bytes()
    squashkit(site.root, "state")

    assert path.read_bytes() == before
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_plan_ends_where_a_database_stands(site):
    """It was exported in a release that had two of the three."""
    site.manage("migrate", "shop", "0002")
    exported(site, "old.json")
    site.manage("migrate")
    whole = squashkit(site.root, "plan", "--deployed", "default")
    half = squashkit(site.root, "plan", "--deployed", "old.json", "default")
    static = squashkit(site.root, "plan", "--static", "--deployed", "old.json")

    assert "0001_squashed_0003_name" in whole.out
    said = "database default in old.json has shop.0002_price and not shop.0003_name."
    for done in (half, static):
        assert done.status == 0, done.err
        assert "0001_squashed_0002_price" in done.out
        assert said in " ".join(done.out.split())
