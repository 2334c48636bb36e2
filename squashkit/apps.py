"""The Django app that brings `python manage.py squashkit`, and system checks."""

from __future__ import annotations

from django.apps import AppConfig


class SquashkitConfig(AppConfig):
    """Adds one management command and two checks; no models, no signals, no changed commands."""

    name = "squashkit"
    verbose_name = "squashkit"

    def ready(self) -> None:
        """Register the checks."""
        from .checks import register_checks

        register_checks()
