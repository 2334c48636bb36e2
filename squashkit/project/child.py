"""The other process: `python -m squashkit.project.child ANSWER` with the request on stdin."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_type_hints

import cattrs

from ..errors import ProjectError, SquashkitError
from .protocol import Environment


def main() -> int:
    """Read one request, do the job, write the answer."""
    document = json.load(sys.stdin)
    try:
        answer = _answer(document)
        reply: dict[str, Any] = {"answer": cattrs.unstructure(answer)}
    except SquashkitError as error:
        said = {"type": type(error).__name__, "fact": error.fact, "hint": error.hint}
        reply = {"error": said}
    except Exception as error:  # noqa: BLE001  whatever Django or the project raises
        traceback.print_exc()
        fact = f"Django cannot work with these migrations: {type(error).__name__}: {error}"
        hint = "See what `python manage.py migrate` says on an empty database."
        reply = {"error": {"type": "ProjectError", "fact": fact, "hint": hint}}
    Path(sys.argv[1]).write_text(json.dumps(reply), "utf-8")
    return 0


def _answer(document: dict[str, Any]) -> object:
    environment = cattrs.structure(document["environment"], Environment)
    set_up(environment)
    job = _job(document["job"])
    request = next(hint for name, hint in get_type_hints(job).items() if name != "return")
    return job(cattrs.structure(document["request"], request))


def _job(name: str) -> Callable[[Any], object]:
    """The function that does the job; its one argument is annotated with the request's type."""
    from . import inspecting, migrating, parting, recording, reducing, situations, states, views

    jobs: dict[str, Callable[[Any], object]] = {
        "inspect": inspecting.inspect,
        "evaluate": inspecting.evaluate,
        "import_files": views.import_files,
        "reduce": reducing.reduce,
        "compare_states": states.compare_states,
        "go_on": parting.go_on,
        "try_situations": situations.try_situations,
        "migrate": migrating.migrate,
        "read_applied": recording.read_applied,
    }
    return jobs[name]


def set_up(environment: Environment) -> None:
    """Import the settings, put throw-away services in place of the real ones, load the apps.

    Raises:
        ProjectError: the settings or an app cannot be imported.
    """
    import django
    from django.conf import settings

    from .services import throw_away_caches_and_mail, throw_away_databases, throw_away_files

    if environment.root not in sys.path:
        sys.path.insert(0, environment.root)
    try:
        if environment.database is not None:
            throw_away_databases(settings, environment.database)
            throw_away_files(settings, environment.database)
        django.setup()
        if environment.database is not None:
            throw_away_caches_and_mail(settings)
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
