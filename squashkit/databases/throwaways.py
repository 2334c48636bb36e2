"""The names of throw-away databases on a server that has others too."""

from __future__ import annotations

import itertools
import re
import secrets
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar

NAME = re.compile(r"(squashkit_[0-9a-f]{8})_\d+")


class Run:
    """The databases of one run on one server.

    Attributes:
        name: no two runs have the same; who looks for leftovers knows by it who is still alive.
        databases: those that were made, or are about to be.
    """

    def __init__(self) -> None:
        self.name = f"squashkit_{secrets.token_hex(4)}"
        self.databases: list[str] = []
        # Not how many there are: one that could not be made has its number still.
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()

    def another(self) -> str:
        """The name of another database."""
        with self._lock:
            self.databases.append(f"{self.name}_{next(self._numbers)}")
            return self.databases[-1]


class Dropping(Protocol):
    """Throw-away databases on a server.

    Attributes:
        run: has the names of those that were made.
    """

    run: Run

    def drop(self, names: list[str]) -> None:
        """Drop databases."""


Made = TypeVar("Made", bound=Dropping)


@contextmanager
def dropped_at_the_end(made: Made, left: list[str]) -> Iterator[Made]:
    """Drop what killed runs have left now, and all that is made here at the end in any case.

    Args:
        made: the databases of this run.
        left: the names of those that are left.
    """
    made.drop(left)
    try:
        yield made
    finally:
        made.drop(made.run.databases)


def leftovers(databases: Iterable[str], is_alive: Callable[[str], bool]) -> list[str]:
    """The databases of runs that were killed.

    Args:
        databases: the names of all that there are.
        is_alive: whether the run of this name still goes on.
    """
    found = [(match[1], name) for name in databases if (match := NAME.fullmatch(name))]
    dead = {run for run in {run for run, _ in found} if not is_alive(run)}
    return [name for run, name in found if run in dead]
