"""Servers that are started for a proof, from the programs on this machine."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest

from squashkit.databases import servers
from squashkit.databases.mariadb import servers as mariadb
from squashkit.databases.postgresql import servers as postgresql
from squashkit.databases.sandboxes import ENGINES, sandbox
from squashkit.databases.servers import PREFIX, find_program, private_folder
from squashkit.errors import DatabaseError
from tests.commands import squashkit
from tests.servers import DUMPS, TITLES

ORPHAN = """
import os, signal, sys
from squashkit.databases.sandboxes import sandbox
with sandbox(sys.argv[1]) as box:
    box.database("x")
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(autouse=True)
def folder(monkeypatch, tmp_path_factory):
    """A temporary folder of this test's own, with a path that is short enough for a socket."""
    with tempfile.TemporaryDirectory(prefix="sk", dir="/tmp") as name:
        os.chmod(name, 0o1777)  # as /tmp has it
        tmp_path_factory.getbasetemp()
        monkeypatch.setattr(tempfile, "tempdir", name)
        monkeypatch.setenv("TMPDIR", name)
        yield Path(name)


@pytest.fixture(params=ENGINES)
def engine(request):
    """One that can be started here. Where CI runs, all of them can but MySQL."""
    try:
        with sandbox(request.param):
            return request.param
    except DatabaseError as error:
        if os.environ.get("CI") and request.param != "mysql":
            raise
        pytest.skip(error.fact)


def running(folder):
    """The processes that have something to do with a folder."""
    shown = subprocess.run(
        ["ps", "-ww", "-eo", "pid=,command="], capture_output=True, text=True, check=True
    )
    return [line for line in shown.stdout.splitlines() if f"{folder}/{PREFIX}" in line]


def folders(folder):
    return {one for one in folder.glob(f"{PREFIX}*") if one.is_dir()}


def test_it_is_gone_at_the_end(folder, engine):
    with pytest.raises(KeyboardInterrupt), sandbox(engine) as box:  # noqa: PT012
        made = box.copy(box.database("one"), "two")
        assert box.read(made).tables == {}
        assert running(folder)
        raise KeyboardInterrupt
    assert running(folder) == []
    assert list(folder.iterdir()) == []


def test_what_a_killed_run_left_ends_with_the_next(folder, engine):
    done = subprocess.run([sys.executable, "-c", ORPHAN, engine], check=False)
    assert done.returncode == -signal.SIGKILL
    assert running(folder)
    assert len(folders(folder)) == 1
    with private_folder(None) as other, private_folder(None) as another:
        assert folders(folder) == {other, another}
        assert running(folder) == []


def test_a_squash_is_proven_on_it(site, engine):
    done = squashkit(site.root, "squash", "--dry-run", "--on", engine)

    assert done.status == 0, done.err
    assert re.search(rf"parts of the schema, \d+ in {DUMPS[TITLES[engine]]} ", done.out)


def test_programs_that_a_package_brings(monkeypatch):
    """On a machine without a server: `squashkit[postgresql-server]`."""
    monkeypatch.setenv("PATH", "/usr/bin:/bin" if not Path("/usr/bin/initdb").exists() else "")
    monkeypatch.setattr(postgresql, "FOLDERS", ())
    with sandbox("postgresql") as box:
        [started] = (line for line in running(tempfile.gettempdir()) if "/postgres -D" in line)
        assert "pginstall" in started
        made = box.database("one")
        assert box.read(made).tables == {}
        # A pg_dump of PATH may be too old for this server.
        assert box.look(made).by.startswith("pg_dump ")
        assert box.look(made).missing == ""


def test_a_program_that_is_not_there():
    with pytest.raises(DatabaseError) as raised:
        find_program("no-such-server", ("usr/lib/none/*/bin",), "Engine", "the engine's server")

    assert raised.value.fact == (
        "There is no Engine server on this machine: no-such-server was not found."
    )
    assert raised.value.hint == "Install the engine's server, or name a server by its URL."


def test_a_mysqld_that_is_that_of_mariadb(tmp_path, monkeypatch):
    program = tmp_path / "mysqld"
    program.write_text("#!/bin/sh\necho 'mysqld  Ver 10.11.19-MariaDB for debian-linux-gnu'\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(mariadb, "FOLDERS", ())
    with pytest.raises(DatabaseError) as raised, sandbox("mysql"):
        pass

    assert raised.value.fact == (
        f"There is no MySQL server on this machine: {program} is MariaDB 10.11.19."
    )
    assert raised.value.hint == (
        "Install MySQL's server, name a server by its URL, or say --on mariadb."
    )


def test_a_program_beside_the_path(tmp_path):
    for version in ("14", "15"):
        (tmp_path / version / "bin").mkdir(parents=True)
        (tmp_path / version / "bin" / "own-server").touch()
    pattern = f"{tmp_path.relative_to('/')}/*/bin"

    found = find_program("own-server", (pattern,), "Engine", "it")
    assert found == tmp_path / "15" / "bin" / "own-server"


def test_a_server_that_does_not_start(tmp_path):
    command = [sys.executable, "-c", "print('no memory', flush=True); raise SystemExit(3)"]
    with (
        pytest.raises(DatabaseError) as raised,
        servers.serving(command, tmp_path, None, lambda: False, signal.SIGTERM),
    ):
        pass
    assert raised.value.fact == f"{sys.executable} did not start."
    assert raised.value.hint == "no memory"


def test_an_interrupt_while_files_are_made_ends_all_that_makes_them(folder):
    """As `mariadb-install-db` is a script, which starts the server."""
    writes = "while :; do echo > {0}/$RANDOM; done & echo $! > {0}/pid; wait"
    with pytest.raises(KeyboardInterrupt), private_folder(None) as made:  # noqa: PT012
        pid = made / "pid"
        waiting = threading.Thread(target=_interrupt_when, args=(pid,))
        waiting.start()
        servers.prepare(["bash", "-c", writes.format(made)], None, "Engine")
    waiting.join()

    assert running(folder) == []
    assert list(folder.iterdir()) == []


def _interrupt_when(file):
    while not file.exists():
        time.sleep(0.01)
    os.kill(os.getpid(), signal.SIGINT)


def test_files_that_cannot_be_made():
    with pytest.raises(DatabaseError) as raised:
        servers.prepare([sys.executable, "-c", "raise SystemExit('full')"], None, "Engine")
    assert (raised.value.fact, raised.value.hint) == (
        f"No Engine server could be made: {sys.executable} failed.",
        "full",
    )


@pytest.mark.parametrize(
    ("engine", "driver", "fact", "extra"),
    [
        ("postgresql", "psycopg", "PostgreSQL cannot be read without its driver.", "postgresql"),
        ("mariadb", "pymysql", "MariaDB and MySQL cannot be read without their driver.", "mariadb"),
        ("mysql", "pymysql", "MariaDB and MySQL cannot be read without their driver.", "mariadb"),
    ],
)
def test_no_server_is_started_that_nobody_could_ask(engine, driver, fact, extra, monkeypatch):
    """It was said that the server did not start."""
    monkeypatch.setitem(sys.modules, driver, None)
    with pytest.raises(DatabaseError) as raised, sandbox(engine):
        pass

    assert (raised.value.fact, raised.value.hint) == (
        fact,
        f"Install it: pip install 'squashkit[{extra}]'",
    )
