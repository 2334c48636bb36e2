"""What a long command says on stderr, on a real terminal and elsewhere."""

import os
import pty
import re
import subprocess
import sys

CODE = """
from squashkit.cli.progress import progress
with progress() as told:
    told("reading [the] history")
    told("proving 2 squashes")
    {end}
"""


def on_a_terminal(end="pass"):
    """What a terminal shows in the end, and the exit status."""
    ours, theirs = pty.openpty()
    child = subprocess.Popen(
        [sys.executable, "-c", CODE.format(end=end)],
        stdin=theirs, stdout=theirs, stderr=theirs,
        env=os.environ | {"TERM": "xterm", "COLUMNS": "80"},
    )  # fmt: skip
    os.close(theirs)
    raw = b""
    try:
        while some := os.read(ours, 4096):
            raw += some
    except OSError:  # Linux says that the other side has gone by an error
        pass
    os.close(ours)
    return raw.decode(), child.wait()


def lines(raw):
    """The lines that stay: what is drawn again and again is erased before."""
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", raw.replace("\r\n", "\n"))
    last = [line.rsplit("\r", 1)[-1] for line in plain.split("\n")]
    return [re.sub(r"\d+\.\d s", "N s", line) for line in last if line.endswith(" s)")]


def test_a_terminal_shows_that_something_moves_and_then_what_each_step_took():
    raw, status = on_a_terminal()
    assert status == 0
    assert lines(raw) == [
        "squashkit: reading [the] history (N s)",
        "squashkit: proving 2 squashes (N s)",
    ]
    assert "⠋" in raw


def test_the_cursor_comes_back_after_an_error():
    raw, status = on_a_terminal("raise KeyboardInterrupt")
    assert status != 0
    assert raw.rindex("\x1b[?25h") > raw.rindex("\x1b[?25l")


def test_elsewhere_each_step_is_a_line():
    done = subprocess.run(
        [sys.executable, "-c", CODE.format(end="pass")], capture_output=True, text=True, check=True
    )
    assert done.stdout == ""
    assert done.stderr == "squashkit: reading [the] history\nsquashkit: proving 2 squashes\n"
