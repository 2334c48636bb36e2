"""What ends a run from outside: Ctrl-C, the end of a job in CI, a container, or a terminal."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from ..project import running

NAMES = ("SIGINT", "SIGTERM", "SIGHUP")
"""Windows has no SIGHUP."""
UNTOUCHED = (signal.SIG_DFL, signal.default_int_handler)


class Stopped(KeyboardInterrupt):
    """A signal came.

    Args:
        number: of the signal.
    """

    def __init__(self, number: int) -> None:
        super().__init__()
        self.exit_code = 128 + number


@contextmanager
def stoppable() -> Iterator[None]:
    """Let signals end what runs as an exception does, so that everything is cleaned up.

    Where somebody has handlers of their own, or ignores a signal as `nohup` does, that stays so.

    Raises:
        Stopped: a signal came. Jobs are ended, and other signals are ignored from then on.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = [getattr(signal, name) for name in NAMES if hasattr(signal, name)]
    before = {one: signal.getsignal(one) for one in numbers}
    ours = [one for one in numbers if before[one] in UNTOUCHED]

    def stop(number: int, _: FrameType | None) -> None:
        for one in ours:
            signal.signal(one, signal.SIG_IGN)
        running.stop()
        raise Stopped(number)

    for one in ours:
        signal.signal(one, stop)
    try:
        yield
    finally:
        running.go_on()
        for one in ours:
            # After a signal none is heard any more: what is temporary goes when the process ends.
            if signal.getsignal(one) is stop:
                signal.signal(one, before[one])
