"""Runs `manage.py` in a fork of a process that has Django loaded, which is seven times as fast."""

from __future__ import annotations

import multiprocessing
import os
import runpy
import sys
import tempfile
from pathlib import Path

from squashkit.project.child import PRELOADED
from tests.commands import Done

LOADED = [__name__, *PRELOADED, "django.core.management.commands.migrate"]


def manage(root: Path, *arguments: str) -> Done:
    """`manage.py ARGUMENTS` in a folder.

    Args:
        root: where it is.
        arguments: as on the command line.
    """
    with tempfile.NamedTemporaryFile() as out, tempfile.NamedTemporaryFile() as err:
        asked = (root, dict(os.environ), arguments, (out.name, err.name))
        process = _context().Process(target=_run, args=asked)
        process.start()
        process.join()
        said = (Path(file.name).read_text() for file in (out, err))
        return Done(process.exitcode or 0, *said)


def _context():
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(LOADED)
    return context


def _run(
    root: Path, environment: dict[str, str], arguments: tuple[str, ...], files: tuple[str, str]
) -> None:
    for stream, name in enumerate(files, 1):
        with open(name, "wb") as file:
            os.dup2(file.fileno(), stream)
    os.chdir(root)
    os.environ.clear()
    os.environ.update(environment)
    sys.dont_write_bytecode = True
    sys.path.insert(0, str(root))
    sys.argv = ["manage.py", *arguments]
    runpy.run_path("manage.py", run_name="__main__")
