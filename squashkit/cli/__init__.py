"""The command line: maps options to one call of the API and one reporter."""

from __future__ import annotations

import io
import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from textwrap import indent

from ..errors import SquashkitError
from .options import parser
from .stopping import Stopped, stoppable

INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None, *, program: str = "squashkit") -> int:
    """Run one verb.

    Args:
        arguments: by default those of the process.
        program: what the user typed, for help and messages.

    Returns:
        the exit status: 0 fine, 1 findings, 2 could not run, and 128 with the number of the signal
        that ended it.
    """
    _print_anything()
    options = parser(program).parse_args(sys.argv[1:] if arguments is None else arguments)
    try:
        with stoppable():
            from . import verbs

            return int(getattr(verbs, options.verb.replace("-", "_"))(options))
    except SquashkitError as error:
        if options.debug:
            traceback.print_exc()
        print(f"{program}: {error.fact}", file=sys.stderr)
        if error.hint:
            print(indent(error.hint, "  "), file=sys.stderr)
        return error.exit_code
    except (OSError, UnicodeError) as error:
        if isinstance(error, BrokenPipeError):
            # The reader, `head` for instance, has enough; do not complain at exit either.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
        if options.debug:
            traceback.print_exc()
        print(f"{program}: {error}", file=sys.stderr)
        return SquashkitError.exit_code
    except KeyboardInterrupt as stop:
        with suppress(OSError):  # the terminal may be gone
            print(f"{program}: stopped; nothing was written.", file=sys.stderr)
        return stop.exit_code if isinstance(stop, Stopped) else INTERRUPTED


def _print_anything() -> None:
    """Files and authors may have letters that a terminal lacks: an escape is better than none."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def squash_plan(arguments: Sequence[str] | None = None) -> int:
    """The console script `squash-plan`: `squashkit plan` under a name of its own."""
    given = sys.argv[1:] if arguments is None else arguments
    return main(["plan", *given], program="squash-plan")
