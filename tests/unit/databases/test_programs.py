from __future__ import annotations

import pytest

from squashkit.databases.programs import dumped, installed


@pytest.fixture
def program(tmp_path):
    def make(name, script):
        path = tmp_path / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return path

    return make


def test_what_it_writes(program):
    one = program("one", 'echo "$1 $SECRET $LC_ALL"; echo "Warning: loose" >&2')

    assert dumped([one], ["--all"], {"SECRET": "x"}) == ("--all x C\n", "")


def test_one_that_refuses_is_passed_over(program):
    old = program("old", "printf 'old: error: too old\\nold: detail: 15\\n' >&2; exit 1")
    new = program("new", "echo dump")

    assert dumped([old, new], [], {}) == ("dump\n", "")
    assert dumped([old], [], {}) == ("", "too old")


@pytest.mark.parametrize(
    ("script", "complaint"),
    [
        ("exit 3", "it ends with 3"),
        ("echo 'dump: no such table' >&2; exit 1", "no such table"),
        ("echo no >&2; exit 1", "no"),
    ],
)
def test_what_it_complains_of(program, script, complaint):
    assert dumped([program("one", script)], [], {}) == ("", complaint)


def test_none_at_all():
    assert dumped([], [], {}) == ("", "it is not installed")


def test_bytes_that_are_no_text_stay_apart(program):
    one, other = (program(name, rf"printf '\{name}'") for name in ("377", "376"))

    assert [dumped([path], [], {})[0] for path in (one, other)] == [r"\xff", r"\xfe"]


def test_that_of_the_path_comes_first_and_then_the_last_of_the_folders(tmp_path, monkeypatch):
    for folder in ("path", "14", "15"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "own-dump").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    pattern = f"{tmp_path.relative_to('/')}/1*"

    found = [path.parent.name for path in installed("own-dump", (pattern,))]
    assert found == ["path", "15", "14"]
