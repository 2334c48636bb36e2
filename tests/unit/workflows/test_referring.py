import pytest

from squashkit.errors import HistoryError, PlanError
from squashkit.source.writing import FileChange
from squashkit.workflows.ports import Site
from squashkit.workflows.referring import heirs_of, last_of, mended, references_to
from tests.builders import history, key, keys

SQUASH = {"s_9": {"replaces": keys("s.1 s.2 s.3")}}


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("s.1; s.2 <- s.1; s.3 <- s.2; s.9", "s.3"),
        ("s.1; s.3 <- s.1; s.2 <- s.3; s.9", "s.2"),
        ("s.1; s.2 <- s.1; s.3 <- s.1; s.9", None),
        ("s.1; s.2 <- s.1; s.9", None),
    ],
)
def test_the_end_of_a_squash(text, last):
    assert last_of(history(text, **SQUASH), key("s.9")) == (last and key(last))


@pytest.fixture
def shop(site):
    """The project's folder, its migrations, and what stands for them in a squash."""
    found = Site(site.root, "settings").history()
    gone = dict.fromkeys(keys("shop.0001_initial shop.0002_price shop.0003_name"))
    gone[key("shop.0003_name")] = key("shop.0001_s")
    return site, found, heirs_of(found, key("shop.0001_s"), "", gone)


def test_a_file_that_changes_already_is_changed_once(shop):
    site, found, heirs = shop
    path = site.write("x.py", "a = ('shop', '0003_name')\nb = 1\n")
    [change] = mended(site.root, found, heirs, [FileChange(path, "a = 1\n", "a = 1\nb = 1\n")])

    assert change == FileChange(path, "a = 1\n", "a = 1\nb = 1\n")


def test_text_is_listed_and_left_alone(shop):
    site, found, heirs = shop
    site.write("run.sh", "manage.py migrate shop 0002\n")

    assert mended(site.root, found, heirs, []) == ()
    assert list(map(str, references_to(site.root, found, heirs))) == [
        "run.sh, line 1, mentions shop.0002_price"
    ]


def test_all_that_cannot_be_rewritten_is_named(shop):
    site, found, heirs = shop
    site.write("x.py", "m(('shop', '0001_initial'))\nm(('shop', '0002_price'))\n")
    with pytest.raises(PlanError, match=r"x\.py, line 1, .*\n.*x\.py, line 2, "):
        mended(site.root, found, heirs, [])


def test_only_utf_8_is_rewritten(shop):
    site, found, heirs = shop
    path = site.root / "x.py"
    path.write_bytes("# coding: latin-1\n# é\nm(('shop', '0003_name'))\n".encode("latin-1"))
    with pytest.raises(HistoryError, match="is not UTF-8; only UTF-8 files are rewritten"):
        mended(site.root, found, heirs, [])
