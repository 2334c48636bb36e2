import pytest

from squashkit.git.repository import Repository
from squashkit.model.refs import Change

ONE, TWO = "shop/migrations/1.py", "shop/migrations/2.py"


def change(commit, date):
    return Change(commit, "test <test@example.org>", f"{date}T12:00:00+01:00")


def last(work, since, *paths):
    with Repository(work.root) as repository:
        changes = repository.last_changes(since, work.git("rev-parse", "HEAD"), paths)
    return {path: one.commit for path, one in changes.items()}


def test_first_and_last_commits(work):
    first = work.commit("2020-01-01", shop__1="a", shop__2="a")
    second = work.commit("2021-01-01", shop__1="b", blog__1="b")
    work.git("rm", "-q", TWO)
    third = work.commit("2022-01-01")
    work.commit("2023-01-01", blog__2="c")

    with Repository(work.root) as repository:
        changes = repository.changes([], work.git("rev-parse", "HEAD"), [ONE, TWO, "none.py"])

    assert set(changes) == {ONE, TWO}
    assert changes[ONE].first == change(first, "2020-01-01")
    assert changes[ONE].last == change(second, "2021-01-01")
    assert changes[TWO].last == change(third, "2022-01-01")


def test_since(work):
    first = work.commit(shop__1="a", shop__2="a")
    second = work.commit(shop__2="b")

    assert last(work, [first], ONE, TWO) == {TWO: second}
    assert last(work, [first, second], ONE, TWO) == {}
    assert last(work, []) == {}


def test_a_rename_is_a_removal_and_an_addition(work):
    work.commit(shop__1="a\n" * 50)
    work.git("mv", ONE, TWO)
    second = work.commit()

    assert last(work, [], ONE, TWO) == {ONE: second, TWO: second}


def test_children_come_first_whatever_the_clocks_said(work):
    work.commit("2022-01-01", shop__1="a")
    second = work.commit("2020-01-01", shop__1="b")

    assert last(work, [], ONE) == {ONE: second}


def test_a_merge_counts_for_what_only_it_has(work):
    work.commit(shop__1="a", shop__2="a")
    work.git("checkout", "-qb", "side")
    side = work.commit(shop__1="b", shop__2="b")
    work.git("checkout", "-q", "main")
    work.commit(shop__1="c")
    work.git("merge", "-q", "side", check=False)
    merge = work.commit(shop__1="d")

    assert last(work, [], ONE, TWO) == {ONE: merge, TWO: side}


def test_a_file_that_came_and_went_on_the_other_side_of_a_merge(work):
    base = work.commit(blog__1="a")
    work.commit(shop__1="a")
    work.git("rm", "-q", ONE)
    gone = work.commit()
    work.git("checkout", "-qb", "side", base)
    work.commit(blog__2="x")
    work.git("merge", "-q", "--no-edit", "main")

    assert last(work, [base], ONE) == {ONE: gone}


def test_root_level_and_odd_paths(work):
    for path in ("manage.py", ":(glob)**/[x] *.py", "a\nb.py"):
        work.write(path, "")
    commit = work.commit()

    assert last(work, [], "manage.py", ":(glob)**/[x] *.py", "a\nb.py") == {
        "manage.py": commit,
        ":(glob)**/[x] *.py": commit,
    }


def test_the_users_configuration_changes_nothing(work):
    commit = work.commit(shop__1="a")
    for key in ("log.showSignature", "log.showRoot", "log.follow", "color.ui", "diff.renames"):
        work.git("config", key, "always" if key == "color.ui" else "true")
    work.git("config", "log.date", "relative")

    assert last(work, [], ONE) == {ONE: commit}


def test_only_ids_reach_git(work):
    commit = work.commit()

    with Repository(work.root) as repository:
        for since, until in (([], "--all"), (["--all"], commit), ([], "HEAD")):
            with pytest.raises(ValueError, match="not the id of a commit"):
                repository.changes(since, until, [ONE])
