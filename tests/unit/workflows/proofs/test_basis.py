"""What a proof rests on: which change of the project changes which digest."""

from __future__ import annotations

import hashlib
import platform
import shutil
from dataclasses import replace

import django
import pytest

import squashkit
from squashkit.model.proofs import Basis, Proof
from squashkit.reporting.documents import to_json
from squashkit.source.writing import FileChange
from squashkit.workflows.ports import Site
from squashkit.workflows.proofs.basis import basis_of

PROOF = to_json("proof", Proof((), "", Basis(), ()))
MIGRATIONS = [f"shop/migrations/{name}.py" for name in ("0001_initial", "0002_price", "0003_name")]


@pytest.fixture
def basis(site):
    """What a proof rests on now, with these changes of what is on disk."""
    with (site.root / "settings.py").open("a") as file:
        file.write("INSTALLED_APPS += ['django.contrib.contenttypes']\n")

    def now(*changes: FileChange, ours: tuple[str, ...] = ()):
        place = Site(site.root, "settings", ours)
        return basis_of(place, place.history(), changes)

    return now


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_migrations_have_a_digest_each(site, basis):
    found = basis()

    assert found.settings == "settings"
    assert found.versions == {
        "Python": platform.python_version(),
        "Django": django.get_version(),
        "squashkit": squashkit.__version__,
    }
    assert found.digests == {name: digest((site.root / name).read_text()) for name in MIGRATIONS}
    assert (found.replaced, found.installed.keys()) == ({}, {"contenttypes"})


def test_files_as_they_will_be(site, basis):
    [first, second, third] = [site.root / name for name in MIGRATIONS]
    new = FileChange(first.with_name("0001_new.py"), "new")
    other = FileChange(second, "other", second.read_text())
    gone = FileChange(third, None, third.read_text())
    found = basis(new, other, gone)

    assert found.digests == {
        "shop/migrations/0001_initial.py": digest(first.read_text()),
        "shop/migrations/0001_new.py": digest("new"),
        "shop/migrations/0002_price.py": digest("other"),
    }
    assert found.replaced == {
        "shop/migrations/0002_price.py": digest(second.read_text()),
        "shop/migrations/0003_name.py": digest(third.read_text()),
    }


def test_what_is_planned_rests_on_the_same_as_what_is_written(site, basis):
    new = FileChange(
        site.root / "shop/migrations/0004_x.py", (site.root / MIGRATIONS[2]).read_text()
    )
    planned = basis(new, FileChange(site.root / "shop/migrations/max_migration.txt", "x", "y"))
    new.path.write_text(new.text)

    assert basis() == planned


@pytest.mark.parametrize(
    "name",
    [
        "settings.py",
        "shop/models.py",
        "shop/migrations/_helper.py",
        "shop/sql/view.sql",
        "shop/words.txt",
        "shop/rows.sql.gz",
        ".gitignore",
    ],
)
def test_other_code_is_one_digest(site, basis, name):
    before = basis()
    path = site.root / name
    path.parent.mkdir(exist_ok=True)
    with path.open("a") as file:
        file.write("\n# x\n")
    after = basis()

    assert after.code != before.code
    assert replace(after, code="") == replace(before, code="")


@pytest.mark.parametrize("name", ["notes.txt", "proof.json", ".venv/x.py", "node_modules/a/x.py"])
def test_what_nobody_imports_decides_nothing(site, basis, name):
    before = basis()
    site.write(name, "x = 1\n")

    assert basis() == before


def test_reports_and_locks_decide_nothing(site, basis):
    """They may be where migrations are, or cannot be read at all."""
    before = basis()
    site.write("shop/proof.json", PROOF)
    site.write("shop/plan.json", to_json("plan", {}))
    (site.root / "shop" / ".#models.py").symlink_to("nobody@nowhere.1")
    assert basis() == before

    site.write("shop/fixtures/items.json", "[]")
    assert basis() != before


@pytest.mark.parametrize(
    "text",
    [
        PROOF.replace('"subject": [', '"subject": ["x"'),
        '{"schema": "squashkit/proof", "version": 1}',
        '{"schema": "squashkit/", "version": 1}',
        '{"schema": "squashkit/plan"}',
        '[{"schema": "squashkit/plan", "version": 1}]',
        '{"schema": "squashkit/plan", "version": 1',
    ],
)
def test_what_only_looks_like_a_report_is_a_file(site, basis, text):
    before = basis()
    site.write("shop/items.json", text)

    assert basis() != before


def test_a_file_at_the_top_counts_as_soon_as_git_tracks_it(site, basis):
    before = basis()
    site.write("seed.env", "5")
    assert basis() == before

    site.git("add", "seed.env")
    assert basis() != before


def test_what_a_squash_rewrites_beside_migrations_decides_nothing(site, basis):
    path = site.write("shop/migrations/max_migration.txt", "0003_name\n")
    site.git("add", "-A")
    before = basis()
    path.write_text("0001_squashed_0003_name\n")

    assert basis() == before


def test_outside_git_databases_and_caches_decide_nothing(site, basis):
    shutil.rmtree(site.root / ".git")
    before = basis()
    site.manage("migrate")
    site.write("shop/__pycache__/x.txt", "x")
    assert basis() == before

    site.write("seed.env", "5")
    assert basis() != before


def test_a_package_that_a_migration_imports(site, basis):
    site.migration("shop.0004_x", "", "shop.0003_name", before="import filelock, os, shop.models")

    assert basis().versions.keys() == {"Python", "Django", "squashkit", "filelock"}


def test_an_app_of_ours_outside_of_the_project(site, basis, tmp_path):
    outside = tmp_path / "lib"
    shutil.copytree(site.root / "shop", outside / "till")
    for path in (outside / "till" / "migrations").glob("000[23]*"):
        path.unlink()
    with (site.root / "settings.py").open("a") as file:
        file.write(f"import sys; sys.path.append({str(outside)!r})\nINSTALLED_APPS += ['till']\n")
    installed, ours = basis(), basis(ours=("till",))

    assert installed.installed.keys() == {"contenttypes", "till"}
    assert ours.installed.keys() == {"contenttypes"}
    assert "../lib/till/migrations/0001_initial.py" in ours.digests
    (outside / "till" / "models.py").write_text("# x\n")
    assert basis().code == installed.code
    assert basis(ours=("till",)).code != ours.code
