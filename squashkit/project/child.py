"""The other process: `python -m squashkit.project.child`, with an order a line on stdin.

It has imported all that is not the project's, and forks for each job, so that a job begins as in a
fresh interpreter, without the time that these imports take.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn, get_type_hints

import msgspec

from ..errors import ProjectError, SquashkitError
from . import inspecting, locating, recording, tables, views
from .diagnosing import diagnosed
from .operations import parting, reducing, states
from .protocol import DRIVERS, Environment, Order
from .replays import filling, migrating, situations, unapplying, walking
from .services import (
    throw_away_caches_and_tasks,
    throw_away_databases,
    throw_away_files,
    throw_away_mail,
)

JOBS: dict[str, Callable[[Any], object]] = {
    "inspect": inspecting.inspect,
    "evaluate": inspecting.evaluate,
    "import_files": views.import_files,
    "reduce": reducing.reduce,
    "compare_states": states.compare_states,
    "name_tables": tables.name_tables,
    "go_on": parting.go_on,
    "try_situations": situations.try_situations,
    "migrate": migrating.migrate,
    "fill": filling.fill,
    "walk": walking.walk,
    "unapply": unapplying.unapply,
    "read_applied": recording.read_applied,
    "delete_rows": recording.delete_rows,
    "insert_rows": recording.insert_rows,
    "rename_rows": recording.rename_rows,
    "locate": locating.locate,
}
"""Functions of one argument, which is annotated with the request's type."""


PRELOADED = (
    "django.contrib.admin",
    "django.contrib.auth.apps",
    "django.contrib.auth.password_validation",
    "django.contrib.auth.validators",
    "django.contrib.contenttypes.apps",
    "django.contrib.sessions.apps",
    "django.contrib.staticfiles.apps",
    "django.core.mail",
    "django.db.backends.sqlite3.base",
    "django.db.models.sql.compiler",
    "django.http",
    "django.tasks",  # since Django 6.0
    "django.urls",
    "django.utils.log",
    "django.utils.translation.reloader",
    "django.views.debug",
)
"""What Django imports in any project, or nearly any, and needs no settings for."""

GARBAGE = (50_000, 20, 100)
"""After how many objects Python looks for garbage; more often it is a twelfth of a replay."""


def main() -> int:
    """Carry out orders until there are no more; where nothing can fork, the first one."""
    if not hasattr(os, "fork"):
        return work(_order(sys.stdin.readline()))
    _preload(PRELOADED)
    # Who has watched over a job is not waited for; an interrupt is for jobs.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for line in sys.stdin:
        order = _order(line)
        _preload(order.preload)
        if os.fork() == 0:
            watch(order)
    return 0


def _preload(names: Iterable[str]) -> None:
    """Import what jobs have in common, so that none has to."""
    for name in names:
        # What is missing here, the job itself will miss and say so.
        with suppress(ImportError):
            importlib.import_module(name)
    # No job has to go through what is there before it.
    gc.freeze()


def _order(line: str) -> Order:
    return msgspec.convert(json.loads(line), Order)


def watch(order: Order) -> NoReturn:
    """Fork once more for the job itself, and tell how it ends; in the job, do it."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    job = os.fork()
    if job == 0:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        _end(work(order))
    _tell("began", job, order)
    _, status = os.waitpid(job, 0)
    _tell("ended", os.waitstatus_to_exitcode(status), order)
    os._exit(0)


def _end(status: int) -> NoReturn:
    """End as an interpreter does, but leave to the system what is loaded.

    To take that apart object by object takes longer than many jobs do.
    """
    atexit._run_exitfuncs()  # noqa: SLF001  what is registered there may have to clean up
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def _tell(word: str, number: int, order: Order) -> None:
    os.write(sys.stdout.fileno(), f"{word} {number} {order.answer}\n".encode())


def work(order: Order) -> int:
    """Do one job, and write its answer."""
    _speak_to(order.said)
    sys.argv[1:] = [order.answer]
    os.environ.clear()
    os.environ.update(order.variables)
    importlib.invalidate_caches()
    document = json.loads(Path(order.request).read_text("utf-8"))
    try:
        answer = _answer(document)
        reply: dict[str, Any] = {"answer": msgspec.to_builtins(answer)}
    except SquashkitError as error:
        reply = _refusal(error)
    except Exception as error:  # noqa: BLE001  whatever Django or the project raises
        traceback.print_exc()
        reply = _refusal(diagnosed(error))
    reply["drivers"] = [name for name in DRIVERS if name in sys.modules]
    # All of it or nothing: the disk may be full.
    unfinished = Path(f"{order.answer}.new")
    unfinished.write_text(json.dumps(reply), "utf-8")
    unfinished.replace(order.answer)
    return 0


def _refusal(error: SquashkitError) -> dict[str, Any]:
    return {"error": {"type": type(error).__name__, "fact": error.fact, "hint": error.hint}}


def _speak_to(file: str) -> None:
    """Whatever the project prints goes to a file, and it has nothing to read."""
    with Path(file).open("wb") as said, Path(os.devnull).open("rb") as nothing:
        os.dup2(nothing.fileno(), 0)
        os.dup2(said.fileno(), 1)
        os.dup2(said.fileno(), 2)


def _answer(document: dict[str, Any]) -> object:
    environment = msgspec.convert(document["environment"], Environment)
    # Rendering models makes much garbage; what the project has loaded is none of it.
    gc.disable()
    set_up(environment)
    gc.freeze()
    gc.set_threshold(*GARBAGE)
    gc.enable()
    job = JOBS[document["job"]]
    request = next(hint for name, hint in get_type_hints(job).items() if name != "return")
    return job(msgspec.convert(document["request"], request))


def set_up(environment: Environment) -> None:
    """Import the settings, put throw-away services in place of the real ones, load the apps.

    Raises:
        ProjectError: the settings or an app cannot be imported.
    """
    import django
    from django.conf import settings

    os.chdir(environment.root)
    if environment.root not in sys.path:
        sys.path.insert(0, environment.root)
    try:
        if environment.database is not None:
            throw_away_databases(settings, environment.database, environment.others)
            throw_away_files(settings, environment.files)
            throw_away_mail(settings)
        django.setup()
        if environment.database is not None:
            throw_away_caches_and_tasks(settings)
    except Exception as error:
        raise ProjectError(
            f"Settings module {environment.settings} cannot be loaded: "
            f"{type(error).__name__}: {error}",
            "Run `python manage.py check` in the same environment, or name another module "
            "with --settings. If manage.py changes sys.path, call `python manage.py squashkit`, "
            "or set PYTHONPATH.",
        ) from error


if __name__ == "__main__":
    sys.exit(main())
