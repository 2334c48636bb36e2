"""The Django app that brings `python manage.py squashkit`."""

from __future__ import annotations

from django.apps import AppConfig


class SquashkitConfig(AppConfig):
    """Adds one management command; no models, no signals, no overridden commands."""

    name = "squashkit"
    verbose_name = "squashkit"
