"""Processes that have loaded a project once, and fork for each of its jobs.

To load settings and apps takes longer than many a job does, and seconds where there are many apps.
"""

from __future__ import annotations

import os
import stat
import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress
from typing import IO

from .protocol import Order

AT_A_TIME = 4
"""How many projects stay loaded: one for each engine, and one more."""
FIT = b"fit"
Load = Callable[[Order], None]
Serve = Callable[[IO[str]], int]


class Loaded:
    """Passes orders on to the process that has the project of each.

    Args:
        load: loads the project of an order into this process.
        serve: carries out the orders of a file, each in a fork.
        tell: is told of a process that begins, with its number, for an order.
    """

    def __init__(self, load: Load, serve: Serve, tell: Callable[[int, Order], None]) -> None:
        self._load = load
        self._serve = serve
        self._tell = tell
        self._pipes: dict[str, IO[str] | None] = {}

    def take(self, order: Order, line: str) -> bool:
        """Whether such a process carries the order out: not each project can be shared by jobs.

        Args:
            order: with the name of what it loads, or none.
            line: the same as a text.
        """
        if not order.project:
            return False
        if order.project not in self._pipes:
            self._make_room()
            self._pipes[order.project] = self._started(order)
        pipe = self._pipes[order.project]
        try:
            return pipe is not None and bool(pipe.write(line))
        except BrokenPipeError:
            self._pipes[order.project] = None
            return False

    def close(self) -> None:
        """Let all of them end when they have no orders left."""
        for pipe in filter(None, self._pipes.values()):
            pipe.close()
        self._pipes.clear()

    def _make_room(self) -> None:
        while len(self._pipes) >= AT_A_TIME:
            pipe = self._pipes.pop(next(iter(self._pipes)))
            if pipe is not None:
                pipe.close()

    def _started(self, order: Order) -> IO[str] | None:
        """Where it takes orders; None where jobs could not share what the project has begun."""
        (orders, ours), (fit, its) = os.pipe(), os.pipe()
        number = os.fork()
        if number == 0:
            self.close()
            os.close(ours)
            os.close(fit)
            raise SystemExit(self._run(order, orders, its))
        self._tell(number, order)
        os.close(orders)
        os.close(its)
        with open(fit, "rb") as answer, ExitStack() as unless_fit:
            # A line at a time.
            pipe = unless_fit.enter_context(open(ours, "w", buffering=1))
            if answer.read() != FIT:
                return None
            unless_fit.pop_all()
        return pipe

    def _run(self, order: Order, orders: int, answer: int) -> int:
        if not self._is_loaded(order):
            # Its threads may have time.
            os._exit(1)
        os.write(answer, FIT)
        os.close(answer)
        with open(orders) as lines:
            return self._serve(lines)

    def _is_loaded(self, order: Order) -> bool:
        with suppress(Exception, SystemExit):  # a job of its own meets the same, and says so
            self._load(order)
            return can_be_shared()
        return False


def can_be_shared() -> bool:
    """Whether forks of this process can do without each other.

    Threads do not go along with a fork, and of a connection all forks would read the same answers.
    """
    return threading.active_count() == 1 and _tasks() == 1 and not any(map(_is_socket, _files()))


def _tasks() -> int:
    """How many threads there are, also of other languages, where the system tells."""
    with suppress(OSError):
        return len(os.listdir("/proc/self/task"))
    return 1


def _files() -> list[int]:
    with suppress(OSError):
        return [int(name) for name in os.listdir("/dev/fd")]
    return []


def _is_socket(file: int) -> bool:
    with suppress(OSError):  # that of the listing itself is closed by now
        return stat.S_ISSOCK(os.fstat(file).st_mode)
    return False
