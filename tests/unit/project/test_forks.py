"""The process that forks for each job: what it tells, and how it ends."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from squashkit.project import running
from squashkit.project.forks import KEPT, PACKAGE_PARENT, Forks, lent
from squashkit.project.protocol import Order


@pytest.fixture
def server(site):
    found = Forks(PACKAGE_PARENT)
    yield found
    found.close()


def order(folder, name, job="inspect", **request):
    """An order, with what it asks for in its file."""
    files = (str(folder / f"{name}.{end}") for end in ("request", "answer", "said"))
    made = Order(*files, {**os.environ, "DJANGO_SETTINGS_MODULE": "settings"})
    environment = {"root": str(folder), "settings": "settings", "database": ":memory:"}
    document = {"job": job, "environment": environment, "request": request}
    Path(made.request).write_text(json.dumps(document))
    return made


def answer(made):
    return json.loads(Path(made.answer).read_text())


def test_each_job_begins_anew(server, site):
    """What one imports, another does not find."""
    first, second = (order(site.root, name, ours=(), root=".") for name in "ab")
    assert server.run(first) == 0
    (site.root / "settings.py").write_text((site.root / "settings.py").read_text() + "\nprint(1)\n")
    assert server.run(second) == 0

    assert answer(first) == answer(second)
    assert (Path(first.said).read_text(), Path(second.said).read_text()) == ("", "1\n")


def test_two_at_a_time(server, site):
    orders = [order(site.root, name, ours=(), root=".") for name in "abcd"]
    threads = [threading.Thread(target=server.run, args=(one,)) for one in orders]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len({Path(one.answer).read_text() for one in orders}) == 1


def test_the_status_of_a_job_that_ends_itself(server, site):
    site.write("shop/models.py", "import os, sys\nsys.stderr.write('bye')\nos._exit(3)\n")
    made = order(site.root, "a", ours=(), root=".")

    assert (server.run(made), Path(made.said).read_text()) == (3, "bye")
    assert not Path(made.answer).exists()


def test_what_the_project_does_at_the_end_is_done(server, site):
    site.write(
        "shop/models.py", "import atexit\natexit.register(print, 'tidied')\nprint('loaded')\n"
    )
    made = order(site.root, "a", ours=(), root=".")

    assert (server.run(made), Path(made.said).read_text()) == (0, "loaded\ntidied\n")


def test_what_python_prints_when_it_starts_is_no_news(site):
    site.write("sitecustomize.py", "print('hello')\nprint('and more', end=' ')\n")
    server = Forks(os.pathsep.join([str(site.root), PACKAGE_PARENT]))
    try:
        assert server.run(order(site.root, "a", ours=(), root=".")) == 0
    finally:
        server.close()


NO_SETTINGS = """
import importlib
from contextlib import suppress
from django.conf import settings
from squashkit.project.child import DRIVERS, PRELOADED
for name in (*PRELOADED, *DRIVERS):
    with suppress(ImportError):
        importlib.import_module(name)
print(settings.configured)
"""


def test_what_jobs_have_in_common_needs_no_settings():
    code = [sys.executable, "-c", NO_SETTINGS]
    done = subprocess.run(code, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("False\n", "")


def test_what_jobs_have_in_common_is_imported_once(server, site):
    """What is missing is for the job itself to say."""
    site.write("shop/models.py", "import sys\nprint('colorsys' in sys.modules)\n")
    first, second, third = (order(site.root, name, ours=(), root=".") for name in "abc")
    ahead = replace(second, preload=("no_such_driver", "colorsys"))
    for one in (first, ahead, third):
        assert server.run(one) == 0

    said = [Path(one.said).read_text() for one in (first, ahead, third)]
    assert said == ["False\n", "True\n", "True\n"]


def test_a_job_ends_with_the_interrupt(server, site, monkeypatch):
    site.write(
        "shop/models.py",
        "import os, time\nopen('pid', 'w').write(str(os.getpid()))\ntime.sleep(60)\n",
    )
    made = order(site.root, "a", ours=(), root=".")

    def interrupted(*_):
        while not (site.root / "pid").exists() or not (site.root / "pid").read_text():
            server._news.wait(0.01)
        raise KeyboardInterrupt

    monkeypatch.setattr(server._news, "wait_for", interrupted)
    with pytest.raises(KeyboardInterrupt):
        server.run(made)
    pid = int((site.root / "pid").read_text())
    for _ in range(500):
        if not Path(f"/proc/{pid}").exists():
            return
        time.sleep(0.01)
    raise AssertionError(f"{pid} still runs")


def test_a_job_that_begins_when_nobody_waits_any_more():
    job = subprocess.Popen(["sleep", "60"])
    running.give_up("a")
    running.begin("a", job.pid)

    assert job.wait(10) == -signal.SIGKILL
    running.end("a")


def other(number):
    return f"{PACKAGE_PARENT}{os.pathsep}{number}"


def test_each_path_and_seed_has_one_that_serves_again():
    with (
        lent(PACKAGE_PARENT) as first,
        lent(PACKAGE_PARENT, "1") as second,
        lent(other(1)) as third,
    ):
        assert len({first, second, third}) == 3
    with lent(PACKAGE_PARENT) as again:
        assert again is first


def test_the_one_that_was_used_first_is_closed_unless_it_is_busy():
    with lent(PACKAGE_PARENT) as busy:
        made = []
        for number in range(KEPT + 1):
            with lent(other(number)) as one:
                made.append(one)
        assert [one.alive for one in (busy, *made)] == [True, False, False, True, True, True]
    with lent(other(KEPT + 1)):
        pass
    assert not busy.alive


def test_each_job_has_the_variables_of_its_order(server, site):
    site.write("shop/models.py", "import os\nprint(os.environ.get('MORE'), os.getcwd())\n")
    first, second = (order(site.root, name, ours=(), root=".") for name in "ab")
    first.variables["MORE"] = "1"
    server.run(first)
    server.run(second)

    said = [Path(one.said).read_text() for one in (first, second)]
    assert said == [f"1 {site.root}\n", f"None {site.root}\n"]


def test_a_server_that_was_killed_is_replaced(site):
    with lent(PACKAGE_PARENT) as first:
        os.kill(first._process.pid, signal.SIGKILL)
        assert first.run(order(site.root, "a", ours=(), root=".")) == -signal.SIGKILL
    with lent(PACKAGE_PARENT) as second:
        assert second.run(order(site.root, "b", ours=(), root=".")) == 0


def test_nothing_is_left_when_it_closes():
    server = Forks(PACKAGE_PARENT)
    pid = server._process.pid
    server.close()
    assert not Path(f"/proc/{pid}").exists()
