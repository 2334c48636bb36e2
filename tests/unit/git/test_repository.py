import pytest

from squashkit.errors import RepositoryError
from squashkit.git.repository import Repository


def test_one_merge_base(work):
    base = work.commit()
    work.git("checkout", "-qb", "side")
    side = work.commit()
    work.git("checkout", "-q", "main")
    main = work.commit()

    with Repository(work.root) as repository:
        assert repository.merge_bases(main, side) == (base,)
        assert repository.merge_bases(main, main) == (main,)


def test_a_criss_cross_has_two_merge_bases(work):
    work.commit()
    work.git("checkout", "-qb", "side")
    side = work.commit(shop__0001="a")
    work.git("checkout", "-q", "main")
    main = work.commit(shop__0002="a")
    work.git("merge", "-q", "--no-edit", side)
    work.git("checkout", "-q", "side")
    work.git("merge", "-q", "--no-edit", main)
    one, other = (work.git("rev-parse", name) for name in ("main", "side"))

    with Repository(work.root) as repository:
        assert repository.merge_bases(one, other) == tuple(sorted([main, side]))


def test_an_octopus_has_many_parents(work):
    first = work.commit()
    sides = []
    for name in "abc":
        work.git("checkout", "-qb", name, first)
        sides.append(work.commit(**{f"{name}__0001": name}))
    work.git("merge", "-q", "--no-edit", "a", "b")

    with Repository(work.root) as repository:
        assert repository.parents(work.git("rev-parse", "HEAD")) == (sides[2], *sides[:2])
        assert repository.parents(first) == ()


def test_unrelated_histories_have_no_merge_base(work):
    one = work.commit()
    work.git("checkout", "-q", "--orphan", "new")
    other = work.commit(shop__0001="a")

    with Repository(work.root) as repository:
        assert repository.merge_bases(one, other) == ()


def test_a_shallow_clone_has_no_more_parents(work):
    work.commit()
    commit = work.commit()

    with Repository(work.clone("clone", "--depth=1").root) as repository:
        assert repository.shallow
        assert repository.parents(commit) == ()


def test_a_commit_that_is_not_there(work):
    commit, none = work.commit(), "1" * 40

    with Repository(work.root) as repository:
        for call in (
            lambda: repository.merge_bases(commit, none),
            lambda: repository.parents(none),
            lambda: repository.changes([], none, ["a"]),
            lambda: repository.tree(none),
        ):
            with pytest.raises(RepositoryError, match=none):
                call()
