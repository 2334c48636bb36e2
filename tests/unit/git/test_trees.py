import os

import pytest

from squashkit.git.repository import Repository
from squashkit.git.trees import Entry, entries


def migrations(name, files):
    return files if name == "migrations" else {}


def paths(folders):
    return [f"{folder.path}/{name}" for folder in folders for name in folder.files]


def walked(work, keep=migrations):
    with Repository(work.root) as repository:
        return paths(repository.tree(work.git("rev-parse", "HEAD")).folders(keep))


def test_entries_of_raw_trees():
    short, long = bytes(range(20)), bytes(range(32))

    assert list(entries(b"40000 a b\0" + short + b"100644 \xc3\xa9\xff\0" + short, 20)) == [
        Entry(b"40000", "a b", short.hex()),
        Entry(b"100644", "é\udcff", short.hex()),
    ]
    assert list(entries(b"160000 m\0" + long, 32)) == [Entry(b"160000", "m", long.hex())]
    assert list(entries(b"", 20)) == []


def test_finds_what_git_lists(work):
    work.commit(shop__0001="a", shop__0002="b")
    work.write("a/b/shop/migrations/0001.py", "c")
    work.write("migrations/0001.py", "d")
    work.write("shop/old_migrations/0001.py", "e")
    work.write("shop/migrations/notes.txt", "f")
    work.commit()
    listed = work.git("ls-tree", "-r", "--name-only", "HEAD").splitlines()

    assert walked(work) == sorted(
        one for one in listed if "/migrations/" in f"/{one}" and one.endswith(".py")
    )


def test_asks_about_each_folder_with_python_files_once(work):
    work.commit(shop__0001="a")
    work.write("shop/models.py", "")
    work.write("docs/index.md", "")
    work.commit()
    asked = []

    def keep(name, files):
        asked.append((name, sorted(files)))
        return files

    assert walked(work, keep) == ["shop/models.py", "shop/migrations/0001.py"]
    assert sorted(asked) == [("migrations", ["0001.py"]), ("shop", ["models.py"])]


def test_the_root_has_no_name(work):
    work.write("manage.py", "")
    commit = work.commit()

    with Repository(work.root) as repository:
        (root,) = repository.tree(commit).folders(lambda name, files: files)

    assert (root.path, root.name, list(root.files)) == ("", "", ["manage.py"])


def test_other_refs_cost_only_what_changed(work):
    first = work.commit(shop__0001="a", blog__0001="b")
    second = work.commit(shop__0002="c")
    asked = []

    def keep(name, files):
        asked.append(sorted(files))
        return files

    with Repository(work.root) as repository:
        old = repository.tree(first).folders(keep)
        new = repository.tree(second).folders(keep)
        again = repository.tree(first).folders(keep)
        other = repository.tree(first).folders(lambda name, files: {})

    assert asked == [["0001.py"], ["0001.py"], ["0001.py", "0002.py"]]
    assert paths(old) == paths(again) == ["blog/migrations/0001.py", "shop/migrations/0001.py"]
    assert paths(new)[1:] == ["shop/migrations/0001.py", "shop/migrations/0002.py"]
    assert other == ()


def test_equal_folders_at_different_depths(work):
    for folder in ("x/shop", "x/y/shop", "z/x/shop"):
        work.write(f"{folder}/migrations/0001.py", "same")
    work.commit()

    assert walked(work) == [
        "x/shop/migrations/0001.py",
        "x/y/shop/migrations/0001.py",
        "z/x/shop/migrations/0001.py",
    ]


def test_leaves_out_what_is_nobodys_own(work, make):
    for folder in ("node_modules", "site-packages", "dist-packages", "__pycache__", ".tox"):
        work.write(f"{folder}/shop/migrations/0001.py", "")
    part = make("part", "init", "-q")
    part.commit(shop__0001="")
    work.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(part.root), "part")
    work.write("shop/models.py", "")
    (work.root / "linked").symlink_to("node_modules/shop")
    work.write("blog/migrations/0001.py", "")
    (work.root / "blog/migrations/0002.py").symlink_to("0001.py")
    work.commit()

    assert walked(work) == ["blog/migrations/0001.py"]


def test_odd_names(work):
    work.write("my shop/é/migrations/0001_größe.py", "")
    work.write('new\nline/"q"/migrations/*.py', "")
    work.commit()

    assert walked(work) == [
        "my shop/é/migrations/0001_größe.py",
        'new\nline/"q"/migrations/*.py',
    ]


def test_names_that_are_not_utf8(work):
    folder = os.fsencode(work.root) + b"/caf\xe9/migrations"
    try:
        os.makedirs(folder)
        open(folder + b"/0001_\xff.py", "wb").close()
    except OSError:
        pytest.skip("this file system has UTF-8 names only")
    commit = work.commit()

    with Repository(work.root) as repository:
        (found,) = repository.tree(commit).folders(migrations)
        changes = repository.last_changes([], commit, [f"{found.path}/0001_\udcff.py"])

    assert (found.path, list(found.files)) == ("caf\udce9/migrations", ["0001_\udcff.py"])
    assert [change.commit for change in changes.values()] == [commit]


def test_one_folder_with_all_of_its_files(work):
    work.write("shop/migrations/max_migration.txt", "0001")
    commit = work.commit(shop__0001="text\r\n")

    with Repository(work.root) as repository:
        tree = repository.tree(commit)
        folder = tree.folder("shop/migrations")
        assert folder is not None
        assert (folder.path, sorted(folder.files)) == (
            "shop/migrations",
            ["0001.py", "max_migration.txt"],
        )
        assert tree.read(folder.files["0001.py"]) == b"text\r\n"
        assert tree.folder("shop/migrations/0001.py") is None
        assert tree.folder("blog") is None
        assert tree.folder("shop/../shop") is None
        assert tree.folder("").files == {}


def test_a_sha256_repository(make):
    work = make("long", "init", "-q", "-b", "main", "--object-format=sha256")
    work.commit(shop__0001="a")
    work.git("tag", "-am", "one", "v1")

    with Repository(work.root) as repository:
        (found,) = repository.matching(["v*"])
        (folder,) = repository.tree(found.commit).folders(migrations)
        assert repository.tree(found.commit).read(folder.files["0001.py"]) == b"a"
        assert repository.parents(found.commit) == ()
        assert list(repository.last_changes([], found.commit, ["shop/migrations/0001.py"]))

    assert len(found.commit) == 64
