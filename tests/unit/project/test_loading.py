"""A project that is loaded once for all its jobs, where they can share that."""

import json
import os
import threading
import time
from pathlib import Path

import pytest

from squashkit.project.forks import PACKAGE_PARENT, Forks
from squashkit.project.loading import AT_A_TIME
from tests.unit.project.orders import answer, order

NOTED = "open('loads', 'a').write('x')\n"


@pytest.fixture
def server():
    found = Forks(PACKAGE_PARENT)
    yield found
    found.close()


def run(server, site, *names, project="p"):
    """Statuses and answers of jobs, one after the other."""
    orders = [order(site.root, name, project=project, ours=(), root=".") for name in names]
    return [(server.run(one), answer(one) if Path(one.answer).exists() else None) for one in orders]


def loads(site):
    return len((site.root / "loads").read_text())


def test_one_load_is_enough(server, site):
    site.write("shop/models.py", NOTED)
    found = run(server, site, "a", "b", "c")

    assert found == [(0, found[0][1])] * 3
    assert found[0][1]["answer"]["apps"][0]["label"] == "shop"
    assert loads(site) == 1


def test_another_project_is_another_load(server, site):
    site.write("shop/models.py", NOTED)
    for project in ("p", "q", "p", ""):
        run(server, site, "a", project=project)

    assert loads(site) == 3


def test_only_some_stay_loaded(server, site):
    site.write("shop/models.py", NOTED)
    for number in range(AT_A_TIME + 1):
        run(server, site, "a", project=f"p{number}")
    run(server, site, "a", project="p0")

    assert loads(site) == AT_A_TIME + 2


@pytest.mark.parametrize(
    "begun",
    [
        "import threading, time\nthreading.Thread(target=time.sleep, args=(1,)).start()",
        "import socket; kept = socket.socketpair()",
    ],
)
def test_what_jobs_cannot_share_each_has_for_itself(server, site, begun):
    """A thread is not there in a fork, and of a connection all would read the same answers."""
    site.write("shop/models.py", f"{NOTED}{begun}\n")
    found = run(server, site, "a", "b")

    assert [status for status, _ in found] == [0, 0]
    assert loads(site) == 3


def test_what_cannot_be_loaded_is_said_by_each_job(server, site):
    site.write("shop/models.py", "raise ImportError('no')\n")
    (_, first), (_, second) = run(server, site, "a", "b")

    assert first == second
    assert first["error"]["fact"] == ("Settings module settings cannot be loaded: ImportError: no")


def test_what_ends_itself_while_it_loads(server, site):
    site.write("shop/models.py", "import os\nos._exit(3)\n")

    assert run(server, site, "a", "b") == [(3, None), (3, None)]


def test_jobs_at_the_same_time(server, site):
    site.write("shop/models.py", NOTED)
    found = []
    threads = [
        threading.Thread(target=lambda name=name: found.extend(run(server, site, name)))
        for name in "abcd"
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert [status for status, _ in found] == [0] * 4
    assert loads(site) == 1


def test_it_ends_with_the_server(site):
    """And so does what it keeps."""
    site.write("shop/models.py", "import os\nopen('pid', 'w').write(str(os.getpid()))\n")
    server = Forks(PACKAGE_PARENT)
    run(server, site, "a")
    server.close()
    pid = int((site.root / "pid").read_text())

    for _ in range(500):
        if not Path(f"/proc/{pid}").exists():
            return
        time.sleep(0.01)
    raise AssertionError(f"{pid} still runs")


def test_an_interrupt_while_it_loads(server, site, monkeypatch):
    """Neither what loads goes on, nor the job that would load it for itself."""
    site.write("shop/models.py", f"import time\n{NOTED}time.sleep(60)\n")
    made = order(site.root, "a", project="p", ours=(), root=".")

    def interrupted(*_):
        while not (site.root / "loads").exists():
            server._news.wait(0.01)
        raise KeyboardInterrupt

    monkeypatch.setattr(server._news, "wait_for", interrupted)
    with pytest.raises(KeyboardInterrupt):
        server.run(made)
    began = time.monotonic()
    server.close()

    assert time.monotonic() - began < 30
    assert not Path(made.answer).exists()


STEP = """
import json, random
from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db import connection

STORAGE = FileSystemStorage()
assert STORAGE.location  # kept from now on

def note(*_):
    at = [settings.MEDIA_ROOT, STORAGE.location, connection.settings_dict["NAME"], random.random()]
    print(json.dumps(at))
"""


def test_each_job_has_files_chance_and_a_database_of_its_own(server, site):
    site.write("shop/noting.py", STEP)
    site.write("shop/models.py", "from shop import noting\n")
    site.migration(
        "shop.0004_note",
        "migrations.RunPython(note),",
        "shop.0003_name",
        before="from shop.noting import note",
    )
    orders = [order(site.root, name, "migrate", "p", view={}) for name in "ab"]
    assert [server.run(one) for one in orders] == [0, 0]
    said = [json.loads(Path(one.said).read_text().splitlines()[-1]) for one in orders]

    for name, (media, location, database, _) in zip("ab", said, strict=True):
        assert media == location == str(site.root / f"{name}.files")
        assert os.path.basename(database) != "real.sqlite3"
    assert said[0][3] != said[1][3]
