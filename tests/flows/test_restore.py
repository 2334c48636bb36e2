"""`restore`: what a cleanup removed comes back, at any time."""

import django
import pytest

from squashkit import Project
from tests.commands import squashkit
from tests.projects import ID, shop

SQUASH = "shop.0001_squashed_0003_name"


@pytest.fixture
def cleaned(once, tmp_path):
    """A cleanup that is committed."""
    return once(without_rows, tmp_path / "site")


def without_rows(root):
    site = shop(root)
    site.commit()
    assert squashkit(site.root, "squash").status == 0
    site.commit()
    site.manage("migrate")
    assert squashkit(site.root, "cleanup").status == 0
    site.commit()
    return site


def test_everything_is_as_it_was(site):
    squashkit(site.root, "squash")
    site.commit()
    before = site.files()
    site.manage("migrate")
    squashkit(site.root, "cleanup")
    site.commit()
    done = squashkit(site.root, "restore", SQUASH)

    assert done.status == 0, done.err
    assert "3 files brought back, 2 files changed." in done.out
    assert site.files() == before
    assert not (site.root / "shop/migrations/replaced.json").exists()
    assert squashkit(site.root, "check", "--database", "default").status == 0
    assert squashkit(site.root, "validate").status == 0


def test_later_work_stays(cleaned):
    path = cleaned.root / f"shop/migrations/{SQUASH.partition('.')[2]}.py"
    path.write_text(path.read_text().replace("class Migration", "# later\nclass Migration"))
    field = 'migrations.AddField("Item", "size", models.IntegerField(default=1)),'
    cleaned.migration("shop.0004_size", field, SQUASH)
    cleaned.commit()
    assert squashkit(cleaned.root, "restore", "shop").status == 0

    assert "# later\n" in path.read_text()
    assert path.read_text().count("replaces = [") == 1
    cleaned.manage("migrate")
    assert "No problem" in squashkit(cleaned.root, "check", "--database", "default").out


def test_nothing_is_written_without_being_asked_for(cleaned):
    before = cleaned.files()
    done = squashkit(cleaned.root, "restore", SQUASH, "--diff")

    assert (
        "Nothing was changed (3 files brought back, 2 files changed when it is done)." in done.out
    )
    assert "+    replaces = [" in done.out
    assert cleaned.files() == before


def test_a_database_made_since_is_told_of(cleaned):
    """It has the squash alone, and would run it once more."""
    (cleaned.root / "real.sqlite3").unlink()
    cleaned.manage("migrate")
    assert squashkit(cleaned.root, "restore", SQUASH).status == 0
    done = squashkit(cleaned.root, "check", "--database", "default")

    assert done.status == 1
    assert "SQK304" in done.out
    command = done.out.partition("manage.py ")[2].partition(";")[0].split()
    cleaned.manage(*command)
    assert squashkit(cleaned.root, "check", "--database", "default").status == 0
    assert "No migrations to apply" in cleaned.manage("migrate")


def test_two_cleanups_are_taken_back_one_after_the_other(cleaned):
    """Round two of the same app: the older one has no place before the newer one is back."""
    field = 'migrations.AddField("Item", "f{}", models.IntegerField(default=1)),'
    cleaned.migration("shop.0004_x", field.format(4), SQUASH)
    cleaned.models(
        "shop",
        "class Item(models.Model):\n    price = models.IntegerField()\n"
        '    name = models.CharField(max_length=9, default="")\n'
        "    f4 = models.IntegerField(default=1)\n",
    )
    cleaned.commit()
    assert squashkit(cleaned.root, "squash").status == 0
    cleaned.commit()
    cleaned.manage("migrate")
    assert squashkit(cleaned.root, "cleanup").status == 0
    cleaned.commit()
    second = "shop.0001_squashed_0004_x"
    early = squashkit(cleaned.root, "restore", SQUASH)

    assert early.status == 2
    assert early.err.endswith(
        f"{SQUASH} itself was replaced since.\n  Restore that first: squashkit restore {second}\n"
    )
    assert squashkit(cleaned.root, "restore", second).status == 0
    cleaned.commit()
    # Then there is a squash of a squash, which Django reads since 6.0.
    nested = squashkit(cleaned.root, "restore", SQUASH)
    assert nested.status == (0 if django.VERSION >= (6, 0) else 1)
    assert Project(cleaned.root, "settings").check(["default"]).problems == ()


def test_a_report_that_cannot_be_kept_is_refused_first(cleaned):
    before = cleaned.files()
    done = squashkit(cleaned.root, "restore", SQUASH, "--output", "no/report")

    assert (done.status, cleaned.files()) == (2, before)
    assert "no/report cannot be written." in done.err


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("shop.0009_x", f"No cleanup of shop.0009_x is on record.\n  On record: {SQUASH}.\n"),
        ("blog", "No cleanup of blog is on record."),
    ],
)
def test_a_name_that_is_not_on_record(cleaned, named, said):
    done = squashkit(cleaned.root, "restore", named)

    assert (done.status, done.out) == (2, "")
    assert said in done.err


def test_a_name_that_is_in_use(cleaned):
    cleaned.migration("shop.0002_price", f'migrations.CreateModel("New", [{ID}]),', SQUASH)
    cleaned.commit()
    done = squashkit(cleaned.root, "restore", SQUASH)

    assert done.status == 2
    assert "Another migration is called shop.0002_price now." in done.err


def test_what_the_files_import_may_be_gone(site):
    """The cleanup said what could go; then the files cannot come back by themselves."""
    site.write("shop/old.py", "def work(*_):\n    pass\n")
    path = site.root / "shop/migrations/0002_price.py"
    path.write_text(f"from shop.old import work\n{path.read_text()}\nwork()\n")
    site.commit()
    assert squashkit(site.root, "squash").status == 0
    site.commit()
    site.manage("migrate")
    assert squashkit(site.root, "cleanup").status == 0
    (site.root / "shop/old.py").unlink()
    site.commit()
    before = site.files()
    done = squashkit(site.root, "restore", SQUASH)

    assert (done.status, done.out) == (2, "")
    assert "shop.0002_price cannot be imported" in done.err
    assert "No module named 'shop.old'" in done.err
    assert site.files() == before


def test_a_shallow_clone_lacks_the_commit(cleaned, tmp_path):
    clone = tmp_path / "clone"
    cleaned.git("clone", "-q", "--depth", "1", f"file://{cleaned.root}", str(clone))
    done = squashkit(clone, "restore", SQUASH)

    assert done.status == 2
    assert "This clone has neither " in done.err
    assert "Bring the whole history: git fetch --unshallow --tags" in done.err


def test_after_a_squash_merge_the_release_has_it(site, tmp_path):
    """The commit that the record names is on no branch then."""
    squashkit(site.root, "squash")
    site.commit()
    site.git("tag", "v2")
    site.manage("migrate")
    site.git("switch", "-q", "-c", "clean")
    site.git("commit", "-q", "--allow-empty", "-m", "one more")
    assert squashkit(site.root, "cleanup").status == 0
    site.commit()
    site.git("switch", "-q", "main")
    site.git("merge", "-q", "--squash", "clean")
    site.git("commit", "-qm", "clean up")
    clone = tmp_path / "clone"
    site.git("clone", "-q", "--single-branch", f"file://{site.root}", str(clone))
    done = squashkit(clone, "restore", "shop")

    assert done.status == 0, done.err
    assert (clone / "shop/migrations/0002_price.py").exists()
