"""Answers and databases in files of their own."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass

import pytest

from squashkit.errors import DatabaseError
from squashkit.project import keeping
from squashkit.project.keeping import KeepingProcess, Store
from squashkit.project.process import ProjectProcess
from squashkit.project.protocol import Migrate, Unapply, View
from tests.builders import key


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "store")


@pytest.fixture
def database(tmp_path):
    path = tmp_path / "database"
    path.write_text("made")
    return path


def test_takes_what_it_keeps(store, database):
    store.keep("k", {"a": 1}, database)
    database.write_text("empty")

    assert store.take("k", database) == {"a": 1}
    assert database.read_text() == "made"


def test_takes_nothing_else(store, database):
    store.keep("k", {"a": 1}, database)
    store.forget("k")
    store.forget("k")

    assert store.take("k", database) is None
    assert store.take("other", database) is None


def test_what_was_not_taken_for_longest_goes(store, database, monkeypatch):
    for name in "abc":
        store.keep(name, name, database)
    for age, name in enumerate("bca"):
        keeping.os.utime(store.folder / f"{name}.zip", (100 - age, 100 - age))
    size = (store.folder / "a.zip").stat().st_size
    monkeypatch.setattr(keeping, "LARGEST", 3 * size)
    store.keep("d", "d", database)

    assert sorted(path.name for path in store.folder.iterdir()) == ["b.zip", "c.zip", "d.zip"]


def test_a_folder_that_cannot_be_made(tmp_path, database):
    (tmp_path / "file").write_text("")
    store = Store(tmp_path / "file" / "store")
    store.keep("k", 1, database)

    assert store.take("k", database) is None


def test_no_room_for_the_database(store, database, tmp_path):
    store.keep("k", 1, database)
    with pytest.raises(DatabaseError) as raised:
        store.take("k", tmp_path)

    assert raised.value.fact.startswith("There is no room for a throw-away database: ")


class TestProcess:
    @pytest.fixture
    def asked(self, site, store, tmp_path):
        """A new run, which migrates an empty database; answers how often something was taken."""

        def ask(request, origin="origin", view=View(), **more):  # noqa: B008  it is frozen
            process = KeepingProcess(ProjectProcess(site.root, "settings"), view, origin, store)
            path = tmp_path / "db.sqlite3"
            path.write_bytes(b"")
            answer = process.migrate(request, path, **more)
            with closing(sqlite3.connect(path)) as connection:
                [count] = connection.execute("SELECT count(*) FROM django_migrations").fetchone()
            return process.taken, count, answer

        return ask

    def test_takes_it_the_second_time(self, asked):
        taken, count, made = asked(Migrate(View()))

        assert (taken, count) == (0, 3)
        assert asked(Migrate(View())) == (1, 3, made)

    @pytest.mark.parametrize(
        ("request_", "more"),
        [
            (Migrate(View(), key("shop.0002_price")), {}),
            (Migrate(View(), watch=True), {}),
            (Migrate(View()), {"origin": "another"}),
            (Migrate(View()), {"view": View(hidden=(key("shop.0003_name"),))}),
        ],
    )
    def test_does_what_is_another_job(self, asked, request_, more):
        asked(Migrate(View()))

        assert asked(request_, **more)[0] == 0

    def test_does_it_once_more_on_another_database(self, site, store, tmp_path):
        plain = ProjectProcess(site.root, "settings")
        back = Unapply(View(), (key("shop.0002_price"),))
        for upto in ("shop.0003_name", "shop.0002_price"):
            path = tmp_path / f"{upto}.sqlite3"
            path.write_bytes(b"")
            plain.migrate(Migrate(View(), key(upto)), path)
            process = KeepingProcess(plain, View(), "origin", store)
            process.unapply(back, str(path))
            assert process.taken == 0

    def test_keeps_nothing_that_went_wrong(self, asked, site):
        path = site.root / "shop/migrations/0003_name.py"
        path.write_text(path.read_text().replace("operations = [", "operations = [lambda: 0, "))
        asked(Migrate(View()))
        taken, _, answer = asked(Migrate(View()))

        assert (taken, answer.failed) == (0, "shop.0003_name")


@dataclass(frozen=True)
class Nothing:
    """A request about no migrations."""


def test_what_is_about_no_migrations_is_not_kept(site, store, database):
    process = KeepingProcess(ProjectProcess(site.root, "settings"), View(), "origin", store)

    assert not process._is_kept(Nothing(), str(database))
    assert not process._is_kept(Migrate(View()), "postgresql://localhost/x")
