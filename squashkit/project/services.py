"""Throw-away services for the time that somebody else's code runs."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from .engines import settings_of

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
    settings.DATABASES = {
        alias: settings_of(name, own.get("default") or {}) for alias, name in named.items()
    }
    if not others:
        # A router would keep tables out of the one database that is compared.
        settings.DATABASE_ROUTERS = []
    _unsynchronised()


def throw_away_files(settings: Any, folder: str) -> None:
    """Keep uploaded files in memory, and those of storages of their own in a folder."""
    settings.MEDIA_ROOT = folder
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


def _beside(database: str, alias: str) -> str:
    return ":memory:" if "://" in database or database == ":memory:" else f"{database}.{alias}"


def _local_cache(alias: str) -> dict[str, object]:
    return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": alias}


def _unsynchronised() -> None:
    """A database that is thrown away need not survive a power cut; this saves half the time."""
    from django.db.backends.signals import connection_created

    def relax(connection: Any, **_: object) -> None:
        with connection.cursor() as cursor:
            for statement in UNSYNCHRONISED.get(connection.vendor, ()):
                cursor.execute(statement)

    connection_created.connect(relax, weak=False)
