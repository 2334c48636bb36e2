"""The whole way, on every sample app: squash, proof, files, upgrade, cleanup."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.commands import Done, run, squashkit
from tests.managing import manage
from tests.projects import IDENTITY

SAMPLES = Path(__file__).parents[2] / "sample_apps"
CHECKS = ["graph", "state", "schema", "rows", "upgrade", "reverse"]


class Sample:
    """A copy of a sample app in a git repository of its own."""

    def __init__(self, name, root):
        self.root = root
        if name == "branched":
            subprocess.run([sys.executable, SAMPLES / name / "build.py", root], check=True)
            return
        ignored = shutil.ignore_patterns("__pycache__", "*.sqlite3")
        shutil.copytree(SAMPLES / name, root, ignore=ignored)
        (root / ".gitignore").write_text("__pycache__/\n*.sqlite3\n")
        self.git("init", "-q")
        self.commit()

    def git(self, *arguments):
        environment = {**os.environ, **IDENTITY}
        done = subprocess.run(
            ["git", *arguments], cwd=self.root, env=environment, capture_output=True, check=True
        )
        return done.stdout.decode()

    def commit(self):
        self.git("add", "-A")
        self.git("commit", "-qm", "work")

    def manage(self, *arguments) -> Done:
        return manage(self.root, *arguments)

    def squash(self, *options):
        done = squashkit(self.root, "squash", "--format", "json", *options)
        assert done.status == 0, done.out + done.err
        return json.loads(done.out)

    def segments(self):
        return [
            f"{one['key']['app']}: {len(one['members'])} files"
            for one in self.squash("--dry-run")["plan"]["segments"]
        ]

    def schema(self):
        return self.rows("SELECT sql FROM sqlite_master ORDER BY 1")

    def forget_database(self):
        for path in self.root.glob("*.sqlite3"):
            path.unlink()

    def rows(self, query):
        [path] = self.root.glob("*.sqlite3")
        with closing(sqlite3.connect(path)) as connection:
            return connection.execute(query).fetchall()


@pytest.fixture(params=["linear", "cyclic", "data_migrations", "swappable", "branched"])
def sample(request, tmp_path):
    return Sample(request.param, tmp_path / "project")


@pytest.fixture
def named(tmp_path):
    return lambda name: Sample(name, tmp_path / "project")


def test_the_whole_way(sample):
    assert sample.manage("migrate").status == 0
    schema = sample.schema()

    record = sample.squash("--proof", "proof.json")
    assert record["written"]
    assert sample.git("status", "--short").count("_squashed_") == len(record["files"])
    assert [check["name"] for check in record["proof"]["checks"]] == CHECKS
    assert all(check["differences"] == [] for check in record["proof"]["checks"])
    sample.commit()

    again = json.loads(squashkit(sample.root, "validate", "--format", "json").out)
    assert [check["differences"] for check in again["proof"]["checks"]] == [[]] * len(CHECKS)

    early = squashkit(sample.root, "cleanup")
    assert early.status == 1
    assert "but has not recorded" in early.out
    assert sample.git("status", "--short") == ""

    assert sample.manage("migrate").status == 0
    late = squashkit(sample.root, "cleanup")
    assert late.status == 0, late.out + late.err
    assert "D " in sample.git("status", "--short")
    assert all("replaces" not in Path(name).read_text() for name in record["files"])

    assert "No migrations to apply" in sample.manage("migrate").out
    assert sample.schema() == schema
    sample.forget_database()
    assert sample.manage("migrate").status == 0
    assert sample.manage("makemigrations", "--check", "--dry-run").status == 0


COMPOSED = """
from pathlib import Path
from squashkit.analysis.wishes import Wish
from squashkit.workflows.squashes.drafting import Drafter
from squashkit.workflows.ports import Site

site = Site(Path.cwd(), "config.settings")
drafter = Drafter(site, site.history())
draft = drafter.draft(drafter.outline(Wish()), Wish())
print(*(file.text for file in draft.composed.files), sep="")
"""


def test_same_input_same_bytes(named, monkeypatch):
    sample = named("data_migrations")
    texts = set()
    for seed in "123":
        monkeypatch.setenv("PYTHONHASHSEED", seed)
        done = run(sample.root, sys.executable, "-c", COMPOSED)
        texts.add(done.out)
        assert "class Migration" in done.out, done.err

    assert len(texts) == 1


def test_a_database_half_way_goes_on_with_the_squash(named):
    sample = named("data_migrations")
    assert sample.manage("migrate", "shop", "0004").status == 0
    sample.squash()
    assert sample.manage("migrate").status == 0
    rows = sample.rows("SELECT * FROM shop_product ORDER BY id")
    sample.forget_database()
    assert sample.manage("migrate").status == 0

    assert sample.rows("SELECT * FROM shop_product ORDER BY id") == rows
    assert rows


def test_linear_becomes_one_file(named):
    assert named("linear").segments() == ["library: 12 files"]


def test_cyclic_is_cut_where_the_apps_need_each_other(named):
    sample = named("cyclic")
    plan = json.loads(squashkit(sample.root, "plan", "--format", "json").out)

    assert len(plan["segments"]) >= 2
    assert {end["rule"] for one in plan["segments"] for end in one["ends"]} <= {"SQK107"}


def test_code_of_data_migrations_moves_along(named):
    sample = named("data_migrations")
    sample.squash()
    moved = "".join(
        path.read_text() for path in sample.root.glob("shop/migrations/*_squashed_*.py")
    )

    assert "RunSQL" in moved
    assert "SeparateDatabaseAndState" in moved
    assert "def forwards" in moved
    assert ".migrations.0" not in moved


def test_swappable_dependencies_stay_swappable(named):
    sample = named("swappable")
    sample.squash()
    [squash] = sample.root.glob("notes/migrations/*_squashed_*.py")

    assert "migrations.swappable_dependency(settings.AUTH_USER_MODEL)" in squash.read_text()


def test_branched_has_branches_in_flight_and_tags(named):
    sample = named("branched")

    assert sample.git("tag").split()
    assert "feature/" in sample.git("branch")
    assert sample.segments()
