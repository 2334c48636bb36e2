import pytest

from squashkit.errors import RepositoryError
from squashkit.git.worktree import head, uncommitted


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
