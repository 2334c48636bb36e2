"""What settings say that name a swappable model."""

from __future__ import annotations

from importlib import import_module
from operator import attrgetter

from django.conf import settings


def setting_value(setting: str) -> str:
    """The model that a setting names, as `app.Model`.

    Args:
        setting: one of Django's settings, or `shop.conf:models.ITEM`; see `Dependency.setting`.
    """
    module, _, name = setting.rpartition(":")
    return str(attrgetter(name)(import_module(module) if module else settings))
