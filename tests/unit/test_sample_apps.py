from __future__ import annotations

import importlib.util
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests import managing

SAMPLES = Path(__file__).resolve().parents[2] / "sample_apps"
PROJECTS = ("linear", "cyclic", "data_migrations", "swappable")

TAGS = {"v1.0", "v1.1", "v2.0"}
BRANCHES = {
    "main",
    "feature/title-index",
    "feature/speakers",
    "feature/texts",
    "feature/discounts",
    "feature/rename-capacity",
    "feature/waiting-list",
}


def run(directory: Path, *command: str) -> str:
    settings = ("DJANGO_SETTINGS_MODULE", "PYTHONPATH")
    environment = {name: os.environ[name] for name in os.environ if name not in settings}
    done = subprocess.run(
        command,
        cwd=directory,
        env=environment | {"PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def manage(project: Path, *arguments: str) -> str:
    done = managing.manage(project, *arguments)
    assert done.status == 0, done.out + done.err
    return done.out


@pytest.fixture
def project(tmp_path):
    def copied(name: str) -> Path:
        ignored = shutil.ignore_patterns("__pycache__", "db.sqlite3")
        return shutil.copytree(SAMPLES / name, tmp_path / name, ignore=ignored)

    return copied


@pytest.fixture(scope="module")
def build():
    spec = importlib.util.spec_from_file_location("branched_build", SAMPLES / "branched/build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module.build
    del sys.modules[spec.name]


def refs(repository: Path, kind: str) -> dict[str, str]:
    lines = run(repository, "git", "for-each-ref", "--format=%(refname) %(objectname)", kind)
    pairs = (line.split() for line in lines.splitlines())
    return {name.removeprefix(f"{kind}/"): commit for name, commit in pairs}


def test_every_sample_is_tested_and_has_a_story():
    names = {path.parent.name for path in SAMPLES.glob("*/README.md")}
    assert names == {*PROJECTS, "branched"}


@pytest.mark.parametrize("name", PROJECTS)
def test_a_project_migrates_and_its_models_are_its_history(project, name):
    copied = project(name)
    manage(copied, "migrate", "--verbosity=0")
    assert "No changes" in manage(copied, "makemigrations", "--check", "--dry-run")


@pytest.mark.parametrize(
    ("name", "apps"),
    [
        ("linear", ["library"]),
        ("cyclic", ["clubs", "people"]),
        ("data_migrations", ["shop"]),
        ("swappable", ["notes"]),
    ],
)
def test_a_project_can_be_unapplied(project, name, apps):
    copied = project(name)
    manage(copied, "migrate", "--verbosity=0")
    for app in apps:
        manage(copied, "migrate", "--verbosity=0", app, "zero")
        assert "[X]" not in manage(copied, "showmigrations", app)


def test_what_the_data_migrations_leave(project):
    copied = project("data_migrations")
    manage(copied, "migrate", "--verbosity=0")
    with closing(sqlite3.connect(copied / "db.sqlite3")) as connection:
        products = connection.execute("SELECT name, slug, sku, price, note FROM shop_product")
        assert products.fetchall() == [
            ("Green apple", "green-apple", "SKU-0000", 0.5, "new"),
            ("Pear", "pear", "SKU-0000", 0.7, "new"),
            ("Leek", "leek", "SKU-0000", 1.25, "new"),
        ]
        cheap = connection.execute("SELECT name FROM shop_cheap_products")
        assert cheap.fetchall() == [("Green apple",), ("Pear",)]
        items = connection.execute("SELECT quantity FROM stock_item")
        assert items.fetchall() == [(10,)] * 3


def test_the_repository_has_its_tags_and_branches(build, tmp_path):
    repository = build(tmp_path / "repository")
    assert set(refs(repository, "refs/tags")) == TAGS
    assert set(refs(repository, "refs/heads")) == BRANCHES
    assert run(repository, "git", "branch", "--show-current").strip() == "main"
    assert run(repository, "git", "status", "--porcelain") == ""


def test_the_repository_is_the_same_every_time(build, tmp_path, monkeypatch):
    first = build(tmp_path / "first")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))  # as inside of a git hook
    second = build(tmp_path / "second")
    monkeypatch.delenv("GIT_DIR")
    assert refs(first, "refs") == refs(second, "refs")


def test_the_repository_needs_an_empty_directory(build, tmp_path):
    (tmp_path / "mine").touch()
    with pytest.raises(FileExistsError):
        build(tmp_path)


def test_every_branch_and_release_is_a_sound_project(build, tmp_path):
    repository = build(tmp_path / "repository")
    for ref in sorted(TAGS | BRANCHES):
        run(repository, "git", "checkout", "--quiet", ref)
        manage(repository, "migrate", "--verbosity=0")
        assert "No changes" in manage(repository, "makemigrations", "--check", "--dry-run"), ref
        (repository / "db.sqlite3").unlink()
