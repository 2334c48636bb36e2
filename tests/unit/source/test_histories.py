import pytest

from squashkit.errors import HistoryError
from squashkit.model.history import App
from squashkit.source.histories import read_history
from tests.builders import keys


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
