import hashlib

import pytest

from squashkit.errors import HistoryError
from squashkit.model.history import App
from squashkit.source.cache import Cache
from squashkit.source.histories import Reader, read_history, read_work_tree
from squashkit.source.packages import Finder
from squashkit.source.parsing import NOT_VALID
from squashkit.source.reading import Fault
from tests.builders import keys
from tests.trees import tree

MIGRATION = "class Migration: pass"


def read(folder, **files):
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text)
    return read_history([App("shop", "shop.migrations", str(folder))], {})


def test_reads_what_django_takes_for_migrations(tmp_path):
    source = "class Migration: pass"

    found = read(tmp_path, __init__="", _helpers="", m_1=source, data_step=source)

    assert tuple(found.migrations) == keys("shop.data_step shop.m_1")


def test_all_bad_files_are_named_at_once(tmp_path):
    with pytest.raises(HistoryError, match="2 migration files cannot be read"):
        read(tmp_path, m_1="x = (", m_2="class", m_3="")


def test_helpers_and_faults_are_told_apart(tmp_path):
    folder = tmp_path / "migrations"
    folder.mkdir()
    for name, text in {"m_1": MIGRATION, "m_2": "x = (", "tools": "x = 1"}.items():
        (folder / f"{name}.py").write_text(text)
    (folder / "m_3.py").symlink_to("nowhere")

    reading = read_work_tree([App("shop", "shop.migrations", str(folder))], {})

    assert tuple(reading.history.migrations) == keys("shop.m_1")
    assert reading.faults == (
        Fault(f"{folder}/m_2.py", 1, f"{NOT_VALID} ('(' was never closed)"),
        Fault(f"{folder}/m_3.py", 1, "cannot be opened (No such file or directory)"),
    )
    assert reading.unread == set(keys("shop.m_2 shop.m_3"))
    assert reading.helpers == (Fault(f"{folder}/tools.py", 1, "it defines no class Migration"),)


def test_a_package_of_helpers_alone_is_no_app_s(tmp_path):
    (tmp_path / "tools.py").write_text("x = 1")

    reading = read_work_tree([App("shop", "shop.migrations", str(tmp_path))], {})

    assert (reading.history.apps, reading.helpers) == ((), ())


def read_ref(reader, words, **texts):
    files = tree(words, **texts)
    [project] = Finder().find(files)
    files.reads.clear()
    return reader.read(project, files.read_many), files.reads


def test_a_ref_s_facts_name_their_files_and_blobs():
    reading, _ = read_ref(Reader(), "shop/ shop/migrations/0001_a.py:m", m=MIGRATION)

    [facts] = reading.history.migrations.values()
    assert (str(facts.key), facts.path) == ("shop.0001_a", "shop/migrations/0001_a.py")
    assert facts.blob == hashlib.sha1(MIGRATION.encode()).hexdigest()


def test_a_further_ref_reads_what_is_new():
    reader = Reader()
    words = "shop/ shop/migrations/0001_a.py:m shop/migrations/0002_b.py:n"
    first, _ = read_ref(reader, words, m=MIGRATION, n=MIGRATION + "\n")

    second, reads = read_ref(reader, words, m=MIGRATION, n="x = (")

    assert tuple(first.history.migrations) == keys("shop.0001_a shop.0002_b")
    assert tuple(second.history.migrations) == keys("shop.0001_a")
    assert [fault.path for fault in second.faults] == ["shop/migrations/0002_b.py"]
    assert len(reads) == 1


def test_a_renamed_file_and_an_equal_one_keep_their_own_names():
    reader = Reader()
    read_ref(reader, "shop/ shop/migrations/0001_a.py:m", m=MIGRATION)

    words = "shop/ shop/migrations/0001_b.py:m b/ b/migrations/0001_a.py:m"
    reading, _ = read_ref(reader, words, m=MIGRATION)

    assert [
        (str(key), str(one.key), one.path) for key, one in reading.history.migrations.items()
    ] == [
        ("b.0001_a", "b.0001_a", "b/migrations/0001_a.py"),
        ("shop.0001_b", "shop.0001_b", "shop/migrations/0001_b.py"),
    ]


def test_a_later_run_reads_from_the_cache(tmp_path):
    words = "shop/ shop/migrations/0001_a.py:m shop/migrations/0002_b.py:n"
    texts = {"m": MIGRATION, "n": "x = ("}
    first, reads = read_ref(Reader(Cache(tmp_path)), words, **texts)

    second, later = read_ref(Reader(Cache(tmp_path)), words, **texts)

    assert (first, len(reads), later) == (second, 2, [])
