"""Says on stderr what a long command does: on a terminal also how long each step took."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from rich.console import Console
from rich.markup import escape
from rich.status import Status


def say(text: str) -> None:
    """Print one line beside the report."""
    # In one go: several threads may say something.
    sys.stderr.write(f"squashkit: {text}\n")
    sys.stderr.flush()


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """What is to be told what happens next, for as long as the work takes."""
    if not sys.stderr.isatty():
        yield say
        return
    steps = _Steps(Console(stderr=True, highlight=False))
    try:
        yield steps.begin
    finally:
        steps.end()


class _Steps:
    """The steps so far: the last one moves, and the others have the seconds that they took."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.status: Status | None = None
        self.text = ""
        self.began = 0.0

    def begin(self, text: str) -> None:
        self.end()
        self.text, self.began = text, monotonic()
        self.status = self.console.status(f"squashkit: {escape(text)}")
        self.status.start()

    def end(self) -> None:
        if self.status:
            self.status.stop()
            self.status = None
            took = f"{monotonic() - self.began:.1f} s"
            self.console.print(f"squashkit: {escape(self.text)} ({took})", soft_wrap=True)
