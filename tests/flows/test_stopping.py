"""A run that is ended from outside leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time

import pytest

from squashkit.cli.stopping import Stopped, stoppable
from tests.projects import ID

STEP = """
import pathlib, time
def f(*_):
    pathlib.Path(__file__).with_name("runs").touch()
    time.sleep(60)
"""
SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


@pytest.fixture
def slow(empty_site, tmp_path):
    """A proof that would take minutes, which has begun."""
    site = empty_site("app")
    site.migration("app.0001_a", f"migrations.CreateModel('A', [{ID}]),")
    step = "migrations.RunPython(f, migrations.RunPython.noop),"
    site.migration("app.0002_b", step, "app.0001_a", before=STEP)
    replaces = "replaces = [('app', '0001_a'), ('app', '0002_b')]"
    site.migration("app.0003_s", f"migrations.CreateModel('A', [{ID}]),", body=replaces)
    site.models("app", "class A(models.Model):\n    pass\n")
    (tmp_path / "temp").mkdir()
    return site


def begin(site, folder):
    process = subprocess.Popen(
        [sys.executable, "-m", "squashkit", "validate"],
        cwd=site.root,
        env={**os.environ, "TMPDIR": str(folder)},
        stderr=subprocess.PIPE,
        text=True,
        # Who starts tests in the background ignores it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
        start_new_session=True,
    )
    for _ in range(3000):
        if (site.root / "app" / "migrations" / "runs").exists():
            return process
        time.sleep(0.01)
    raise AssertionError(process.communicate())


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_to_the_process_alone(slow, tmp_path, number):
    process = begin(slow, tmp_path / "temp")
    process.send_signal(number)
    said = process.communicate(timeout=30)[1]

    assert said.splitlines()[-1] == "squashkit: stopped; nothing was written."
    assert (process.returncode, os.listdir(tmp_path / "temp")) == (128 + number, [])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGHUP])
def test_a_signal_to_all_that_a_terminal_runs_and_another_one(slow, tmp_path, number):
    process = begin(slow, tmp_path / "temp")
    os.killpg(process.pid, number)
    os.killpg(process.pid, number)
    process.communicate(timeout=30)

    assert (process.returncode, os.listdir(tmp_path / "temp")) == (128 + number, [])


def test_what_is_ignored_or_handled_stays_so():
    def own(*_):
        pass

    before = signal.signal(signal.SIGTERM, own), signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stoppable():
            found = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGHUP)
        assert found == (own, signal.SIG_IGN)
    finally:
        signal.signal(signal.SIGTERM, before[0])
        signal.signal(signal.SIGHUP, before[1])


def test_another_signal_while_the_process_ends_is_not_heard():
    """A second SIGHUP came when folders were being removed, and killed that too."""
    before = [signal.getsignal(one) for one in SIGNALS]
    try:
        with pytest.raises(Stopped), stoppable():
            signal.raise_signal(signal.SIGTERM)
        assert [signal.getsignal(one) for one in SIGNALS] == [signal.SIG_IGN] * 3
    finally:
        for one, handler in zip(SIGNALS, before, strict=True):
            signal.signal(one, handler)


def test_handlers_are_those_of_before_at_the_end():
    before = [signal.getsignal(one) for one in SIGNALS]
    with stoppable():
        assert [signal.getsignal(one) for one in SIGNALS] != before

    assert [signal.getsignal(one) for one in SIGNALS] == before
