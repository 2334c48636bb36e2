"""Throw-away services for the time that somebody else's code runs."""

from __future__ import annotations

from contextlib import suppress
from typing import Any


def throw_away_databases(settings: Any, database: str) -> None:
    """Point every database alias away from the real ones.

    Must run before `django.setup()`, so that nothing has connected yet. Aliases other than
    `default` get files of their own beside it.

    Args:
        settings: `django.conf.settings`.
        database: a SQLite file, or `:memory:`.
    """
    aliases = [*(settings.DATABASES or {}), "default"]
    settings.DATABASES = {alias: _sqlite(alias, database) for alias in aliases}
    # A router would keep tables out of the one database that is compared.
    settings.DATABASE_ROUTERS = []
    _unsynchronised()


def throw_away_files(settings: Any, database: str) -> None:
    """Keep uploaded files in memory, and those of storages of their own beside the database."""
    settings.MEDIA_ROOT = f"{database}.media"
    memory = "django.core.files.storage.InMemoryStorage"
    if settings.is_overridden("DEFAULT_FILE_STORAGE"):  # until Django 5.1
        settings.DEFAULT_FILE_STORAGE = memory
    else:
        settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": memory}}


def throw_away_caches_and_mail(settings: Any) -> None:
    """Keep caches and mail within this process.

    Must run after `django.setup()`: apps may ask a cache for what only its own backend has while
    they are imported, as users of django-redis do.

    Args:
        settings: `django.conf.settings`.
    """
    from django.core.cache import caches

    aliases = [*settings.CACHES, "default"]
    settings.CACHES = {alias: _local_cache(alias) for alias in aliases}
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    caches.settings = caches.configure_settings(None)
    for connected in caches.all(initialized_only=True):
        connected.close()
    for alias in aliases:
        with suppress(AttributeError):  # nobody has used it yet
            del caches[alias]


def _sqlite(alias: str, database: str) -> dict[str, object]:
    beside = database in {":memory:"} or alias == "default"
    name = database if beside else f"{database}.{alias}"
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": name}


def _local_cache(alias: str) -> dict[str, object]:
    return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": alias}


def _unsynchronised() -> None:
    """A database that is thrown away need not survive a power cut; this saves half the time."""
    from django.db.backends.signals import connection_created

    def relax(connection: Any, **_: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous = OFF")
            cursor.execute("PRAGMA journal_mode = MEMORY")

    connection_created.connect(relax, weak=False)
