"""Operations as Python source, in Django's own words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.migrations import serializer
from django.db.migrations.writer import OperationWriter

from ..model.composition import Carried, Rendered

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
    """

    def __init__(self, modules: set[str]) -> None:
        self.modules = modules
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
        key = (function.__module__, function.__qualname__)
        fresh = Carried(f"squashkit_carried_{len(self.carried)}", *key)
        return self.carried.setdefault(key, fresh).placeholder

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

        registry = serializer.Serializer._registry  # noqa: SLF001
        registry[FUNCTIONS] = CarriedFunction
        try:
            yield
        finally:
            registry[FUNCTIONS] = serializer.FunctionTypeSerializer
