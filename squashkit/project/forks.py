"""Jobs in forks of one process that has Django loaded; ours never imports it."""

from __future__ import annotations

import atexit
import json
import os
import re
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import msgspec

from . import running
from .protocol import Order

CHILD = "squashkit.project.child"
HASH_SEED = "PYTHONHASHSEED"
CAN_FORK = hasattr(os, "fork")
PACKAGE_PARENT = str(Path(__file__).resolve().parents[2])
TOLD = re.compile(r"(began|ended) (-?\d+) (.+)$")
_LOCK = threading.Lock()


class Forks:
    """A process that forks for each order, whatever project it is about.

    Args:
        path: where it looks for modules, as in PYTHONPATH.
        seed: decides the order of sets, as in PYTHONHASHSEED; empty for any.
    """

    def __init__(self, path: str, seed: str = "") -> None:
        self.alive = True
        self._ended: dict[str, int] = {}
        self._news = threading.Condition()
        self._process = subprocess.Popen(
            [sys.executable, "-m", CHILD],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=PACKAGE_PARENT,
            env=_without_settings() | {"PYTHONPATH": path} | ({HASH_SEED: seed} if seed else {}),
            text=True,
        )
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        atexit.register(self.close)

    def run(self, order: Order) -> int:
        """Have a job done, in any thread, and return the status that its process ended with."""
        running.refuse()
        with self._news:
            try:
                self._send(json.dumps(msgspec.to_builtins(order)))
                self._news.wait_for(lambda: order.answer in self._ended or not self.alive)
            except BaseException:
                running.give_up(order.answer)
                raise
            return self._ended.pop(order.answer, self._process.returncode or 0)

    def close(self) -> None:
        """Take no more orders."""
        atexit.unregister(self.close)
        with suppress(BrokenPipeError):
            self._process.stdin.close()  # type: ignore[union-attr]  # it is a pipe
        self._listener.join()
        self._process.stdout.close()  # type: ignore[union-attr]

    def _send(self, line: str) -> None:
        # Of one that has ended, the listener tells.
        with suppress(BrokenPipeError):
            self._process.stdin.write(f"{line}\n")  # type: ignore[union-attr]
            self._process.stdin.flush()  # type: ignore[union-attr]

    def _listen(self) -> None:
        for line in self._process.stdout or ():
            told = TOLD.search(line)
            if told is None:  # Python runs code of others when it starts, which may print
                continue
            word, number, answer = told.groups()
            with self._news:
                if word == "began":
                    running.begin(answer, int(number))
                else:
                    running.end(answer)
                    self._ended[answer] = int(number)
                self._news.notify_all()
        self._process.wait()
        with self._news:
            self.alive = False
            self._news.notify_all()


def _without_settings() -> dict[str, str]:
    """The variables of this process, but those from which Django would load a project."""
    return {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}


def carry_out(order: Order) -> int:
    """Have a job done, in any thread; where nothing can fork, by a process of its own.

    Returns:
        The status that its process ended with.
    """
    path, seed = order.variables["PYTHONPATH"], order.variables.get(HASH_SEED, "")
    if CAN_FORK:
        with lent(path, seed) as server:
            return server.run(order)
    with closing(Forks(path, seed)) as alone:
        return alone.run(order)


KEPT = 4
"""How many processes wait for orders at most: a project's and a release's, each with two seeds."""
_servers: dict[tuple[str, str], Forks] = {}
"""By path and seed, the one that was used last at the end."""
_busy: Counter[Forks] = Counter()


@contextmanager
def lent(path: str, seed: str = "") -> Iterator[Forks]:
    """The process with this path and seed, which nobody closes meanwhile."""
    with _LOCK:
        server = _servers.pop((path, seed), None)
        if server is None or not server.alive:
            if server is not None and not _busy[server]:
                server.close()
            server = Forks(path, seed)
        _servers[path, seed] = server
        _busy[server] += 1
    try:
        yield server
    finally:
        with _LOCK:
            _busy[server] -= 1
            if not _busy[server]:
                del _busy[server]
            _close_the_oldest()


def _close_the_oldest() -> None:
    idle = [key for key, server in _servers.items() if not _busy[server]]
    for key in idle[: max(0, len(_servers) - KEPT)]:
        _servers.pop(key).close()
