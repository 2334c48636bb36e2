"""Throw-away services for the time that somebody else's code runs."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from .engines import settings_of

MEMORY = "django.core.files.storage.InMemoryStorage"
OUTBOX = "django.core.mail.backends.locmem.EmailBackend"
AT_ONCE = "django.tasks.backends.immediate.ImmediateBackend"
NEVER = "django.tasks.backends.dummy.DummyBackend"
UNSYNCHRONISED = {
    "sqlite": ("PRAGMA synchronous = OFF", "PRAGMA journal_mode = MEMORY"),
    "postgresql": ("SET synchronous_commit = off",),
}


def throw_away_databases(settings: Any, database: str, others: Mapping[str, str]) -> None:
    """Point every database alias away from the real ones.

    Must run before `django.setup()`, so that nothing has connected yet. Aliases other than
    `default` get files of their own beside it, or memory beside a server.

    Args:
        settings: `django.conf.settings`.
        database: a SQLite file, `:memory:`, or the URL of a database on a server.
        others: likewise, of other aliases; without any, there is one database.
    """
    own = settings.DATABASES or {}
    named = {alias: _beside(database, alias) for alias in own} | {"default": database, **others}
    thrown_away = {
        alias: settings_of(name, own.get("default") or {}) for alias, name in named.items()
    }
    _put_in_place(own, thrown_away)
    settings.DATABASES = thrown_away
    if not others:
        # A router would keep tables out of the one database that is compared.
        settings.DATABASE_ROUTERS = []
    _unsynchronised()


def _put_in_place(own: dict[str, dict[str, Any]], others: Mapping[str, dict[str, Any]]) -> None:
    """Within the very dictionaries, which code may import from the settings module itself.

    What is said for tests stays: by it an alias is known that is another one's mirror.
    """
    for alias, database in others.items():
        mine = own.setdefault(alias, {})
        tests = {name: value for name, value in mine.items() if name == "TEST"}
        mine.clear()
        mine.update({**database, **tests})


def throw_away_files(settings: Any, folder: str) -> None:
    """Keep what storages save in memory, whatever their aliases, and other uploads in a folder.

    Must run before `django.setup()`: fields of models take storages while they are imported.

    Args:
        settings: `django.conf.settings`.
        folder: one that is thrown away; it need not exist.
    """
    from django.conf import global_settings

    settings.MEDIA_ROOT = folder
    settings.SESSION_FILE_PATH = str(Path(folder).parent)
    settings.STORAGES = {alias: {"BACKEND": MEMORY} for alias in [*settings.STORAGES, "default"]}
    for name in ("DEFAULT_FILE_STORAGE", "STATICFILES_STORAGE"):
        if hasattr(global_settings, name):  # until Django 5.0
            setattr(settings, name, MEMORY)


def throw_away_mail(settings: Any) -> None:
    """Keep mail within this process, and let no handler of the log mail or write files.

    Args:
        settings: `django.conf.settings`, before `django.setup()`.
    """
    if hasattr(settings, "MAILERS"):  # since Django 6.1, in place of EMAIL_BACKEND
        settings.MAILERS = {alias: {"BACKEND": OUTBOX} for alias in settings.MAILERS}
    else:
        settings.EMAIL_BACKEND = OUTBOX
    settings.LOGGING_CONFIG = None


def throw_away_caches_and_tasks(settings: Any) -> None:
    """Keep caches and tasks within this process.

    Must run after `django.setup()`: apps may ask a cache for what only its own backend has while
    they are imported, as users of django-redis do.

    Args:
        settings: `django.conf.settings`.
    """
    from django.core.cache import caches

    aliases = [*settings.CACHES, "default"]
    settings.CACHES = {alias: _local_cache(alias) for alias in aliases}
    for connected in _begin_anew(caches):
        connected.close()
    with suppress(ImportError):  # before Django 6.0
        from django.tasks import task_backends

        settings.TASKS = {alias: _local_tasks(one) for alias, one in settings.TASKS.items()}
        _begin_anew(task_backends)


def _begin_anew(handler: Any) -> list[Any]:
    """Have the settings read once more; returns what was in use."""
    used = handler.all(initialized_only=True)
    handler.settings = handler.configure_settings(None)
    for alias in handler:
        with suppress(AttributeError):  # nobody has used it yet
            del handler[alias]
    return list(used)


def _beside(database: str, alias: str) -> str:
    return ":memory:" if "://" in database or database == ":memory:" else f"{database}.{alias}"


def _local_cache(alias: str) -> dict[str, object]:
    return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": alias}


def _local_tasks(named: dict[str, object]) -> dict[str, object]:
    """What runs at once here belongs to the step; what others would run is not handed to them."""
    return named if named["BACKEND"] == AT_ONCE else {**named, "BACKEND": NEVER, "OPTIONS": {}}


def _unsynchronised() -> None:
    """A database that is thrown away need not survive a power cut; this saves half the time."""
    from django.db.backends.signals import connection_created

    def relax(connection: Any, **_: object) -> None:
        with connection.cursor() as cursor:
            for statement in UNSYNCHRONISED.get(connection.vendor, ()):
                cursor.execute(statement)

    connection_created.connect(relax, weak=False)
