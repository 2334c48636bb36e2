"""`squashkit diff`: two databases, whoever made them."""

import json
import sqlite3
from contextlib import closing

import pytest

from tests.commands import squashkit

BOOK = "CREATE TABLE book (id integer PRIMARY KEY, title text NOT NULL);"


def make(path, sql):
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(sql)
    return str(path)


@pytest.fixture
def one(tmp_path):
    return make(tmp_path / "one.sqlite3", BOOK)


def test_two_that_are_the_same(tmp_path, one):
    other = make(tmp_path / "other.sqlite3", BOOK)
    done = squashkit(tmp_path, "diff", one, f"sqlite:///{other}")

    assert (done.status, done.err) == (0, "")
    assert " ".join(done.out.split()) == (
        f"4 parts of the schema, 4 in sqlite_master, and 0 rows of {one} were compared with "
        f"sqlite:///{other} (SQLite {sqlite3.sqlite_version}). Not compared: rows of "
        "django_migrations, of which squashkit state tells. They are the same."
    )


def test_two_that_are_not(tmp_path, one):
    other = make(
        tmp_path / "other.sqlite3",
        BOOK.replace("title text NOT NULL", "title text") + "INSERT INTO book VALUES (1, 'x')",
    )
    done = squashkit(tmp_path, "diff", one, other)

    assert done.status == 1
    assert done.out.splitlines()[-4:-2] == [
        "structure: column book.title: title text NOT NULL became title text",
        "rows: rows of book: no row became 1 of 1 row only here: (id=1, title='x')",
    ]
    assert done.out.splitlines()[-1] == "2 differences: they are not the same."


def test_as_a_document(tmp_path, one):
    other = make(tmp_path / "other.sqlite3", "")
    done = squashkit(tmp_path, "diff", one, other, "--format", "json")
    document = json.loads(done.out)

    assert done.status == 1
    assert (document["schema"], document["before"], document["after"]) == (
        "squashkit/diff",
        one,
        other,
    )
    assert [one["subject"] for one in document["differences"]] == ["table book"]


def test_an_alias_of_the_project(site, tmp_path):
    site.manage("migrate")
    copy = tmp_path / "copy.sqlite3"
    copy.write_bytes((site.root / "real.sqlite3").read_bytes())
    before = (site.root / "real.sqlite3").read_bytes()
    done = squashkit(site.root, "diff", "default", str(copy))

    assert done.status == 0, done.err
    assert "They are the same." in done.out
    assert (site.root / "real.sqlite3").read_bytes() == before


def test_a_file_that_does_not_exist_and_no_project(tmp_path, one):
    done = squashkit(tmp_path, "diff", one, "tpyo.sqlite3")

    assert done.status == 2
    assert done.err == (
        "squashkit: tpyo.sqlite3 is no file, and no project here has an alias of that name: "
        f"There is no manage.py in {tmp_path} or above it.\n"
        "  Name a file or a URL, or the project with --project.\n"
    )


@pytest.mark.parametrize(
    ("named", "fact"),
    [
        ("nobody", "There is no database alias nobody, nor a file of that name."),
        ("oracle://x/y", "oracle://x/y is of a kind that squashkit does not read."),
        ("sqlite:///gone.db", "There is no file gone.db."),
        ("manage.py", "manage.py cannot be read as a SQLite database: file is not a database."),
        (
            "postgresql://me:secret@127.0.0.1:1/x",
            "postgresql://me@127.0.0.1:1/x cannot be reached: ",
        ),
    ],
)
def test_what_cannot_be_read(site, one, named, fact):
    done = squashkit(site.root, "diff", one, named)

    assert done.status == 2
    assert done.err.startswith(f"squashkit: {fact}")
    assert "secret" not in done.err
    assert "Traceback" not in done.err
