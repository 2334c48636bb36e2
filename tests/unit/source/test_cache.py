import os
import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from squashkit.model.keys import MigrationKey
from squashkit.model.migrations import (
    Dependency,
    MigrationFacts,
    ModelName,
    Opaque,
    OperationFacts,
)
from squashkit.source import cache as module
from squashkit.source.cache import VARIABLE, Cache, cache_folder
from squashkit.source.records import Record

ONE = ("a" * 40, "shop")
OTHER = ("b" * 64, "shop")
RECORD = Record(MigrationFacts(MigrationKey("shop", "0001_a"), "0001_a.py"))
FAULT = Record(line=3, text="not valid Python")

TEXT = st.text(max_size=5)
TEXTS = st.lists(TEXT, max_size=3).map(tuple)
MODELS = st.frozensets(st.builds(ModelName, TEXT, TEXT), max_size=2)
PLAIN = st.builds(
    OperationFacts, TEXT, st.integers(1, 9), field=TEXT, fields=TEXTS, references=MODELS
)
OPERATIONS = st.builds(
    OperationFacts,
    TEXT,
    st.integers(1, 9),
    inner=st.lists(PLAIN, max_size=2).map(tuple),
    removes=MODELS,
    touches_rows=st.booleans(),
    touched_apps=st.frozensets(TEXT, max_size=2),
)
FACTS = st.builds(
    MigrationFacts,
    st.builds(MigrationKey, TEXT, TEXT),
    TEXT,
    dependencies=st.lists(st.builds(Dependency, TEXT, TEXT, TEXT), max_size=2).map(tuple),
    replaces=st.lists(st.builds(MigrationKey, TEXT, TEXT), max_size=2).map(tuple),
    operations=st.lists(OPERATIONS, max_size=2).map(tuple),
    initial=st.none() | st.booleans(),
    imports=TEXTS,
    opaque=st.lists(st.builds(Opaque, TEXT, st.integers(1, 9)), max_size=2).map(tuple),
)
RECORDS = st.builds(Record, FACTS) | st.builds(
    Record, st.none(), st.integers(), TEXT, st.booleans()
)


@given(record=RECORDS)
def test_what_is_kept_comes_back(tmp_path_factory, record):
    cache = Cache(tmp_path_factory.mktemp("cache"))

    cache.put({ONE: record})

    assert cache.get([ONE, OTHER]) == {ONE: record}


def test_many_at_once(tmp_path):
    records = {(f"{number:040x}", "shop"): FAULT for number in range(2000)}

    Cache(tmp_path).put(records)

    assert Cache(tmp_path).get(records) == records


def test_an_app_s_facts_are_not_another_s(tmp_path):
    Cache(tmp_path).put({ONE: RECORD})

    assert Cache(tmp_path).get([(ONE[0], "stock")]) == {}


def test_files_on_disk_are_not_kept(tmp_path):
    Cache(tmp_path).put({("/shop/0001_a.py", "shop"): RECORD, ("", "shop"): RECORD})

    assert list(tmp_path.iterdir()) == []


def test_the_folder_says_that_it_is_a_cache(tmp_path):
    Cache(tmp_path / "new" / "one").put({ONE: RECORD})

    assert (tmp_path / "new/one/.gitignore").read_text() == "*\n"
    assert (tmp_path / "new/one/CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28")


def test_no_folder_is_no_cache():
    Cache(None).put({ONE: RECORD})

    assert Cache(None).get([ONE]) == {}


@pytest.mark.parametrize("content", [b"", b"nonsense" * 1000, b"SQLite format 3\0" + b"x" * 5000])
def test_a_broken_file_is_made_anew(tmp_path, content):
    cache = Cache(tmp_path)
    cache.file.write_bytes(content)

    assert cache.get([ONE]) == {}
    cache.put({ONE: RECORD})
    cache.put({ONE: RECORD})

    assert cache.get([ONE]) == {ONE: RECORD}


@pytest.mark.parametrize("raw", [b"", b"{}x", b"\xff", b'{"facts": 1}', "text"])
def test_a_broken_record_is_not_there(tmp_path, raw):
    cache = Cache(tmp_path)
    cache.put({ONE: RECORD, OTHER: RECORD})
    with sqlite3.connect(cache.file) as database:
        database.execute("UPDATE facts SET record = ? WHERE id LIKE 'a%'", [raw])
    database.close()

    assert cache.get([ONE, OTHER]) == {OTHER: RECORD}


def test_another_table_is_no_error(tmp_path):
    cache = Cache(tmp_path)
    with sqlite3.connect(cache.file) as database:
        database.execute("CREATE TABLE facts (other TEXT)")
    database.close()

    cache.put({ONE: RECORD})

    assert cache.get([ONE]) == {}


def test_while_another_process_writes_squashkit_goes_on(tmp_path):
    cache = Cache(tmp_path)
    cache.put({ONE: RECORD})
    other = sqlite3.connect(cache.file)
    other.execute("BEGIN EXCLUSIVE")

    assert cache.get([ONE]) == {}
    cache.put({OTHER: RECORD})

    other.close()
    assert cache.get([ONE, OTHER]) == {ONE: RECORD}


def test_a_folder_that_cannot_be_made_is_no_error(tmp_path):
    (tmp_path / "file").touch()

    cache = Cache(tmp_path / "file" / "cache")
    cache.put({ONE: RECORD})

    assert cache.get([ONE]) == {}


@pytest.mark.skipif(not os.path.exists("/proc/1"), reason="a folder where nobody may write")
def test_a_folder_where_nobody_may_write_is_no_error():
    from pathlib import Path

    Cache(Path("/proc/squashkit")).put({ONE: RECORD})


def test_a_large_file_is_made_anew(tmp_path, monkeypatch):
    Cache(tmp_path).put({ONE: RECORD})
    monkeypatch.setattr(module, "LARGEST", 10)

    Cache(tmp_path).put({OTHER: RECORD})

    assert Cache(tmp_path).get([ONE, OTHER]) == {OTHER: RECORD}


def test_a_changed_reader_has_another_file(tmp_path, monkeypatch):
    before = Cache(tmp_path).file
    monkeypatch.setattr(module, "EXTRACTOR", 999)

    assert Cache(tmp_path).file != before


def test_the_environment_names_the_folder(monkeypatch, tmp_path):
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    assert cache_folder() == tmp_path

    monkeypatch.setenv(VARIABLE, "")
    assert cache_folder() is None

    monkeypatch.delenv(VARIABLE)
    assert cache_folder().name == "squashkit"
