from squashkit.analysis.inventory import count_apps
from squashkit.model.inventory import Squash
from squashkit.model.migrations import Opaque
from tests.builders import history, key, keys


def count(text, **more):
    read = history(text, **more)
    return count_apps(read)


def test_counts_one_app():
    [app] = count("a.1\na.2 <- a.1 : rows(a) schema\na.3 <- a.1\na.4 <- a.2 a.3")

    assert app.app.label == "a"
    assert app.migrations == 4
    assert app.operations == {"AddField": 4, "RunPython": 1}
    assert app.data_operations == 1
    assert app.merges == keys("a.4")
    assert app.leaves == keys("a.4")
    assert app.squashes == app.unreadable == ()


def test_names_squashes_and_what_cannot_be_read():
    facts = {"a_s": {"replaces": keys("a.0")}, "a_2": {"opaque": (Opaque("computed", 1),)}}
    [app] = count("a.s\na.2 <- a.s", **facts)

    assert app.squashes == (Squash(key("a.s"), replaces=1, gone=1),)
    assert app.unreadable == keys("a.2")


def test_leaves_installed_apps_out():
    assert [one.app.label for one in count("a.1\nb.1", theirs="b")] == ["a"]
