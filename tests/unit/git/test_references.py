import pytest

from squashkit.errors import RepositoryError
from squashkit.git.repository import Repository
from squashkit.model.refs import Ref


def resolved(work, name):
    with Repository(work.root) as repository:
        return repository.resolve(name).commit


def matched(work, *patterns):
    with Repository(work.root) as repository:
        return [ref.name for ref in repository.matching(patterns)]


def refused(work, call, *names):
    with Repository(work.root) as repository, pytest.raises(RepositoryError) as caught:
        getattr(repository, call)(*names)
    return caught.value.fact, caught.value.hint


def test_every_name_of_a_commit(work):
    first = work.commit()
    second = work.commit()
    work.git("tag", "light", first)
    work.git("tag", "-am", "x", "annotated", first)
    work.git("tag", "-am", "x", "nested", "annotated")
    clone = work.clone("clone")

    for name in ("light", "annotated", "nested", "HEAD~1", first, first[:9], "origin/main~"):
        assert resolved(clone, name) == first
    for name in ("main", "refs/heads/main", "origin/main", "origin", "HEAD", "@", ":/work 2"):
        assert resolved(clone, name) == second
    with Repository(clone.root) as repository:
        assert repository.resolve("HEAD~1") == Ref("HEAD~1", first)


def test_an_unknown_name_brings_similar_ones(work):
    work.commit()
    for name in ("feature/price", "feature/prices", "other"):
        work.git("branch", name)

    assert refused(work, "resolve", "feature/pricee") == (
        f"'feature/pricee' is no branch, tag or commit in {work.root}.",
        "Did you mean feature/price or feature/prices? See what is there: git branch -a; git tag",
    )
    assert refused(work, "resolve", "price")[1] == (
        "Did you mean feature/price? See what is there: git branch -a; git tag"
    )
    assert refused(work, "resolve", "0" * 40) == (
        f"'{'0' * 40}' is no branch, tag or commit in {work.root}.",
        "Bring what is new: git fetch --tags; see what is there: git branch -a; git tag",
    )


@pytest.mark.parametrize(
    "name",
    ["--help", "-h", "--all", "--output=x", "", " ", "^main", "main..side", "main...side", "a\0b"],
)
def test_what_is_no_name_of_one_commit(work, name):
    work.commit()
    work.git("branch", "side")

    assert refused(work, "resolve", name)[0] == (
        f"{name!r} is no branch, tag or commit in {work.root}."
    )
    assert not (work.root / "x").exists()


def test_a_branch_that_begins_with_a_dash(work):
    commit = work.commit()
    work.git("update-ref", "refs/heads/--all", commit)

    assert resolved(work, "--all") == commit
    assert matched(work, "--a*") == ["--all"]


def test_a_branch_without_commits(work):
    for name in ("HEAD", "main"):
        assert refused(work, "resolve", name) == (
            f"The branch 'main' in {work.root} has no commit yet.",
            "Make the first: git commit",
        )


def test_a_name_of_something_else(work):
    work.commit(shop__0001="a")
    work.git("tag", "file", "HEAD:shop/migrations/0001.py")
    work.git("tag", "-am", "x", "folder", "HEAD:shop")

    for name, kind in (("file", "blob"), ("folder", "tree"), ("HEAD:shop", "tree")):
        assert refused(work, "resolve", name) == (
            f"{name!r} is a {kind} in {work.root}, not a commit.",
            "Name a branch, a tag of a commit, or a commit.",
        )


def test_a_shallow_clone_names_the_way_out(work):
    work.commit()
    work.commit()

    assert refused(work.clone("clone", "--depth=1"), "resolve", "HEAD~1")[1] == (
        "The clone is shallow; bring the whole history: git fetch --unshallow"
    )


def test_patterns(work):
    first = work.commit(shop__0001="a")
    for name in ("feature/x", "feature/y/z", "other"):
        work.git("branch", name)
    work.git("tag", "v1")
    work.git("tag", "-am", "x", "v2")
    work.git("tag", "-am", "x", "v3", "v2")
    work.git("tag", "vfile", "HEAD:shop/migrations/0001.py")
    work.git("tag", "-am", "x", "vfolder", "HEAD:shop")
    clone = work.clone("clone")
    clone.git("symbolic-ref", "refs/heads/alias", "refs/heads/main")
    clone.git("update-ref", "refs/pull/7/head", first)

    assert matched(clone, "origin/*") == [
        "origin/feature/x",
        "origin/feature/y/z",
        "origin/main",
        "origin/other",
    ]
    assert matched(clone, "origin/feature/*", "v?", "ma*", "main") == [
        "main",
        "origin/feature/x",
        "origin/feature/y/z",
        "v1",
        "v2",
        "v3",
    ]
    assert matched(clone, "refs/tags/v[12]", "v1") == ["v1", "v2"]
    assert matched(clone, "refs/pull/*") == ["pull/7/head"]
    assert len(matched(clone, "*")) == 8
    assert matched(clone, "HEAD~0", "main") == ["HEAD~0", "main"]
    with Repository(clone.root) as repository:
        assert {ref.commit for ref in repository.matching(["*"])} == {first}
        assert repository.matching([]) == ()


def test_a_pattern_that_matches_nothing(work):
    work.commit()

    assert refused(work, "matching", ["main", "v*"]) == (
        f"No branch or tag in {work.root} matches 'v*'.",
        "See what is there: git branch -a; git tag",
    )
    assert refused(work, "matching", ["main", "v1"])[0] == (
        f"'v1' is no branch, tag or commit in {work.root}."
    )


def test_a_branch_and_a_tag_of_one_name(work):
    first = work.commit()
    work.git("tag", "x")
    second = work.commit()
    work.git("branch", "x")

    with Repository(work.root) as repository:
        assert repository.matching(["*x"]) == (Ref("heads/x", second), Ref("tags/x", first))
        assert repository.resolve("x").commit == first
