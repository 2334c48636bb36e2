"""Which apps there are, and where their migrations live."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.conf import settings
from django.db.migrations.loader import MigrationLoader

from ..errors import ProjectError
from ..model.files import INSTALLED
from ..model.history import App
from ..model.keys import MigrationKey
from ..model.migrations import Dependency
from .protocol import Evaluate, Evaluated, Inspect, Inspection
from .views import load


def inspect(request: Inspect) -> Inspection:
    """Every app with a migrations package, and what the swappable settings name."""
    found = [app for config in apps.get_app_configs() if (app := _app(config, request))]
    return Inspection(
        apps=tuple(sorted(found)),
        swappable=_swappable(),
        django=django.get_version(),
        aliases=tuple(sorted(settings.DATABASES)),
        migrated=tuple(sorted(filter(_is_migrated, settings.DATABASES))),
        routed=bool(getattr(_written(), "DATABASE_ROUTERS", ())),
    )


def _written() -> Any:
    """The settings as they are written: those that hold now name throw-away databases."""
    return sys.modules.get(settings.SETTINGS_MODULE or "", settings)


def _is_migrated(alias: str) -> bool:
    own = getattr(_written(), "DATABASES", {}).get(alias, {})
    return alias == "default" or not own.get("TEST", {}).get("MIRROR")


def evaluate(request: Evaluate) -> tuple[Evaluated, ...]:
    """What these migrations depend on and replace, once their files were run."""
    migrations = load().disk_migrations
    return tuple(
        Evaluated(
            key,
            _dependencies(one.dependencies),
            _dependencies(one.run_before),
            tuple(MigrationKey(app, name) for app, name in one.replaces),
        )
        for key in request.keys
        if (one := migrations.get((key.app, key.name))) is not None
    )


def _dependencies(written: Iterable[tuple[str, str]]) -> tuple[Dependency, ...]:
    return tuple(Dependency(app, name) for app, name in written)


def _app(config: Any, request: Inspect) -> App | None:
    module, explicit = MigrationLoader.migrations_module(config.label)
    if module is None:
        return None
    try:
        package = import_module(module)
    except ModuleNotFoundError as error:
        if error.name == module or (explicit and module.startswith(f"{error.name}.")):
            return None
        raise _broken(module, error) from error
    except Exception as error:
        raise _broken(module, error) from error
    # Without __init__.py Django takes the app for one without migrations (ticket 23406).
    if package.__file__ is None:
        return None
    directory = Path(package.__file__).parent
    claimed = config.label in request.ours
    ours = _first_party(directory, Path(request.root).resolve(), claimed)
    return App(config.label, module, str(directory), ours)


def _broken(module: str, error: Exception) -> ProjectError:
    return ProjectError(f"{module} cannot be imported: {type(error).__name__}: {error}")


def _first_party(directory: Path, root: Path, claimed: bool) -> bool:
    """Whether the files are the project's own: below its root, and not installed."""
    resolved = directory.resolve()
    if INSTALLED & set(resolved.parts):
        return False
    return claimed or (root in resolved.parents and not _in_an_environment(resolved, root))


def _in_an_environment(directory: Path, root: Path) -> bool:
    """Whether a folder on the way from the root is hidden or a virtual environment's."""
    between = [one for one in (directory, *directory.parents) if root in one.parents]
    return any(one.name.startswith(".") or (one / "pyvenv.cfg").exists() for one in between)


def _swappable() -> dict[str, str]:
    """Settings that name a model, such as AUTH_USER_MODEL, to the model's app."""
    found = {}
    for name in dir(settings):
        value = getattr(settings, name) if name.isupper() and name.endswith("_MODEL") else None
        if isinstance(value, str) and value.count(".") == 1:
            found[name] = value.partition(".")[0]
    return found
