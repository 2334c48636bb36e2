import pytest

from squashkit.errors import RepositoryError
from squashkit.git.repository import head, uncommitted


def test_head_is_the_commit_that_is_checked_out(site):
    assert head(site.root / "shop") == site.git("rev-parse", "HEAD").strip()


def test_head_outside_git_and_before_the_first_commit_is_empty(tmp_path, empty_site):
    unborn = empty_site("shop")
    unborn.git("init", "-q")

    assert head(unborn.root) == ""
    assert head(tmp_path) == ""


def test_names_what_is_not_committed(site):
    site.write("shop/migrations/0004_é b.py", "")
    site.write("shop/models.py", "")

    assert uncommitted(site.root, [site.root / "shop" / "migrations"]) == (
        "shop/migrations/0004_é b.py",
    )
    assert uncommitted(site.root, [site.root / "settings.py"]) == ()


def test_outside_git_is_an_error(tmp_path):
    with pytest.raises(RepositoryError) as caught:
        uncommitted(tmp_path, [tmp_path])

    assert caught.value.fact == (
        f"{tmp_path} is not in a git repository, so what is written could not be undone."
    )
