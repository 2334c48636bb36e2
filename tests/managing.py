"""Runs `manage.py` in a fork of a process that has Django loaded."""

from __future__ import annotations

import multiprocessing
import os
import runpy
import sys
import tempfile
from pathlib import Path

from squashkit.project.child import PRELOADED

LOADED = [__name__, *PRELOADED, "django.core.management.commands.migrate"]


def manage(root: Path, environment: dict[str, str], *arguments: str) -> tuple[int, str]:
    """The exit status, and everything that it says.

    Args:
        root: where it works.
        environment: its variables.
        arguments: as on the command line.
    """
    with tempfile.NamedTemporaryFile() as said:
        asked = (str(root), environment, arguments, said.name)
        process = _context().Process(target=_run, args=asked)
        process.start()
        process.join()
        return process.exitcode, Path(said.name).read_text()


def _context():
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(LOADED)
    return context


def _run(root: str, environment: dict[str, str], arguments: tuple[str, ...], said: str) -> None:
    with open(said, "wb") as file:
        for stream in (1, 2):
            os.dup2(file.fileno(), stream)
    os.chdir(root)
    os.environ.clear()
    os.environ.update(environment)
    sys.dont_write_bytecode = True
    sys.path.insert(0, root)
    sys.argv = ["manage.py", *arguments]
    runpy.run_path("manage.py", run_name="__main__")
