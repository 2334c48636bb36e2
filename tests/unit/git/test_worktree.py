import pytest

from squashkit.errors import RepositoryError
from squashkit.git.worktree import files_in, head, uncommitted

NAMES = ("__init__", "0001_initial", "0002_price", "0003_name")


def test_head_is_the_commit_that_is_checked_out(site):
    assert head(site.root / "shop") == site.git("rev-parse", "HEAD").strip()


def test_head_outside_git_and_before_the_first_commit_is_empty(tmp_path, empty_site):
    unborn = empty_site("shop")
    unborn.git("init", "-q")

    assert head(unborn.root) == ""
    assert head(tmp_path) == ""


def test_head_of_a_sha256_repository(make):
    work = make("long", "init", "-q", "--object-format=sha256")

    commit = work.commit()

    assert head(work.root) == commit


def test_names_what_is_not_committed(site):
    site.write("shop/migrations/0004_é b.py", "")
    site.write("shop/models.py", "")

    assert uncommitted(site.root, [site.root / "shop" / "migrations"]) == (
        "shop/migrations/0004_é b.py",
    )
    assert uncommitted(site.root, [site.root / "settings.py"]) == ()


def test_a_staged_rename_is_two_whole_paths(site):
    site.git("mv", "shop/migrations/0003_name.py", "shop/migrations/0003_title.py")

    assert uncommitted(site.root, [site.root / "shop"]) == (
        "shop/migrations/0003_name.py",
        "shop/migrations/0003_title.py",
    )


def test_a_path_is_no_pattern(site):
    site.write("shop/a.py", "")

    assert uncommitted(site.root, [site.root / "shop" / "[a].py"]) == ()


def test_what_git_ignores_counts_where_it_is_named(site):
    made = site.write("real.sqlite3", "")

    assert uncommitted(site.root, [made]) == ("real.sqlite3",)
    assert uncommitted(site.root, [site.root]) == ()


def test_outside_git_is_an_error(tmp_path):
    with pytest.raises(RepositoryError) as caught:
        uncommitted(tmp_path, [tmp_path])

    assert caught.value.fact == (
        f"{tmp_path} is not in a git repository, so what is written could not be undone."
    )
    assert caught.value.hint == ("Run `git init` and commit first, or write without git: --no-git")


def test_the_files_that_git_tracks_and_those_that_it_does_not_know_yet(site):
    site.write("shop/seed é.txt", "")
    site.write("shop/gone.sqlite3", "")
    tracked = ("__init__.py", "models.py", *(f"migrations/{name}.py" for name in NAMES))

    assert set(files_in(site.root / "shop", others=False)) == {
        site.root / "shop" / name for name in tracked
    }
    assert set(files_in(site.root / "shop", others=True)) == {
        site.root / "shop" / name for name in (*tracked, "seed é.txt")
    }


def test_outside_git_nothing_is_known(tmp_path):
    assert files_in(tmp_path, others=True) is None
