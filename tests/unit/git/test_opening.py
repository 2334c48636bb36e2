from pathlib import Path

import pytest

from squashkit.errors import RepositoryError
from squashkit.git.opening import OutsideGitError
from squashkit.git.repository import Repository
from squashkit.git.worktree import uncommitted


def looked_at(folder):
    with Repository(folder) as repository:
        return repository.root, repository.bare, repository.shallow, repository.resolve("HEAD")


def same(folder, work):
    root, *_, found = looked_at(folder)
    return root == work.root and found.commit == work.git("rev-parse", "HEAD")


def test_anywhere_in_a_work_tree(work):
    work.commit(shop__0001="")

    root, bare, shallow, found = looked_at(work.root / "shop" / "migrations")

    assert (root, bare, shallow) == (work.root, False, False)
    assert found.commit == work.git("rev-parse", "HEAD")
    assert same(work.root / ".git" / "refs", work)


def test_a_relative_folder_and_one_with_a_dollar(make, monkeypatch):
    work = make("$HOME ~x", "init", "-q")
    work.commit()
    monkeypatch.chdir(work.root)

    assert same(Path(), work)


def test_a_bare_repository(work, make):
    commit = work.commit()
    bare = work.clone("bare.git", "--bare")

    root, is_bare, _, found = looked_at(bare.root)

    assert (root, is_bare, found.commit) == (bare.root, True, commit)
    assert looked_at(bare.root / "refs")[0] == bare.root


def test_a_bare_repository_without_a_configuration(work):
    commit = work.commit()
    bare = work.clone("bare.git", "--bare")
    (bare.root / "config").unlink()

    root, is_bare, _, found = looked_at(bare.root)

    assert (root, is_bare, found.commit) == (bare.root, True, commit)


def test_a_linked_worktree(work, make):
    work.commit()
    work.git("worktree", "add", "-q", "-b", "price", "../linked")
    linked = make("linked")
    linked.commit()

    assert same(linked.root, linked)
    assert same(work.root, work)


def test_a_linked_worktree_of_a_bare_repository(work, make):
    work.commit()
    work.clone("bare.git", "--bare").git("worktree", "add", "-q", "../linked")
    linked = make("linked")

    assert looked_at(linked.root)[:2] == (linked.root, False)


def test_a_submodule_is_a_repository_of_its_own(work, make):
    part = make("part", "init", "-q")
    part.commit(shop__0001="")
    work.commit()
    add = ("-c", "protocol.file.allow=always", "submodule", "add", "-q")
    work.git(*add, str(part.root), "part")
    work.commit()

    assert same(work.root / "part", make("work/part"))
    assert same(work.root, work)


def test_a_detached_head(work):
    first = work.commit()
    work.commit()
    work.git("checkout", "-q", "--detach", first)

    assert looked_at(work.root)[3].commit == first


def test_a_shallow_clone_says_so(work):
    work.commit()

    assert looked_at(work.clone("clone", "--depth=1").root)[2] is True


def test_the_folder_decides_and_not_the_hook_of_another_repository(work, make, monkeypatch):
    work.commit(shop__0001="")
    other = make("other", "init", "-q")
    other.commit()
    commit = work.git("rev-parse", "HEAD")
    monkeypatch.setenv("GIT_DIR", str(other.root / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other.root))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other.root / ".git" / "index"))

    root, *_, found = looked_at(work.root)

    assert (root, found.commit) == (work.root, commit)
    assert uncommitted(work.root, [work.root]) == ()


def test_a_hook_of_the_same_repository(work, monkeypatch):
    commit = work.commit()
    monkeypatch.chdir(work.root)
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")

    root, *_, found = looked_at(work.root)

    assert (root, found.commit) == (work.root, commit)


def test_git_dir_counts_where_no_repository_is_around_the_folder(work, tmp_path, monkeypatch):
    commit = work.commit()
    (work.root / ".git").rename(tmp_path / "apart")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "apart"))
    monkeypatch.setenv("GIT_WORK_TREE", str(work.root))

    root, *_, found = looked_at(work.root)

    assert (root, found.commit) == (work.root, commit)
    with pytest.raises(OutsideGitError):
        looked_at(tmp_path)


def test_outside_git(tmp_path):
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(OutsideGitError) as caught:
            looked_at(folder)
        assert caught.value.fact == f"{folder} is not in a git repository."
        assert caught.value.hint == "Run this in a clone of the project."


def test_a_repository_of_somebody_else(work, monkeypatch):
    work.commit()
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")

    with pytest.raises(RepositoryError) as caught:
        looked_at(work.root)

    assert caught.value.fact == f"{work.root} belongs to another user, so git does not read it."
    assert caught.value.hint == (
        f"If you trust what is in it: git config --global --add safe.directory {work.root}"
    )


def test_a_repository_of_the_future(work):
    work.git("config", "core.repositoryFormatVersion", "99")

    with pytest.raises(RepositoryError) as caught:
        looked_at(work.root)

    assert caught.value.fact == (
        f"git failed in {work.root}: Expected git repo version <= 1, found 99"
    )


def test_no_git(work, tmp_path, monkeypatch):
    import git  # noqa: F401 - finds git before it is gone

    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(RepositoryError) as caught:
        looked_at(work.root)

    assert caught.value.fact == "git cannot be started."
    assert caught.value.hint == "Install git, or put it on PATH: git --version"


def test_nothing_is_left_running(work):
    commit = work.commit(shop__0001="")

    with Repository(work.root) as repository:
        repository.tree(commit)
        process = repository._objects._process
        assert process.poll() is None

    assert process.poll() == 0
