"""Temporary folders: who is alive keeps its own, and what is left goes with the next run."""

import os
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from squashkit.folders import PREFIX, remove_leftovers, temporary_folder

OTHER = """
import sys
from squashkit.folders import temporary_folder
with temporary_folder() as folder:
    (folder / "file").touch()
    print(folder.parent, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def temp(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def other(temp):
    """Another process, and the folder of its folders."""
    process = subprocess.Popen(
        [sys.executable, "-c", OTHER],
        env={**os.environ, "TMPDIR": str(temp)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        yield process, Path(process.stdout.readline().rstrip("\n"))


def test_all_of_a_process_are_in_one_folder(temp):
    found = []

    def use():
        with temporary_folder() as folder:
            found.append(folder)

    threads = [threading.Thread(target=use) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    [parent] = {one.parent for one in found}

    assert (parent.parent, parent.name.startswith(PREFIX)) == (temp, True)
    assert (len(set(found)), list(parent.iterdir())) == (4, [])


def test_nothing_is_left_at_the_end_of_the_process(temp, other):
    process, _ = other
    process.communicate("")

    assert list(temp.iterdir()) == []


def test_the_folders_of_who_is_alive_stay(other):
    _, parent = other
    remove_leftovers(PREFIX)

    assert [one.name for one in parent.glob("*/*")] == ["file"]


def test_the_folders_of_who_was_killed_go(temp, other):
    process, parent = other
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert parent.exists()
    with temporary_folder() as own:
        assert sorted(temp.iterdir()) == [own.parent, own.parent.with_suffix(".lock")]


def test_a_folder_that_somebody_cleaned_away_is_made_anew():
    with temporary_folder() as first:
        pass
    first.parent.rmdir()
    with temporary_folder() as second:
        assert second.parent != first.parent
