import shutil

import pytest

from squashkit.errors import RepositoryError
from squashkit.git.repository import Repository


def migrations(name, files):
    return files if name == "migrations" else {}


def blobs(tree):
    return [blob for folder in tree.folders(migrations) for blob in folder.files.values()]


def contents(repository, name="HEAD"):
    tree = repository.tree(repository.resolve(name).commit)
    return sorted(content for _, content in tree.read_many(blobs(tree)))


def remove(work, name):
    (work.root / ".git" / "objects" / name[:2] / name[2:]).unlink()


def test_many_and_large(work):
    texts = {f"shop__{number:04}": f"{number}\n" * 9_000 for number in range(150)}
    work.commit(**texts)

    with Repository(work.root) as repository:
        assert contents(repository) == sorted(text.encode() for text in texts.values())


def test_half_read_answers_are_not_mixed_up(work):
    commit = work.commit(**{f"shop__{number}": f"{number}" for number in range(70)})

    with Repository(work.root) as repository:
        tree = repository.tree(commit)
        wanted = blobs(tree)
        some = tree.read_many(wanted)
        _, content = next(some)
        assert tree.read(wanted[-1]) != content
        assert dict(some)[wanted[-1]] == tree.read(wanted[-1])


def test_only_ids_reach_git(work):
    commit = work.commit()

    with Repository(work.root) as repository:
        for odd in ("HEAD", "--help", f"{commit}\n{commit}", ""):
            with pytest.raises(ValueError, match="not the id of an object"):
                repository.tree(odd)


def test_a_missing_object(work):
    commit = work.commit(shop__0001="a", shop__0002="b")
    gone = work.git("rev-parse", "HEAD:shop/migrations/0001.py")
    there = work.git("rev-parse", "HEAD:shop/migrations/0002.py")
    remove(work, gone)

    with Repository(work.root) as repository:
        tree = repository.tree(commit)
        with pytest.raises(RepositoryError) as caught:
            list(tree.read_many([gone, there]))
        assert tree.read(there) == b"b"

    assert caught.value.fact == f"Object {gone} is missing or damaged in {work.root}."
    assert caught.value.hint == "See what else is: git fsck"


def test_a_damaged_object(work):
    commit = work.commit(shop__0001="a" * 1000)
    name = work.git("rev-parse", "HEAD:shop/migrations/0001.py")
    path = work.root / ".git" / "objects" / name[:2] / name[2:]
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-9])

    with Repository(work.root) as repository, pytest.raises(RepositoryError) as caught:
        repository.tree(commit).read(name)

    assert caught.value.fact == f"Object {name} is missing or damaged in {work.root}."


def test_a_shallow_clone_ends(work):
    first = work.commit(shop__0001="a")
    work.commit(shop__0002="b")
    clone = work.clone("clone", "--depth=1")

    with Repository(clone.root) as repository:
        assert contents(repository) == [b"a", b"b"]
        with pytest.raises(RepositoryError) as caught:
            repository.tree(first)

    assert caught.value.fact == f"Object {first} is not in the shallow clone {clone.root}."
    assert caught.value.hint == "Bring the whole history: git fetch --unshallow"


@pytest.mark.parametrize("what", ["blob:none", "tree:0"])
def test_a_partial_clone_fetches_what_is_missing_at_once(work, tmp_path, monkeypatch, what):
    work.commit(**{f"shop__{number}": f"{number}" for number in range(9)})
    clone = work.clone("clone", "--bare", f"--filter={what}")
    trace = tmp_path / "trace"
    monkeypatch.setenv("GIT_TRACE", str(trace))

    with Repository(clone.root) as repository:
        tree = repository.tree(repository.resolve("HEAD").commit)
        wanted = blobs(tree)
        trace.unlink()
        assert len(dict(tree.read_many(wanted))) == 9
        assert trace.read_text().count("built-in: git fetch ") == 1
        trace.unlink()
        assert len(dict(tree.read_many(wanted))) == 9
        assert "git fetch" not in trace.read_text()


def test_a_partial_clone_fetches_single_blobs(work):
    commit = work.commit(shop__0001="a", shop__0002="b")
    clone = work.clone("clone", "--bare", "--filter=blob:none")

    with Repository(clone.root) as repository:
        assert sorted(map(repository.tree(commit).read, blobs(repository.tree(commit)))) == [
            b"a",
            b"b",
        ]


def test_a_partial_clone_without_its_remote(work):
    commit = work.commit(shop__0001="a")
    name = work.git("rev-parse", "HEAD:shop/migrations/0001.py")
    clone = work.clone("clone", "--bare", "--filter=blob:none")
    shutil.move(work.root, work.root.parent / "away")

    with Repository(clone.root) as repository, pytest.raises(RepositoryError) as caught:
        repository.tree(commit).read(name)

    assert caught.value.fact == (
        f"Object {name} is not in the partial clone {clone.root}, and could not be fetched."
    )
    assert caught.value.hint == (
        "See whether the remote can be reached, and then bring everything: "
        "git fetch --refetch --no-filter origin"
    )


def test_the_advice_for_partial_clones_helps(work):
    work.commit(shop__0001="a")
    clone = work.clone("clone", "--bare", "--filter=blob:none")
    clone.git("fetch", "-q", "--refetch", "--no-filter", "origin")
    shutil.move(work.root, work.root.parent / "away")

    with Repository(clone.root) as repository:
        assert contents(repository) == [b"a"]
