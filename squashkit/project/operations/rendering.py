"""Operations as Python source, in Django's own words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import SettingsReference, settings
from django.db.migrations import serializer
from django.db.migrations.writer import OperationWriter

from ...model.composition import Carried, Rendered
from .naming import setting_value

FUNCTIONS = next(
    key
    for key, value in serializer.Serializer._registry.items()  # noqa: SLF001
    if value is serializer.FunctionTypeSerializer
)


class CannotRenderError(Exception):
    """An operation that has no source text; the message says which and why."""


class Renderer:
    """Writes operations; functions of replaced modules become placeholders.

    Django would write `app.migrations.0002_data.forwards`, which is not Python.

    Args:
        modules: the dotted names of the modules that are being replaced.
        settings: what names swappable models besides Django's settings: `shop.conf:models.ITEM`.
    """

    def __init__(self, modules: set[str], settings: Iterable[str] = ()) -> None:
        self.modules = modules
        self.settings = {setting_value(one).lower(): one for one in settings}
        self.carried: dict[tuple[str, str], Carried] = {}

    def render(self, operation: Any) -> Rendered:
        """One operation as an expression with its imports.

        Raises:
            CannotRenderError: Django cannot serialise it, or it needs more than a function of a
                replaced module.
        """
        self.carried = {}
        with self._placeholders():
            try:
                text, imports = OperationWriter(operation, indentation=0).serialize()
            except ValueError as error:
                reason = str(error).partition("\n")[0]
                raise CannotRenderError(f"{operation.describe()}: {reason}") from error
        self._refuse_left_behind(operation, imports)
        lines = tuple(sorted({"from django.db import migrations", *imports}))
        return Rendered(text.rstrip().rstrip(","), lines, tuple(self.carried.values()))

    def _refuse_left_behind(self, operation: Any, imports: set[str]) -> None:
        for line in imports:
            module = re.sub(r"^import ", "", line)
            if module in self.modules:
                raise CannotRenderError(
                    f"{operation.describe()}: it uses a class that is defined in {module}"
                )

    def _placeholder(self, function: Any) -> str:
        # Of a method the class is carried.
        name, dot, rest = function.__qualname__.partition(".")
        key = (function.__module__, name)
        fresh = Carried(f"squashkit_carried_{len(self.carried)}", *key)
        return f"{self.carried.setdefault(key, fresh).placeholder}{dot}{rest}"

    def _setting(self, reference: Any) -> tuple[str, set[str]]:
        """What names the model of a swappable relation; packages have defaults of their own."""
        if hasattr(settings, reference.setting_name):
            return f"settings.{reference.setting_name}", {"from django.conf import settings"}
        named = self.settings.get(str(reference).lower())
        if named is None:
            raise CannotRenderError(f"settings have no {reference.setting_name}")
        module, _, name = named.partition(":")
        return name, {f"from {module} import {name.partition('.')[0]}"}

    @contextmanager
    def _placeholders(self) -> Iterator[None]:
        """Replace Django's serialiser of functions for a moment; there is no public hook."""
        renderer = self

        class CarriedFunction(serializer.FunctionTypeSerializer):
            """A placeholder for a function that moves into the squash."""

            def serialize(self) -> tuple[str, set[str]]:
                module = getattr(self.value, "__module__", None)
                named = "<" not in getattr(self.value, "__qualname__", "<")
                if module in renderer.modules and named:
                    return renderer._placeholder(self.value), set()
                return super().serialize()  # type: ignore[no-any-return]

        class NamedModel(serializer.BaseSerializer):
            """What names a model that can be swapped."""

            def serialize(self) -> tuple[str, set[str]]:
                return renderer._setting(self.value)

        registry = serializer.Serializer._registry  # noqa: SLF001
        own = {FUNCTIONS: CarriedFunction, SettingsReference: NamedModel}
        django_s = {kind: registry[kind] for kind in own}
        registry.update(own)
        try:
            yield
        finally:
            registry.update(django_s)
