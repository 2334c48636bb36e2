"""The jobs that run now, in whatever thread somebody waits for them, so that all can be ended."""

from __future__ import annotations

import os
import signal
from contextlib import suppress

KILL = getattr(signal, "SIGKILL", signal.SIGTERM)  # Windows has the other one

_numbers: dict[str, int] = {}
_stopped: list[bool] = []
_given_up: set[str] = set()


def begin(job: str, number: int) -> None:
    """Note that a job has begun.

    Args:
        job: the name of its answer.
        number: of its process.
    """
    _numbers[job] = number
    if _stopped or job in _given_up:
        kill(job)


def end(job: str) -> None:
    """Note that a job has ended: its number may be another process's by now."""
    _numbers.pop(job, None)
    _given_up.discard(job)


def give_up(job: str) -> None:
    """End a job for which nobody waits any more, also if it only begins now."""
    _given_up.add(job)
    kill(job)


def kill(job: str) -> None:
    """End a job, if it runs."""
    number = _numbers.get(job)
    if number is not None:
        with suppress(ProcessLookupError):
            os.kill(number, KILL)


def stop() -> None:
    """End all jobs, and let none begin; takes no lock, so that a signal's handler may call it."""
    _stopped.append(True)
    for job in list(_numbers):
        kill(job)


def go_on() -> None:
    """Let jobs begin again."""
    _stopped.clear()


def refuse() -> None:
    """Begin nothing after `stop`.

    Raises:
        KeyboardInterrupt: it was called.
    """
    if _stopped:
        raise KeyboardInterrupt
